import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setAnalysisState } from '#db/analyses.ts'
import { findJobByKey, listExecutions } from '#db/jobs.ts'
import { claim, letGo, setExecution } from '#db/queue.ts'
import type { Analysis } from '#db/schema.ts'
import { lanesFor } from '#jobs/runners.ts'
import { cancelAnalysis } from '#src/analyses/cancel.ts'
import { analysisStatus } from '#src/analyses/status.ts'
import { findProtection } from '#src/protection.ts'
import { temporaryFolder } from '../support/database.ts'
import { expectEachDoneOnce, isAllOver } from '../support/doneOnce.ts'
import { openProcessCluster } from '../support/processCluster.ts'
import { familyOf } from '../support/processes.ts'
import { because, long, unlessLong } from '../support/skips.ts'
import { seeded } from '../support/storyData.ts'
import { until } from '../support/until.ts'
import { isAlive, openWork, shellMethods } from '../support/work.ts'

/** What runs on a cluster, by programs of Slurm that start processes here; test/faults/slurm.test.ts has the true ones. */
const cluster = openProcessCluster(temporaryFolder())
const work = await openWork({
  cluster: cluster.executor,
  methods: shellMethods({
    goesOn: `n=$(cat checkpoint/n 2>/dev/null || echo 0); echo $((n + 1)) >checkpoint/n
      ls cache >output/found.txt; echo kept >cache/kept; : >cache/cut.part-n1-7
      echo '{"stage":"sampling","done":1,"total":2}'
      [ $n -gt 0 ] || sleep 60; echo "$n" >output/result.txt`,
    eats: 'head -c 900000000 /dev/zero | tail',
    peeks:
      'ls .. | sort >output/result.txt; cat ../task.json >>output/result.txt; touch ../ending.json; true',
  }),
})
let worker = await work.start()
afterAll(async () => {
  await worker.stop(0)
  work.db.close()
})
beforeEach(() => {
  for (const name of ['away', 'full', 'refuse'] as const) cluster.set(name, false)
})

const { sandbox } = findProtection({ userData: cluster.shared, methods: undefined })
const jobOf = async ({ id }: Analysis) => (await findJobByKey(work.db.read, `analysis:${id}`))!
const runsAs = (analysis: Analysis) =>
  until(async () =>
    (await work.row(analysis))?.progress?.stage === 'sampling' ? jobOf(analysis) : undefined,
  )
/** Lets the `held` analysis that runs go on to its end, on its node. */
const release = () => Bun.write(join(cluster.shared, cluster.folders()[0]!, 'work/checkpoint/go'), '')
const headline = async (analysis: Analysis) => {
  const settings = { slots: 1, shortMs: 0, sliceMs: 1 }
  const { hold, progress } = await analysisStatus(
    work.db.read,
    settings,
    (await work.row(analysis))!,
    Date.now(),
  )
  return hold ?? progress?.message
}
/** All has ended, and nothing is left of it anywhere. */
const expectTidy = () => until(() => cluster.folders().length + cluster.alive().length === 0)
/** The processes of the last job: its supervisor first. They have other numbers in their sandbox. */
const processes = () => familyOf(Number(cluster.read(cluster.ids().at(-1)!, 'pid')))

describe('an analysis on a cluster', () => {
  test('is done as it is here, and the cluster hears nothing of our environment', async () => {
    process.env.BIOCE_SMTP_URL = 'smtp://user:password@mail.example'
    const analysis = await work.submit('held')
    const { execution, startedAt } = await runsAs(analysis)
    delete process.env.BIOCE_SMTP_URL
    const id = cluster.ids().at(-1)!
    expect(execution).toMatchObject({ executor: 'slurm', id, node: 'n1', state: 'running' })
    await release()
    expect(await work.ended(analysis)).toMatchObject({ state: 'done', attempt: 1, startedAt })
    expect(readFileSync(join(work.home(analysis), 'output/result.txt'), 'utf8')).toBe('done\n')
    expect(cluster.read(id, 'arguments').split('\n')).toEqual(
      expect.arrayContaining(['--export=NIL', '--no-requeue', '--time=6', '--mem=806M', '--cpus-per-task=1']),
    )
    expect((await jobOf(analysis)).execution).toBeNull()
    await expectTidy()
  })

  test.each([
    ['breaks', 'bug', 'The calculation stopped with exit code 3.'],
    ['eats', 'memory', 'It used more than 500 MB of memory.'],
  ])('that %s fails in the same words as here', async (script, reason, message) => {
    expect(await work.ended(await work.submit(script))).toMatchObject({
      state: 'failed',
      reason,
      message,
      attempt: 1,
    })
    await expectTidy()
  })

  const unlessSandbox = sandbox ? '' : because('bubblewrap is not allowed to work here')
  test.skipIf(!sandbox)(`sees nothing of what server and node tell one another${unlessSandbox}`, async () => {
    const analysis = await work.submit('peeks')
    expect(await work.ended(analysis)).toMatchObject({ state: 'done' })
    expect(readFileSync(join(work.home(analysis), 'output/result.txt'), 'utf8')).toBe('work\n')
  })

  test('gets there what its method asks for, below the limits of the server', async () => {
    work.methods.set('asks', {
      command: ['sh', '-c', 'echo $OMP_NUM_THREADS >output/result.txt'],
      results: [{ file: 'result.txt' }],
      ...{ threads: 3, memoryMegabytes: 100, hours: 0.001, slurm: ['--partition=gpu', '--gres=gpu:1'] },
    })
    const analysis = await work.submit('asks')
    expect(await work.ended(analysis)).toMatchObject({ state: 'done' })
    expect(readFileSync(join(work.home(analysis), 'output/result.txt'), 'utf8')).toBe('3\n')
    expect(cluster.read(cluster.ids().at(-1)!, 'arguments').split('\n').slice(-5)).toEqual([
      '--cpus-per-task=3',
      '--mem=366M',
      '--time=6',
      '--partition=gpu',
      '--gres=gpu:1',
    ])
  })

  test('waits in words for a node, and its time runs from there', async () => {
    cluster.set('full', true)
    const analysis = await work.submit('quick')
    await until(async () => (await headline(analysis)) === "In the cluster's queue")
    expect(await work.row(analysis)).toMatchObject({ state: 'running', startedAt: null, attempt: 1 })
    const id = cluster.ids().at(-1)!
    cluster.wait(id, 'PartitionTimeLimit')
    const never = 'The cluster cannot start it (PartitionTimeLimit); the administrators have been notified'
    await until(async () => (await headline(analysis)) === never)
    const before = Date.now()
    cluster.set('full', false)
    expect((await work.ended(analysis)).startedAt).toBeGreaterThanOrEqual(before)
    await expectTidy()
  })

  test('that an operator stops says so, and is not tried again', async () => {
    const analysis = await work.submit('goesOn')
    await runsAs(analysis)
    cluster.end(cluster.ids().at(-1)!, 'CANCELLED', 'SIGTERM')
    expect(await work.ended(analysis)).toMatchObject({
      state: 'failed',
      reason: 'stopped',
      message: "The cluster's administrators stopped it.",
      attempt: 1,
    })
    await expectTidy()
  })

  test('that its node cannot launch, and the cluster cancels, is tried again', async () => {
    cluster.set('full', true)
    const analysis = await work.submit('quick')
    const id = await until(async () => (await jobOf(analysis)).execution?.id)
    cluster.refuseToLaunch(id)
    cluster.set('full', false)
    expect(await work.ended(analysis)).toMatchObject({ state: 'done', attempt: 2 })
    await expectTidy()
  })

  test.each(['NODE_FAIL', 'PREEMPTED'])('goes on from its checkpoint after %s', async state => {
    const analysis = await work.submit('goesOn')
    await runsAs(analysis)
    cluster.end(cluster.ids().at(-1)!, state, state === 'PREEMPTED' ? 'SIGTERM' : 'SIGKILL')
    const row = await work.ended(analysis)
    expect(row).toMatchObject({ state: 'done', attempt: state === 'PREEMPTED' ? 1 : 2 })
    expect(readFileSync(join(work.home(analysis), 'output/result.txt'), 'utf8')).toBe('1\n')
    expect(readFileSync(join(work.home(analysis), 'output/found.txt'), 'utf8')).toBe('kept\n')
    await expectTidy()
  })

  test('that is cancelled leaves nothing there', async () => {
    const analysis = await work.submit('goesOn')
    await runsAs(analysis)
    const pids = processes()
    expect(pids.length).toBeGreaterThan(2)
    await cancelAnalysis(work.db, work.ada.id, analysis.id, Date.now())
    await expectTidy()
    await until(() => !pids.some(isAlive))
    expect((await work.row(analysis))?.state).toBe('cancelled')
  })

  test('is not lost when the controller is away, and no attempt is spent on it', async () => {
    cluster.set('away', true)
    const analysis = await work.submit('goesOn')
    await until(async () => (await headline(analysis))?.startsWith('The cluster cannot be reached'))
    expect(await jobOf(analysis)).toMatchObject({ state: 'waiting', attempts: 0, execution: null })
    cluster.set('away', false)
    await runsAs(analysis)
    cluster.set('away', true)
    process.kill(processes()[1]!, 'SIGKILL')
    await until(() => cluster.folders().some(name => existsSync(join(cluster.shared, name, 'ending.json'))))
    expect((await jobOf(analysis)).state).toBe('running')
    cluster.set('away', false)
    expect(await work.ended(analysis)).toMatchObject({ state: 'done', attempt: 2 })
    await expectTidy()
  })

  test('that the cluster refuses waits, and says so', async () => {
    cluster.set('refuse', 'sbatch: error: Invalid account or account/partition combination specified')
    const analysis = await work.submit('quick')
    await until(async () => (await headline(analysis))?.startsWith('The cluster refuses the analysis'))
    cluster.set('refuse', false)
    expect(await work.ended(analysis)).toMatchObject({ state: 'done', attempt: 1 })
    await expectTidy()
  })
})

describe('the worker', () => {
  test('stops at once, and the next takes up what goes on: the same attempt, begun when it was', async () => {
    const analysis = await work.submit('held')
    const { startedAt } = await until(async () => {
      const job = await jobOf(analysis)
      return job.execution?.state === 'running' && job.startedAt ? job : undefined
    })
    await worker.stop(60_000)
    expect(await jobOf(analysis)).toMatchObject({ state: 'running', worker: null, attempts: 1, startedAt })
    const count = cluster.ids().length
    worker = await work.start()
    await until(async () => (await jobOf(analysis)).worker === worker.name)
    await release()
    expect(await work.ended(analysis)).toMatchObject({ state: 'done', attempt: 1, startedAt })
    expect(cluster.ids()).toHaveLength(count)
    await expectTidy()
  })

  test('killed in mid-run loses nothing, and starts nothing twice', async () => {
    await worker.stop(0)
    const child = await work.spawnWorker()
    const before = cluster.ids().length
    const analysis = await work.submit('slow')
    const id = await cluster.started(before)
    child.kill('SIGKILL')
    await child.exited
    worker = await work.start()
    expect(await work.ended(analysis)).toMatchObject({ state: 'done', attempt: 1 })
    expect(cluster.ids().at(-1)).toBe(id)
    await expectTidy()
  })

  test('starts what was named and never came to the cluster', async () => {
    await worker.stop(0)
    const analysis = await work.submit('quick')
    await work.db.write(async tx => {
      const job = (await claim(tx, { kinds: ['analysis'], worker: 'dead' }, Date.now()))!
      await setExecution(tx, job, { executor: 'slurm', lease: job.lease })
      await setAnalysisState(tx, analysis.id, 'running', { attempt: 1 })
      await letGo(tx, job)
    })
    worker = await work.start()
    expect(await work.ended(analysis)).toMatchObject({ state: 'done', attempt: 1 })
    await expectTidy()
  })

  test('ends what was cancelled while none ran', async () => {
    const analysis = await work.submit('goesOn')
    await runsAs(analysis)
    const pids = processes()
    expect(pids.length).toBeGreaterThan(2)
    await worker.stop(0)
    await cancelAnalysis(work.db, work.ada.id, analysis.id, Date.now())
    expect(await cluster.executor.sweep(() => listExecutions(work.db.read))).toBe(1)
    await until(() => !pids.some(isAlive))
    await expectTidy()
    worker = await work.start()
  })
})

test.skipIf(!long)(
  `50 at once, whose nodes and workers are killed: 0 lost, 0 twice, 0 orphans${unlessLong}`,
  async () => {
    await worker.stop(0)
    const ledger: Analysis[] = []
    for (let i = 0; i < 50; i++) ledger.push(await work.submit('slow'))
    const random = seeded(19)
    for (let kill = 0; kill < 8; kill++) {
      const child = await work.spawnWorker(12)
      const runs = () => cluster.alive().some(id => cluster.read(id, 'pid'))
      await until(async () => runs() || (await isAllOver(work, ledger)))
      for (const id of cluster.alive().filter(id => cluster.read(id, 'pid') && random() < 0.2))
        cluster.end(id, 'NODE_FAIL')
      await Bun.sleep(random() * 500)
      child.kill('SIGKILL')
      await child.exited
    }
    worker = await work.start({ lanes: lanesFor(12) })
    await expectEachDoneOnce(work, ledger)
    await cluster.executor.sweep(() => listExecutions(work.db.read))
    await expectTidy()
  },
  300_000,
)

/** One may have been about to end, or is ended by another that woke before it. */
function wake(pid: number): void {
  try {
    process.kill(pid, 'SIGCONT')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

test('a node that wakes after another attempt has published changes nothing (F04)', async () => {
  const analysis = await work.submit('goesOn')
  await runsAs(analysis)
  const [id, pids] = [cluster.ids().at(-1)!, processes()]
  for (const pid of pids) process.kill(pid, 'SIGSTOP')
  cluster.end(id, 'NODE_FAIL', 'SIGTERM') // which it hears of when it wakes
  expect(await work.ended(analysis)).toMatchObject({ state: 'done', attempt: 2 })
  const result = join(work.home(analysis), 'output/result.txt')
  const published = readFileSync(result, 'utf8')
  for (const pid of pids) wake(pid)
  await until(() => !pids.some(isAlive))
  expect(readFileSync(result, 'utf8')).toBe(published)
  expect((await work.row(analysis))?.state).toBe('done')
  await expectTidy()
})
