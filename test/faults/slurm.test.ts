import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findJobByKey, listExecutions } from '#db/jobs.ts'
import type { Analysis } from '#db/schema.ts'
import type { Method } from '#jobs/analysisRunner.ts'
import { localExecutor } from '#jobs/executors/local.ts'
import { lanesFor } from '#jobs/runners.ts'
import { cancelAnalysis } from '#src/analyses/cancel.ts'
import { builtInMethod } from '#src/method/builtIn.ts'
import { setUpAdministrator } from '../journeys/world.ts'
import { closePages, openBrowser } from '../support/browser.ts'
import { temporaryFolder } from '../support/database.ts'
import { expectEachDoneOnce, isAllOver } from '../support/doneOnce.ts'
import { program } from '../support/program.ts'
import { digestsOfResult } from '../support/resultDigests.ts'
import { startServer } from '../support/server.ts'
import { long, unlessLong } from '../support/skips.ts'
import { openSlurm, slurmForThisFile, unlessSlurm } from '../support/slurmCluster.ts'
import { seeded } from '../support/storyData.ts'
import { layOutStudy, parametersOfStudy } from '../support/study.ts'
import { until } from '../support/until.ts'
import { isAlive, openWork, shellMethods, usualLimits } from '../support/work.ts'

if (unlessSlurm) test.skip(`a Slurm of two nodes${unlessSlurm}`, () => {})
else await testSlurm()

/** As test/jobs/cluster.test.ts, with a true Slurm of two nodes: its words, its states and its delays. */
async function testSlurm() {
  const slurm = slurmForThisFile()
  const shared = join(slurm.home, 'shared')
  mkdirSync(shared)
  const executor = openSlurm(slurm.home)
  const work = await openWork({
    cluster: executor,
    splitMinutes: 1e-9,
    limits: { memoryBytesMax: 400e6, msMax: 300_000, outputBytesMax: 1e9 },
    methods: [
      ...shellMethods({
        goesOn: `n=$(cat checkpoint/n 2>/dev/null || echo 0); echo $((n + 1)) >checkpoint/n
          echo '{"stage":"sampling","done":1,"total":2}'
          [ $n -gt 0 ] || exec sleep 200; echo "$n" >output/result.txt`,
        eats: 'head -c 900000000 /dev/zero | tail',
        waits: 'sleep 4; echo done >output/result.txt',
        waitsLong: 'sleep 70; echo done >output/result.txt',
      }),
      asking(
        'seesCards',
        ['--gres=gpu:1', '--partition=short'],
        'echo "$CUDA_VISIBLE_DEVICES" >output/result.txt',
      ),
      [
        builtInMethod,
        { command: [...program, 'run', '.', '--threads', '1'], results: [{ file: 'result.json' }] },
      ],
      asking('wantsTooLong', ['--partition=short', '--time=60'], 'true'),
      asking('isCutInTime', ['--time=1'], 'exec sleep 200'),
      asking('isCutInMemory', ['--mem=20M'], 'exec sleep 200'),
      asking('isSlow', [], 'exec sleep 200', { hours: 3 / 3600 }),
    ],
  })
  let worker: Awaited<ReturnType<typeof work.start>>
  beforeAll(async () => {
    worker = await work.start()
  })
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
    }, 60_000)
  const expectTidy = () =>
    until(
      async () => readdirSync(shared).length + (await slurm.list('%T')).filter(isActive).length === 0,
      60_000,
    )
  const isActive = (state: string) => ['PENDING', 'RUNNING', 'COMPLETING'].includes(state)
  const resultOf = (analysis: Analysis) =>
    readFileSync(join(work.home(analysis), 'output/result.txt'), 'utf8').trim()
  const ask = async (...command: string[]) =>
    expect(await Bun.spawn(command, { env: process.env, stdout: 'ignore' }).exited).toBe(0)

  describe('a Slurm of two nodes', () => {
    test('runs it to its result', async () => {
      const analysis = await work.submit('waits')
      // Both nodes are this machine, whose name the attempt tells until the cluster has listed it.
      await until(async () => /^n[12]$/.test((await jobOf(analysis)).execution?.node ?? ''), 60_000)
      expect(await work.ended(analysis)).toMatchObject({ state: 'done', attempt: 1 })
      await expectTidy()
    }, 60_000)

    test('gives it the graphics card that its method asks for, in the partition that it names', async () => {
      const analysis = await work.submit('seesCards')
      expect(await work.ended(analysis)).toMatchObject({ state: 'done' })
      expect(resultOf(analysis)).toBe('0')
      expect(await slurm.list('%P %b')).toContain('short gres:gpu:1')
      await expectTidy()
    }, 60_000)

    test('that an operator stops says so', async () => {
      const analysis = await work.submit('goesOn')
      await ask('scancel', (await runsOn(analysis)).id)
      const message = "The cluster's administrators stopped it."
      expect(await work.ended(analysis)).toMatchObject({ state: 'failed', reason: 'stopped', message })
      await expectTidy()
    }, 60_000)

    test.skipIf(!long)(
      `that is cancelled by its owner leaves nothing${unlessLong}`,
      async () => {
        const analysis = await work.submit('goesOn')
        await runsOn(analysis)
        await cancelAnalysis(work.db, work.ada.id, analysis.id, Date.now())
        await expectTidy()
        expect((await work.row(analysis))?.state).toBe('cancelled')
      },
      60_000,
    )

    test.skipIf(!long).each([
      ['our limit of memory', 'eats', 'memory', 'It used more than 400 MB of memory.'],
      ["Slurm's limit of memory", 'isCutInMemory', 'memory', 'It used more than 400 MB of memory.'],
      ['our limit of time', 'isSlow', 'timeout', 'It was stopped after 3 s.'],
      ["Slurm's limit of time", 'isCutInTime', 'timeout', 'It was stopped after 300 s.'],
    ])(
      `ends it at %s, in the same words as here${unlessLong}`,
      async (_, method, reason, message) => {
        const analysis = await work.submit(method)
        expect(await work.ended(analysis, 150_000)).toMatchObject({
          state: 'failed',
          reason,
          message,
          attempt: 1,
        })
        await expectTidy()
      },
      200_000,
    )

    test.skipIf(!long)(
      `that can never start says why, until its owner cancels it${unlessLong}`,
      async () => {
        const analysis = await work.submit('wantsTooLong')
        const message =
          'The cluster cannot start it (PartitionTimeLimit); the administrators have been notified'
        await until(async () => (await work.row(analysis))?.progress?.message === message, 60_000)
        await cancelAnalysis(work.db, work.ada.id, analysis.id, Date.now())
        await expectTidy()
      },
      100_000,
    )

    test.skipIf(!long)(
      `calculates the profiles of a large library by an array of jobs, of which one dies, to the same bytes as here${unlessLong}`,
      async () => {
        await ask('scontrol', 'update', 'PartitionName=main', 'State=DOWN') // so that all wait
        await worker.stop(0)
        const analysis = await work.submit(builtInMethod, parametersOfStudy)
        await layOutStudy(work.home(analysis), 4)
        worker = await work.start()
        const name = `bioce-test-analysis${analysis.id}-`
        const listOurs = async () => (await slurm.list('%i %T %j')).filter(line => line.includes(name))
        await until(async () => (await listOurs()).length === 5)
        const array = idOf((await listOurs()).find(line => line.endsWith('-parts'))!)
        await ask('scancel', `${array}_2`)
        const message = 'Calculating profiles: 1 of 4 parts done'
        await until(async () => (await work.row(analysis))?.progress?.message === message)
        await ask('scontrol', 'update', 'PartitionName=main', 'State=UP')
        expect(await work.ended(analysis, 150_000)).toMatchObject({ state: 'done', attempt: 1 })
        // Slurm forgets what was cancelled before it began.
        const isAllDone = (lines: string[]) =>
          lines.length === 4 && lines.every(line => line.includes(' COMPLETED '))
        await until(async () => isAllDone(await listOurs()))
        const here = layOutHere(work.home(analysis))
        await ask(...program, 'run', here, '--threads', '1')
        expect(await digestsOfResult(work.home(analysis))).toEqual(await digestsOfResult(here))
        await expectTidy()
      },
      250_000,
    )

    test.skipIf(!long)(
      `goes on from its checkpoint after others preempted it, and no attempt is spent${unlessLong}`,
      async () => {
        const analysis = await work.submit('goesOn')
        await runsOn(analysis)
        const urgent = ['--partition=urgent', '--nodes=2', '--exclusive', '--mem=0', '--output=/dev/null']
        await ask('sbatch', ...urgent, '--wrap=sleep 2')
        expect(await work.ended(analysis, 100_000)).toMatchObject({ state: 'done', attempt: 1 })
        expect(resultOf(analysis)).toBe('1')
        expect((await slurm.list('%T %j')).join('\n')).toMatch(`PREEMPTED bioce-test-analysis${analysis.id}-`)
        await expectTidy()
      },
      150_000,
    )

    test.skipIf(!long)(
      `goes on from its checkpoint when its node dies${unlessLong}`,
      async () => {
        const analysis = await work.submit('goesOn')
        const { node } = await runsOn(analysis)
        await slurm.run('kill-node', node)
        const row = await work.ended(analysis, 150_000)
        await slurm.run('start-node', node)
        expect(row).toMatchObject({ state: 'done', attempt: 2 })
        expect(resultOf(analysis)).toBe('1')
        await expectTidy()
      },
      240_000,
    )

    test.skipIf(!long)(
      `changes nothing when a node wakes after another attempt has published (F04)${unlessLong}`,
      async () => {
        const analysis = await work.submit('goesOn')
        const { node } = await runsOn(analysis)
        await slurm.run('freeze-node', node)
        expect(await work.ended(analysis, 150_000)).toMatchObject({ state: 'done', attempt: 2 })
        const frozen = readFileSync(join(slurm.home, `slurm/run/frozen.${node}`), 'utf8')
          .trim()
          .split('\n')
        const [slurmd, ...processes] = frozen.map(Number)
        expect(processes.length).toBeGreaterThan(3)
        expect(processes.every(isAlive)).toBe(true)
        await slurm.run('wake-node', node)
        await until(() => !processes.some(isAlive), 60_000)
        expect(isAlive(slurmd!)).toBe(true)
        expect([(await work.row(analysis))?.state, resultOf(analysis)]).toEqual(['done', '1'])
        await expectTidy()
      },
      240_000,
    )

    test.skipIf(!long)(
      `loses nothing while its controller is dead for a minute, at submission and in mid-run${unlessLong}`,
      async () => {
        const [running, ending] = [await work.submit('waitsLong'), await work.submit('waits')]
        await Promise.all([runsOn(running), runsOn(ending)])
        await slurm.run('kill-ctld')
        const deadAt = performance.now()
        const waiting = await work.submit('quick')
        const isTold = async () =>
          (await work.row(waiting))?.message?.startsWith('The cluster cannot be reached')
        await until(isTold, 60_000)
        expect((await jobOf(waiting)).attempts).toBe(0)
        expect(await work.ended(ending)).toMatchObject({ state: 'done', attempt: 1 })
        await until(() => performance.now() - deadAt > 60_000, 70_000)
        await slurm.run('start-ctld')
        for (const analysis of [waiting, running])
          expect(await work.ended(analysis, 150_000)).toMatchObject({ state: 'done', attempt: 1 })
        await expectTidy()
      },
      300_000,
    )

    test.skipIf(!long)(
      `is taken up again after the server is stopped, and after its supervisor is killed${unlessLong}`,
      async () => {
        for (const end of ['SIGTERM', 'SIGKILL'] as const) {
          await worker.stop(0)
          const child = await work.spawnWorker()
          const analysis = await work.submit('held')
          const { id } = await runsOn(analysis)
          child.kill(end)
          await child.exited
          worker = await work.start()
          await until(async () => (await jobOf(analysis)).worker === worker.name)
          await Bun.write(join(shared, readdirSync(shared)[0]!, 'work/checkpoint/go'), '')
          expect(await work.ended(analysis)).toMatchObject({ state: 'done', attempt: 1 })
          const starts = (await slurm.list('%i %j')).filter(line => line.includes(`-analysis${analysis.id}-`))
          expect(starts).toEqual([expect.stringContaining(`${id} bioce-`)])
        }
        await expectTidy()
      },
      200_000,
    )

    test.skipIf(!long)(
      `goes on from its checkpoint on another cluster that takes the place of the first${unlessLong}`,
      async () => {
        const analysis = await work.submit('goesOn')
        await runsOn(analysis)
        for (const node of ['n1', 'n2']) await slurm.run('kill-node', node)
        await slurm.run('kill-ctld')
        await slurm.run('down')
        await slurm.run('up')
        expect(await work.ended(analysis, 100_000)).toMatchObject({ state: 'done', attempt: 2 })
        expect(resultOf(analysis)).toBe('1')
        await expectTidy()
      },
      200_000,
    )

    test.skipIf(!long)(
      `does 50 at once, while workers, nodes and the controller are killed: 0 lost, 0 twice, 0 orphans${unlessLong}`,
      async () => {
        await worker.stop(0)
        const ledger: Analysis[] = []
        for (let i = 0; i < 50; i++) ledger.push(await work.submit('slow'))
        const random = seeded(19)
        const isRunning = async () => (await slurm.list('%T')).includes('RUNNING')
        for (const victim of ['', 'n1', '', 'controller', 'n2', '']) {
          const child = await work.spawnWorker(12)
          await until(async () => (await isRunning()) || (await isAllOver(work, ledger)), 60_000)
          await Bun.sleep(random() * 3000) // at a moment that nothing is made ready for
          if (victim === 'controller') await slurm.run('kill-ctld')
          else if (victim) await slurm.run('kill-node', victim)
          child.kill('SIGKILL')
          await child.exited
          const start = victim === 'controller' ? ['start-ctld'] : victim ? ['start-node', victim] : []
          if (start.length > 0) await slurm.run(...start).catch(() => {}) // which waits for nodes that have no other trouble
        }
        await Bun.spawn(['scontrol', 'update', 'NodeName=n[1-2]', 'State=RESUME'], {
          env: process.env,
          stderr: 'ignore',
        }).exited
        worker = await work.start({ lanes: lanesFor(12) })
        await until(() => isAllOver(work, ledger), 400_000)
        await expectEachDoneOnce(work, ledger)
        await executor.sweep(() => listExecutions(work.db.read))
        await expectTidy()
      },
      600_000,
    )

    test.skipIf(!long)(
      `takes the example from the browser to its result, while server, controller and node are killed: the same bytes as here, and as from its ZIP${unlessLong}`,
      async () => {
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
          const archive = join(slurm.home, 'result.zip')
          await Bun.write(archive, await (await page.request.get(`${page.url()}/archive.zip`)).body())
          await ask(...program, 'run', archive)
          const [home] = await Array.fromAsync(new Bun.Glob('userData/**/analysis*/params.json').scan(data))
          const analysis = join(data, home!, '..')
          const here = layOutHere(analysis)
          const command = [...program, 'run', '.', '--threads', '2']
          const execution = await localExecutor.start({
            command,
            folder: here,
            limits: { ...usualLimits, msMax: 300_000, memoryBytesMax: 2e9, outputBytesMax: 1e9 },
          })
          const { ending } = await until(async () => {
            const snapshot = await execution.poll()
            return snapshot.ending && snapshot
          }, 300_000)
          expect(ending).toMatchObject({ kind: 'exit', code: 0 })
          const bySlurm = await digestsOfResult(analysis)
          expect(Object.keys(bySlurm).length).toBeGreaterThan(5)
          expect(await digestsOfResult(here)).toEqual(bySlurm)
          expect(await digestsOfResult(join(slurm.home, 'result'))).toEqual(bySlurm)
        } finally {
          await closePages()
          await second.stop()
          await slurm.run('start-node', node)
        }
      },
      600_000,
    )
  })
}

const idOf = (line: string) => line.split(/[ _]/)[0]!

/** What an analysis is calculated from, in a folder of its own. */
function layOutHere(home: string): string {
  const here = temporaryFolder()
  for (const name of ['params.json', 'input'])
    cpSync(join(home, name), join(here, name), { recursive: true, dereference: true })
  return here
}

/** A method of a laboratory that asks a cluster for something. */
function asking(name: string, slurm: string[], script: string, more: Partial<Method> = {}): [string, Method] {
  return [name, { command: ['sh', '-c', script], results: [{ file: 'result.txt' }], slurm, ...more }]
}
