import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { openWork } from '../support/work.ts'

const limits = {
  msMax: 1500,
  memoryBytesMax: 150e6,
  outputBytesMax: 5e6,
  processesMax: 15,
  logBytesMax: 20_000,
}
const bombs = {
  loops: 'while :; do :; done',
  eats: 'head -c 2000m /dev/zero | tail',
  forks: 'for i in $(seq 60); do sleep 30 & done; wait',
  fills: 'exec cat /dev/zero > output/big',
  litters: 'for i in $(seq 100); do head -c 200000 /dev/zero > output/$i; done; sleep 30',
  chatters: 'yes "one more line of the log" | head -n 1000000; echo done > output/result.txt',
  rambles: 'head -c 30000000 /dev/zero | tr "\\0" x; echo done > output/result.txt',
  floods: `yes '{"stage":"sampling","done":1,"total":2,"message":"on"}' | head -n 300000; echo done > output/result.txt`,
}

const work = await openWork({
  limits,
  methods: Object.entries(bombs).map(([name, script]) => [
    name,
    { command: ['sh', '-c', script], results: [{ file: 'result.txt', optional: true }] },
  ]),
})
let worker: Awaited<ReturnType<typeof work.start>>
beforeAll(async () => {
  worker = await work.start()
})
afterAll(async () => {
  await worker.stop(0)
  work.db.close()
})

describe('an analysis that goes over its limits is stopped, says so, and hurts nobody (F23)', () => {
  test.each([
    ['loops', 'timeout', 'It was stopped after 2 s.'],
    ['eats', 'memory', 'It used more than 150 MB of memory.'],
    ['forks', 'processes', 'It started more than 15 processes.'],
    ['fills', 'output', 'It wrote more than 5 MB.'],
    ['litters', 'output', 'It wrote more than 5 MB.'],
  ])('%s: %s', async (method, reason, message) => {
    const analysis = await work.submit(method)
    expect(await work.ended(analysis)).toMatchObject({ state: 'failed', reason, message, attempt: 1 })
    const quick = await work.submit('quick')
    expect(await work.ended(quick)).toMatchObject({ state: 'done' })
  })

  test.each(['chatters', 'rambles', 'floods'])('%s: the log is cut and the result kept', async method => {
    const analysis = await work.submit(method)
    expect(await work.ended(analysis)).toMatchObject({ state: 'done' })
    const log = join(work.home(analysis), 'output/log.txt')
    expect(statSync(log).size).toBeLessThan(limits.logBytesMax + 100)
  })

  test('nothing of them is left running', () => {
    const list = Bun.spawnSync(['ps', '-eo', 'args']).stdout.toString()
    expect(list.split('\n').filter(line => /sleep 30|one more line|\/dev\/zero/.test(line))).toEqual([])
  })
})
