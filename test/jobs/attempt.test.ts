import { expect, test } from 'bun:test'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runAttempt } from '#jobs/executors/attempt.ts'
import {
  type AttemptTask,
  endingFile,
  progressFile,
  taskFile,
  workOf,
} from '#jobs/executors/attemptFolder.ts'
import { findCards } from '#src/graphicsCards.ts'
import { version } from '#src/program.ts'
import { temporaryFolder } from '../support/database.ts'
import { until } from '../support/until.ts'
import { usualLimits } from '../support/work.ts'

/** The folder of an attempt as the server lays it out, with a shell script as its command. */
async function layOut(script: string, task: Partial<AttemptTask> = {}) {
  const folder = join(temporaryFolder(), 'attempt')
  for (const name of ['input', 'output', 'checkpoint', 'cache'])
    mkdirSync(join(workOf(folder), name), { recursive: true })
  const command = ['sh', '-c', script]
  await taskFile.write(folder, { version, command, isOurs: false, limits: usualLimits, ...task })
  return folder
}

/** One attempt in this process; it may be ended as the cluster would. */
function attempt(folder: string, start = '1', pollMs = 5) {
  const cluster = new AbortController()
  const options = { ourselves: (args: string[]) => args, pollMs, tellMs: 0, signal: cluster.signal }
  return { code: runAttempt(folder, { ...options, start }), end: () => cluster.abort() }
}

const held = `echo '{"stage":"sampling","done":3,"total":10}'; until [ -e checkpoint/go ]; do sleep 0.02; done; echo 7 > output/result.txt`

test('a node tells how far it is, how it ended, and every file that it left', async () => {
  const folder = await layOut(held)
  const { code } = attempt(folder)
  const told = await until(async () => {
    const found = await progressFile.read(folder)
    return found?.progress ? found : undefined
  })
  expect(told.progress).toMatchObject({ stage: 'sampling', done: 3, total: 10 })
  await Bun.write(join(workOf(folder), 'checkpoint/go'), '')
  expect(await code).toBe(0)
  const { ending, files, startedAt } = (await endingFile.read(folder))!
  expect(ending).toMatchObject({ kind: 'exit', code: 0 })
  expect(startedAt).toBe(told.startedAt)
  const result = files.find(({ path }) => path === 'output/result.txt')!
  const sha256 = new Bun.CryptoHasher('sha256').update('7\n').digest('hex')
  expect(result).toEqual({ path: 'output/result.txt', bytes: 2, sha256 })
  // What the cluster starts once more finds that all is done.
  expect(await attempt(folder, '2').code).toBe(0)
})

test('of two starts of one task the second does nothing; the same start goes on', async () => {
  const folder = await layOut('echo x >> output/result.txt')
  expect(await attempt(folder, '7').code).toBe(0)
  rmSync(join(folder, endingFile.name))
  expect(await attempt(folder, '8').code).toBe(0)
  expect(await endingFile.read(folder)).toBeUndefined()
  expect(await attempt(folder, '7').code).toBe(0)
  expect(readFileSync(join(workOf(folder), 'output/result.txt'), 'utf8')).toBe('x\nx\n')
})

test('a node with another version runs nothing, and says which are which', async () => {
  const folder = await layOut('echo ran > output/result.txt', { version: '9.9.9' })
  expect(await attempt(folder).code).toBe(0)
  const { ending } = (await endingFile.read(folder))!
  expect(ending).toMatchObject({ kind: 'exit', code: 78, reason: 'bug' })
  expect(ending).toHaveProperty('message', expect.stringContaining(`bioce ${version}, the server 9.9.9`))
  expect(existsSync(join(workOf(folder), 'output/result.txt'))).toBe(false)
})

test('a command has the variables of its task, and those that name the graphics cards of its job', async () => {
  const folder = await layOut('echo "$OMP_NUM_THREADS $CUDA_VISIBLE_DEVICES $HIDDEN." >output/result.txt', {
    env: { OMP_NUM_THREADS: '3' },
  })
  Object.assign(process.env, { CUDA_VISIBLE_DEVICES: '2', HIDDEN: 'x' })
  const { code } = attempt(folder)
  expect(await code).toBe(0)
  for (const name of ['CUDA_VISIBLE_DEVICES', 'HIDDEN']) delete process.env[name]
  expect(readFileSync(join(workOf(folder), 'output/result.txt'), 'utf8')).toBe('3 2 .\n')
  const dev = temporaryFolder()
  for (const name of ['nvidia0', 'nvidiactl', 'null', 'kfd']) writeFileSync(join(dev, name), '')
  expect(findCards({ CUDA_VISIBLE_DEVICES: '0' }, dev).devices).toEqual(
    ['kfd', 'nvidia0', 'nvidiactl'].map(name => join(dev, name)),
  )
  expect(findCards({}, dev)).toEqual({ env: {}, devices: [] })
})

test('a part that comes first works in a folder of its own on the cache of the whole, and tells nothing', async () => {
  const folder = await layOut('', { command: ['run', '.'], isOurs: true, parts: 3 })
  writeFileSync(join(workOf(folder), 'params.json'), '{}')
  const script = 'cat params.json >"cache/$(echo $* | tr / _)"; ls input/ >>log.txt'
  const options = {
    ...{ start: '1', part: 2, pollMs: 5, signal: new AbortController().signal },
    ourselves: (args: string[]) => ['sh', '-c', script, 'sh', ...args],
  }
  expect(await runAttempt(folder, options)).toBe(0)
  expect(await runAttempt(folder, options)).toBe(0) // started once more by the cluster
  expect(readdirSync(join(workOf(folder), 'cache'))).toEqual(['run . --part 2_3'])
  expect(readdirSync(folder).sort()).toEqual(['part2', 'task.json', 'work'])
  await taskFile.write(folder, { ...(await taskFile.read(folder))!, version: '9.9.9' })
  expect(await runAttempt(folder, options)).toBe(78)
})

test('what the cluster ends is told as ended by it; a folder that is gone wants nothing', async () => {
  const folder = await layOut(held)
  const running = attempt(folder)
  await until(async () => (await progressFile.read(folder))?.progress)
  running.end()
  expect(await running.code).toBe(0)
  expect((await endingFile.read(folder))!.ending).toMatchObject({ kind: 'killed', signal: 'SIGTERM' })
  const gone = await layOut(held)
  const left = attempt(gone)
  await until(async () => (await progressFile.read(gone))?.progress)
  rmSync(gone, { recursive: true })
  expect(await left.code).toBe(1)
})

test('a script that goes on behind a program that the cluster ended has no result', async () => {
  const script = `trap 'echo half >output/result.txt; exit 0' TERM; echo $$ >output/pid; while :; do sleep 0.02; done`
  const folder = await layOut(script)
  const running = attempt(folder, '1', 500)
  const pid = await until(() => {
    const path = join(workOf(folder), 'output/pid')
    return existsSync(path) && Number(readFileSync(path, 'utf8'))
  })
  process.kill(pid, 'SIGTERM') // which reaches it before its supervisor
  running.end()
  expect(await running.code).toBe(0)
  expect((await endingFile.read(folder))!.ending).toMatchObject({ kind: 'killed', signal: 'SIGTERM' })
})

test('a link among the results is told, and a folder without a task is refused', async () => {
  const folder = await layOut('true')
  symlinkSync('/etc/passwd', join(workOf(folder), 'output/result.txt'))
  expect(await attempt(folder).code).toBe(0)
  expect((await endingFile.read(folder))!.ending).toMatchObject({ code: 1, reason: 'odd_output' })
  await expect(attempt(temporaryFolder()).code).rejects.toThrow('holds no task.json')
})
