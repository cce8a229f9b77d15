import { expect, test } from 'bun:test'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { partsOfProfiles } from '#src/analyses/expectedRuntime.ts'
import { exampleParameters } from '#src/studies/example.ts'
import { writeRecord } from '#src/studies/record.ts'
import { temporaryFolder } from '../support/database.ts'
import { recordOf } from '../support/records.ts'

const analysis = { method: 'bioce', parameters: { ...exampleParameters() } }

/** In how many parts of half an hour, of a library of so many models of so many atoms, of which some are calculated. */
async function partsOf(models: number, atoms: number, { cached = 0, minutes = 30 } = {}) {
  const folder = temporaryFolder()
  const names = Array.from({ length: models }, (_, i) => `m${i}`)
  const record = recordOf(names)
  await writeRecord(folder, { ...record, models: record.models.map(model => ({ ...model, atoms })) })
  mkdirSync(join(folder, 'cache'))
  for (let i = 0; i < cached; i++) writeFileSync(join(folder, `cache/partials-v9-${i}`), '')
  for (let i = 0; i < 5; i++) writeFileSync(join(folder, `cache/partials-v9-x${i}.part-n1-7`), '')
  return await partsOfProfiles(folder, analysis, minutes)
}

test('profiles that take more than half an hour of CPU time are worth an array of jobs', async () => {
  expect(await partsOf(1000, 1506)).toBeUndefined()
  expect(await partsOf(1000, 43_652)).toBe(3) // 76 minutes
  expect(await partsOf(1000, 43_652, { cached: 500 })).toBe(2)
  expect(await partsOf(1000, 43_652, { cached: 900 })).toBeUndefined()
  expect(await partsOf(4, 3e6)).toBe(4) // no more than there are models
  expect(await partsOf(5000, 43_652, { minutes: 1 })).toBe(64) // nor than a cluster should get at once
  expect(await partsOf(1000, 43_652, { minutes: 0 })).toBeUndefined()
  expect(await partsOfProfiles(temporaryFolder(), analysis, 30)).toBeUndefined() // its files are gone
})
