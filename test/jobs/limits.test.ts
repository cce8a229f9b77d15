import { describe, expect, test } from 'bun:test'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { getPriority } from 'node:os'
import { join } from 'node:path'
import { commandsIn } from '../support/processes.ts'
import { until } from '../support/until.ts'
import { openWork, shellMethods, workForThisFile } from '../support/work.ts'

const limits = {
  // Long enough for each to meet its own limit first on a busy machine.
  msMax: 50_000,
  memoryBytesMax: 150e6,
  outputBytesMax: 5e6,
  processesMax: 15,
  logBytesMax: 20_000,
}
const bombs = {
  eats: 'head -c 2000m /dev/zero | tail',
  forks: 'for i in $(seq 60); do sleep 30 & done; wait',
  fills: 'exec cat /dev/zero > output/big',
  litters: 'for i in $(seq 100); do head -c 200000 /dev/zero > output/$i; done; sleep 30',
  chatters: 'yes "one more line of the log" | head -n 1000000; echo done > output/result.txt',
  rambles: 'head -c 30000000 /dev/zero | tr "\\0" x; echo done > output/result.txt',
  confesses:
    'ulimit -n; ulimit -c; ps -o nice= -p $$; ps -o pgid= -p $$; ps -o ppid= -p $$; cat /proc/self/oom_score_adj; env | cut -d= -f1 | sort | tr "\\n" " "',
  opens: 'exec bash -c "for i in {10..2000}; do eval \\"exec \\$i</dev/null\\" || exit 7; done"',
  spins: 'while [ ! -e output/stop ]; do :; done',
  floods: `yes '{"stage":"sampling","done":1,"total":2,"message":"on"}' | head -n 300000; echo done > output/result.txt`,
}

const work = await openWork({
  limits,
  methods: shellMethods(bombs, true),
})
workForThisFile(work)
const hasty = await openWork({
  limits: { ...limits, msMax: 1000 },
  methods: shellMethods({ loops: 'while :; do :; done' }, true),
})
workForThisFile(hasty)

describe('an analysis that goes over its limits is stopped, says so, and hurts nobody (F23)', () => {
  test('loops: timeout', async () => {
    const analysis = await hasty.submit('loops')
    const message = 'It was stopped after 1 s.'
    expect(await hasty.ended(analysis)).toMatchObject({
      state: 'failed',
      reason: 'timeout',
      message,
      attempt: 1,
    })
  })

  test.each([
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

  test('each is nice, in a group of its own, the first that the kernel ends, with few open files and nothing of our environment', async () => {
    const analysis = await work.submit('confesses')
    await work.ended(analysis)
    const text = readFileSync(join(work.home(analysis), 'output/log.txt'), 'utf8')
    const [openFiles, core, nice, group, parent, oomScore, names] = text.split('\n').map(line => line.trim())
    const expected = Math.min(getPriority() + 10, 19)
    expect([openFiles, core, nice, oomScore]).toEqual(['1024', '0', `${expected}`, '1000'])
    expect(group).toBe(parent) // the guard leads it
    expect(Number(group)).not.toBe(process.pid)
    expect(
      names!.split(' ').filter(name => !/^(PATH|HOME|LANG|TZ|PWD|OLDPWD|SHLVL|_|BIOCE_ATTEMPT|)$/.test(name)),
    ).toEqual([])
  })

  test('one that opens files without end fails by itself', async () => {
    const analysis = await work.submit('opens')
    expect(await work.ended(analysis)).toMatchObject({ state: 'failed', reason: 'bug' })
    expect(readFileSync(join(work.files.failed(analysis.id), 'log.txt'), 'utf8')).toContain('1024: ')
  })

  test('while one of them loops, others start and end', async () => {
    const looping = await work.submit('spins')
    await until(async () => (await work.row(looping))?.state === 'running')
    expect(await work.ended(await work.submit('quick'))).toMatchObject({ state: 'done' })
    expect((await work.row(looping))?.state).toBe('running')
    expect(commandsIn(work.folder)).not.toEqual([])
    const attempt = readdirSync(work.home(looping)).find(name => name.startsWith('attempt'))!
    writeFileSync(join(work.home(looping), attempt, 'output/stop'), '')
    expect(await work.ended(looping)).toMatchObject({ state: 'done' })
  })

  test('nothing of them is left running', () => {
    for (const { folder } of [work, hasty]) expect(commandsIn(folder)).toEqual([])
  })
})

test('an analysis whose method is gone fails at once and says what is missing', async () => {
  const analysis = await work.submit('withdrawn')
  expect(await work.ended(analysis)).toMatchObject({
    state: 'failed',
    reason: 'bug',
    message: 'The method "withdrawn" cannot be used: it was removed, or its manifest is broken.',
    attempt: 1,
  })
})
