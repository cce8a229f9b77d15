import { describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import { findJobByKey } from '#db/jobs.ts'
import { cancel } from '#db/queue.ts'
import { temporaryFolder } from '../support/database.ts'
import { countRunning } from '../support/processes.ts'
import { until } from '../support/until.ts'
import { openWork, shellMethods, usualLimits, workForThisFile } from '../support/work.ts'

const end = 'echo done > output/result.txt'
/** What leaves the group of its method: a session of its own, its parent gone, so the first process adopts it. */
const leave = (seconds: number) =>
  `setsid sleep ${seconds} & while ! pgrep -f "[s]leep ${seconds}"; do :; done`
const methods = {
  leaves: `${leave(37771)}; ${end}`,
  leavesTwice: `(setsid sh -c 'setsid sleep 37772 & exit' &); ${leave(37773)}; ${end}`,
  lasts: `${leave(37774)}; echo $$ > output/pid; sleep 60`,
  eats: `setsid sh -c 'head -c 2000m /dev/zero | tail' & sleep 60`,
  forks: 'for i in $(seq 60); do setsid sleep 37775 & done; sleep 60',
}
const limits = { ...usualLimits, memoryBytesMax: 150e6, processesMax: 30 }
const work = await openWork({
  limits,
  methods: shellMethods(methods),
})
workForThisFile(work)

describe('processes that leave the group of their method', () => {
  test.each([
    ['leaves', [37771]],
    ['leavesTwice', [37772, 37773]],
  ])('end with it: %s', async (method, strays) => {
    const analysis = await work.submit(method)
    expect(await work.ended(analysis)).toMatchObject({ state: 'done' })
    for (const seconds of strays) expect(sleeping(seconds)).toBe(0)
  })

  test('end when it is cancelled', async () => {
    const analysis = await work.submit('lasts')
    await work.startedPid(analysis)
    expect(sleeping(37774)).toBe(1)
    const job = (await findJobByKey(work.db.read, `analysis:${analysis.id}`))!
    await work.db.write(tx => cancel(tx, job.id, Date.now()))
    await until(() => sleeping(37774) === 0)
  })

  test.each([
    ['eats', 'memory'],
    ['forks', 'processes'],
  ])('count as it does: %s', async (method, reason) => {
    const analysis = await work.submit(method)
    expect(await work.ended(analysis)).toMatchObject({ state: 'failed', reason })
    expect([sleeping(37775), countRunning('head -c 2000m')]).toEqual([0, 0])
  })

  test('end when the worker is killed', async () => {
    const task = { command: ['sh', '-c', `${leave(37776)}; sleep 60`], folder: temporaryFolder(), limits }
    const source = `import { localExecutor } from '#jobs/executors/local.ts'
      await localExecutor.start(${JSON.stringify(task)})
      await Bun.sleep(60_000)`
    const program = [process.execPath, '-e', source]
    const supervisor = Bun.spawn(program, {
      cwd: join(import.meta.dir, '../..'),
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    try {
      await until(() => sleeping(37776) === 1)
    } finally {
      supervisor.kill('SIGKILL')
    }
    await until(() => sleeping(37776) === 0)
  })
})

const sleeping = (seconds: number) => countRunning(`sleep ${seconds}`)
