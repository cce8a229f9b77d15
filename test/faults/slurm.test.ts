import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findJobByKey } from '#db/jobs.ts'
import type { Analysis } from '#db/schema.ts'
import { createClusterExecutor } from '#jobs/executors/cluster.ts'
import type { LastingExecutor } from '#jobs/executors/executor.ts'
import { createSlurm } from '#jobs/executors/slurm.ts'
import { cancelAnalysis } from '#src/analyses/cancel.ts'
import { setUpAdministrator } from '../journeys/world.ts'
import { closePages, openBrowser } from '../support/browser.ts'
import { startServer } from '../support/server.ts'
import { unlessLong } from '../support/skips.ts'
import { slurmForThisFile, unlessSlurm } from '../support/slurmCluster.ts'
import { until } from '../support/until.ts'
import { openWork, shellMethods } from '../support/work.ts'

/** The same as test/jobs/cluster.test.ts, with a true Slurm: its words, its states and its delays. */
const skipped = unlessLong || unlessSlurm

describe.skipIf(skipped !== '')(`a Slurm of two nodes${skipped}`, () => {
  if (skipped) return test('is needed', () => {})
  const slurm = slurmForThisFile()
  let executor: LastingExecutor
  let work: Awaited<ReturnType<typeof openWork>>
  let worker: Awaited<ReturnType<(typeof work)['start']>>
  const shared = join(slurm.home, 'shared')

  beforeAll(async () => {
    const program = [process.execPath, join(import.meta.dir, '../../src/main.ts')]
    mkdirSync(shared)
    executor = createClusterExecutor({
      scheduler: createSlurm({ program, there: folder => folder, threads: 1, options: [] }),
      site: 'test',
      folder: shared,
      ownCommand: program,
      timing: { listMs: 1000, retryMs: 1000, fileMs: 100, lateMs: 5000, graceMs: 3000 },
    })
    work = await openWork({
      cluster: executor,
      limits: { memoryBytesMax: 200e6, msMax: 60_000 },
      methods: shellMethods({
        goesOn: `n=$(cat checkpoint/n 2>/dev/null || echo 0); echo $((n + 1)) >checkpoint/n
          echo '{"stage":"sampling","done":1,"total":2}'
          [ $n -gt 0 ] || sleep 60; echo "$n" >output/result.txt`,
        eats: 'head -c 900000000 /dev/zero | tail',
        waits: 'sleep 4; echo done >output/result.txt',
      }),
    })
    worker = await work.start()
  }, 60_000)
  afterAll(async () => {
    await worker.stop(0)
    await executor.stop()
    await work.db.close()
  })

  const jobOf = async ({ id }: Analysis) => (await findJobByKey(work.db.read, `analysis:${id}`))!
  const runsOn = (analysis: Analysis) =>
    until(async () => {
      const { execution, startedAt } = await jobOf(analysis)
      return startedAt && execution?.node ? { id: execution.id!, node: execution.node } : undefined
    })
  const expectTidy = () =>
    until(async () => readdirSync(shared).length + (await slurm.list('%T')).filter(isActive).length === 0)
  const isActive = (state: string) => ['PENDING', 'RUNNING', 'COMPLETING'].includes(state)

  test('runs it to its result', async () => {
    const analysis = await work.submit('waits')
    expect((await runsOn(analysis)).node).toMatch(/^n[12]$/)
    expect(await work.ended(analysis)).toMatchObject({ state: 'done', attempt: 1 })
    await expectTidy()
  }, 60_000)

  test('ends it at the same limit as here', async () => {
    const message = 'It used more than 200 MB of memory.'
    expect(await work.ended(await work.submit('eats'))).toMatchObject({ reason: 'memory', message })
  }, 60_000)

  test('that is cancelled by its owner leaves nothing', async () => {
    const analysis = await work.submit('goesOn')
    await runsOn(analysis)
    await cancelAnalysis(work.db, work.ada.id, analysis.id, Date.now())
    await expectTidy()
  }, 60_000)

  test('that an operator stops says so', async () => {
    const analysis = await work.submit('goesOn')
    const { id } = await runsOn(analysis)
    expect(await Bun.spawn(['scancel', id], { env: process.env }).exited).toBe(0)
    const stopped = {
      state: 'failed',
      reason: 'stopped',
      message: "The cluster's administrators stopped it.",
    }
    expect(await work.ended(analysis)).toMatchObject(stopped)
    await expectTidy()
  }, 60_000)

  test('goes on from its checkpoint when its node dies', async () => {
    const analysis = await work.submit('goesOn')
    const { node } = await runsOn(analysis)
    await slurm.run('kill-node', node)
    const row = await work.ended(analysis, 150_000)
    await slurm.run('start-node', node)
    expect(row).toMatchObject({ state: 'done', attempt: 2 })
    expect(readFileSync(join(work.home(analysis), 'output/result.txt'), 'utf8')).toBe('1\n')
    await expectTidy()
  }, 240_000)

  test('loses nothing while its controller is dead, at submission and in mid-run', async () => {
    const running = await work.submit('waits')
    await runsOn(running)
    await slurm.run('kill-ctld')
    const waiting = await work.submit('quick')
    expect(await work.ended(running)).toMatchObject({ state: 'done', attempt: 1 })
    await until(
      async () => ((await work.row(waiting))?.message ?? '').startsWith('The cluster cannot be reached'),
      60_000,
    )
    expect((await jobOf(waiting)).attempts).toBe(0)
    await slurm.run('start-ctld')
    expect(await work.ended(waiting, 100_000)).toMatchObject({ state: 'done', attempt: 1 })
    await expectTidy()
  }, 240_000)

  test('takes the example from the browser to its result, while server, controller and node are killed', async () => {
    const [folder, data] = [join(slurm.home, 'site'), join(slurm.home, 'data')]
    for (const each of [folder, data]) mkdirSync(each)
    const settings = {
      BIOCE_EXECUTOR: 'slurm',
      BIOCE_CLUSTER_FOLDER: folder,
      BIOCE_SHORT_SECONDS: '0',
      BIOCE_THREADS: '1',
      BIOCE_ANALYSIS_MEMORY_MB: '1000',
    }
    const first = await startServer({ data, env: settings })
    const page = await (await openBrowser()).newPage()
    await setUpAdministrator(page, first)
    await page.click('text=Try the example')
    await page.waitForURL(/\/analyses\/\d+$/)
    await page.waitForSelector('.stage-here')
    const [node = ''] = await slurm.list('%N').then(nodes => nodes.filter(Boolean).slice(-1))
    await slurm.run('kill-node', node)
    await slurm.run('kill-ctld')
    first.process.kill('SIGKILL')
    await first.process.exited
    const env = { ...settings, BIOCE_PORT: new URL(first.origin).port, BIOCE_ORIGIN: first.origin }
    const second = await startServer({ data, env })
    await slurm.run('start-ctld').catch(() => {}) // which waits for all nodes, and one is dead
    try {
      await page.goto(page.url())
      await page.waitForSelector('#weights', { timeout: 300_000 })
      expect(await page.textContent('h1')).toBe('First look')
      // On the other node: what ran on the first is lost.
      expect(await slurm.list('%T %N')).toContainEqual(`COMPLETED ${node === 'n1' ? 'n2' : 'n1'}`)
      await until(() => readdirSync(folder).length === 0)
    } finally {
      await closePages()
      await second.stop()
      await slurm.run('start-node', node)
    }
  }, 400_000)
})
