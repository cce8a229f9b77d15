import { expect, test } from 'bun:test'
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { partialsOfStudy } from '#src/method/partialsCache.ts'
import { temporaryFolder } from '../support/database.ts'

test('what a killed writer left in the cache is removed after an hour; what another writes, and what is whole, stays', async () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'cache'))
  const write = (name: string, minutes: number) => {
    const path = join(folder, 'cache', name)
    writeFileSync(path, '')
    const at = Date.now() / 1000 - 60 * minutes
    utimesSync(path, at, at)
  }
  write('partials-v8-a.part-node1-17', 70)
  write('partials-v8-b.part-node2-17', 5)
  write('partials-v8-c', 70)
  await partialsOfStudy({
    ...{ folder, study: { library: [], models: [] }, radiation: { radiation: 'x-rays' }, qMax: 0.3 },
    threads: { map: async function* () {}, close() {} } as never,
    report() {},
  })
  expect(readdirSync(join(folder, 'cache')).sort()).toEqual(['partials-v8-b.part-node2-17', 'partials-v8-c'])
})
