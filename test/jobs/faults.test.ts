import { afterEach, describe, expect, test } from 'bun:test'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deleteAnalysisOf, listAnalysesInState, setAnalysisState } from '#db/analyses.ts'
import { findJobByKey, listRunning, listWaiting } from '#db/jobs.ts'
import { listMails } from '#db/mails.ts'
import { cancel } from '#db/queue.ts'
import type { Analysis } from '#db/schema.ts'
import { expectEachDoneOnce } from '../support/doneOnce.ts'
import { long } from '../support/skips.ts'
import { until } from '../support/until.ts'
import { isAlive, openWork } from '../support/work.ts'

/** Q sizes run with every commit; N sizes with `bun run test:faults`. */
type Work = Awaited<ReturnType<typeof openWork>>

const tidy: (() => unknown)[] = []
afterEach(async () => {
  for (const undo of tidy.splice(0).reverse()) await undo()
})

async function openTidily(...more: Parameters<typeof openWork>): Promise<Work> {
  const work = await openWork(...more)
  tidy.push(() => work.db.close())
  return work
}

async function startTidily(work: Work, ...over: Parameters<Work['start']>) {
  const worker = await work.start(...over)
  tidy.push(() => worker.stop(0))
  return worker
}

async function spawnTidily(work: Work, ...options: Parameters<Work['spawnWorker']>) {
  const child = await work.spawnWorker(...options)
  tidy.push(async () => {
    child.kill('SIGKILL')
    await child.exited
  })
  return child
}

/** A small seeded generator: the same kills at every run. */
function seeded(seed: number) {
  return () => (seed = (seed * 16807) % 2147483647) / 2147483647
}

describe('kill -9', () => {
  test(`of children at random moments: 0 lost, 0 twice, 0 stuck (F01, ${long ? 'N' : 'Q'})`, async () => {
    const [jobs, kills] = long ? [200, 100] : [20, 10]
    const work = await openTidily()
    const ledger: Analysis[] = []
    for (let i = 0; i < jobs; i++) ledger.push(await work.submit('brief'))
    await startTidily(work, {
      lanes: [
        { kinds: ['analysis'], slots: 4 },
        { kinds: ['mail'], slots: 1 },
      ],
    })
    const random = seeded(20260101)
    for (let kill = 0; kill < kills; kill++) {
      const group = await until(async () => {
        const running = await listRunning(work.db.read)
        const once = running.filter(job => job.kind === 'analysis' && job.attempts < 3)
        const job = once[Math.floor(random() * once.length)]
        return job && pidIn(work, job.payload as { analysisId: number }, job.lease)
      })
      await Bun.sleep(random() * 60)
      if (isAlive(group)) process.kill(group, 'SIGKILL')
    }
    await expectEachDoneOnce(work, ledger)
  }, 300_000)

  test(`of the supervisor: no orphan, jobs taken over, 0 lost, 0 twice (F02, ${long ? 'N' : 'Q'})`, async () => {
    const [jobs, kills] = long ? [200, 30] : [8, 2]
    const work = await openTidily()
    const ledger: Analysis[] = []
    for (let i = 0; i < jobs; i++) ledger.push(await work.submit('brief'))
    const random = seeded(7)
    for (let kill = 0; kill < kills; kill++) {
      const supervisor = await spawnTidily(work, 4)
      const running = await until(async () => {
        const jobs = (await listRunning(work.db.read)).filter(job => job.kind === 'analysis')
        const pids = jobs.map(job => pidIn(work, job.payload as { analysisId: number }, job.lease))
        return pids.some(Boolean) ? pids.filter(pid => pid !== undefined) : undefined
      })
      await Bun.sleep(random() * 700)
      process.kill(supervisor.pid, 'SIGKILL')
      await until(() => !running.some(isAlive))
    }
    await spawnTidily(work, 4)
    await until(async () => (await listRunning(work.db.read)).length > 0 || (await waiting(work)) === 0)
    await expectEachDoneOnce(work, ledger)
  }, 300_000)
})

test('a supervisor stopped past its lease comes back and changes nothing (F04)', async () => {
  const work = await openTidily()
  const analysis = await work.submit('held')
  const zombie = await spawnTidily(work)
  await until(async () => (await work.row(analysis))?.progress?.stage)
  process.kill(zombie.pid, 'SIGSTOP')
  work.release(analysis)
  await startTidily(work) // hears a second of silence, takes the job over, ends it
  expect(await work.ended(analysis)).toMatchObject({ state: 'done', attempt: 2 })
  const result = () => readFileSync(join(work.home(analysis), 'output/result.txt'), 'utf8')
  const published = result()
  process.kill(zombie.pid, 'SIGCONT')
  process.kill(zombie.pid, 'SIGTERM')
  expect(await zombie.exited).toBe(0)
  expect([await work.row(analysis), result()]).toMatchObject([{ state: 'done', attempt: 2 }, published])
  expect(await listMails(work.db.read, 10)).toHaveLength(1)
  expect(readdirSync(work.home(analysis)).filter(name => name.startsWith('attempt'))).toEqual([])
}, 60_000)

const hasBegun = (work: Work, analysis: Analysis) =>
  readdirSync(work.home(analysis)).some(name => existsSync(join(work.home(analysis), name, 'output/pid')))

describe('SIGTERM', () => {
  test('drains: short jobs end, long ones wait again without burning an attempt (F05)', async () => {
    const work = await openTidily()
    const [short, lasting]: [Analysis[], Analysis[]] = [[], []]
    for (let i = 0; i < 4; i++) short.push(await work.submit('brief'))
    for (let i = 0; i < 4; i++) lasting.push(await work.submit('long'))
    const supervisor = await spawnTidily(work, 8, 0, 8000)
    for (const analysis of lasting) await work.startedPid(analysis)
    // On a busy machine they have not begun yet, and eight seconds would be short for all of it.
    for (const analysis of short)
      await until(async () => (await work.row(analysis))?.state === 'done' || hasBegun(work, analysis))
    const late: Analysis[] = []
    const inserting = setInterval(async () => late.push(await work.submit('brief')), 50)
    tidy.push(() => clearInterval(inserting))
    const askedAt = performance.now()
    supervisor.kill('SIGTERM')
    expect(await supervisor.exited).toBe(0)
    clearInterval(inserting)
    expect(performance.now() - askedAt).toBeLessThan(40_000) // the long ones take a minute
    for (const analysis of short) expect((await work.row(analysis))?.state).toBe('done')
    for (const analysis of lasting) {
      expect((await work.row(analysis))?.state).toBe('waiting')
      expect(await findJobByKey(work.db.read, `analysis:${analysis.id}`)).toMatchObject({
        attempts: 0,
        state: 'waiting',
      })
    }
    expect(late.length).toBeGreaterThan(5)
    expect(await listRunning(work.db.read)).toEqual([])
  }, 60_000)

  test('while idle ends it at once; twice in mid-run means now; 0 lost (F06)', async () => {
    const work = await openTidily()
    // Either would last longer than this test if it drained.
    const drainMs = 600_000
    const idle = await spawnTidily(work, 2, 0, drainMs)
    idle.kill('SIGTERM')
    expect(await idle.exited).toBe(0)
    const analysis = await work.submit('endless')
    const busy = await spawnTidily(work, 2, 0, drainMs)
    const pid = await work.startedPid(analysis)
    await until(() => {
      busy.kill('SIGTERM')
      return busy.exitCode !== null
    })
    expect(await busy.exited).toBe(0)
    expect(isAlive(pid)).toBe(false)
    expect(await work.row(analysis)).toMatchObject({ state: 'waiting' })
  }, 60_000)

  test.each([
    ['cache', 'drained'],
    ['checkpoint', 'drained'],
    ['checkpoint', 'killed'],
  ])(
    'leaves what the attempt had put into its %s for the next, when it is %s',
    async (place, how) => {
      const work = await openTidily()
      const script = `if [ -f ${place}/step ]; then cp ${place}/step output/result.txt; else echo kept > ${place}/step; echo $$ > output/pid; sleep 60; fi`
      work.methods.set('resumes', { command: ['sh', '-c', script], results: [{ file: 'result.txt' }] })
      const analysis = await work.submit('resumes')
      const first = await work.start()
      const pid = await work.startedPid(analysis)
      if (how === 'killed') process.kill(pid, 'SIGKILL')
      else {
        await first.stop(0)
        expect((await work.row(analysis))?.state).toBe('waiting')
        await startTidily(work)
      }
      const attempt = how === 'killed' ? 2 : 1 // draining burns none
      expect(await work.ended(analysis)).toMatchObject({ state: 'done', attempt })
      expect(readFileSync(join(work.home(analysis), 'output/result.txt'), 'utf8')).toBe('kept\n')
      expect(existsSync(join(work.home(analysis), 'checkpoint'))).toBe(false)
      await first.stop(0)
    },
    30_000,
  )

  test('a checkpoint that kills whoever reads it is not read by the last attempt', async () => {
    const work = await openTidily()
    const script =
      'if [ -f checkpoint/step ]; then kill -9 $$; fi; echo bad > checkpoint/step; [ -f ../once ] && { echo done > output/result.txt; exit 0; }; touch ../once; kill -9 $$'
    work.methods.set('bad', { command: ['sh', '-c', script], results: [{ file: 'result.txt' }] })
    const analysis = await work.submit('bad')
    await startTidily(work)
    // The first attempt advanced and does not count; then two died of what it left, and the last does without it.
    expect(await work.ended(analysis)).toMatchObject({ state: 'done', attempt: 4 })
  }, 60_000)
})

describe('stopping what runs', () => {
  test('a cancelled analysis is cancelled at once, its process gone', async () => {
    const work = await openTidily()
    const [running, waiting] = [await work.submit('long'), await work.submit('long')]
    await startTidily(work, { lanes: [{ kinds: ['analysis'], slots: 1 }] })
    const pid = await work.startedPid(running)
    for (const { id } of [running, waiting]) await stop(work, id)
    await until(() => !isAlive(pid))
    await until(() => !readdirSync(work.home(running)).some(name => name.startsWith('attempt')))
    expect(await waitingOrRunning(work)).toBe(0)
  })

  test('a deleted one leaves no process, no file and no ghost; the second deletion finds nothing (F29)', async () => {
    const work = await openTidily()
    const analysis = await work.submit('long')
    const worker = await startTidily(work)
    const pid = await work.startedPid(analysis)
    const remove = async () => {
      const gone = await work.db.write(async tx => {
        const job = await findJobByKey(tx, `analysis:${analysis.id}`)
        await cancel(tx, job!.id, Date.now())
        return await deleteAnalysisOf(tx, work.ada.id, analysis.id)
      })
      if (gone) await work.files.discard(work.home(analysis))
      return gone
    }
    expect([await remove(), await remove()]).toEqual([true, false])
    await until(() => !isAlive(pid))
    await worker.stop(0)
    expect(existsSync(work.home(analysis))).toBe(false)
    expect(await work.row(analysis)).toBeUndefined()
    expect(await listMails(work.db.read, 10)).toEqual([])
  }, 60_000)
})

test('without a worker an analysis waits, knows its place, and runs when one starts (F31)', async () => {
  const work = await openTidily()
  const ledger = [await work.submit('quick'), await work.submit('quick')]
  const order = (await listWaiting(work.db.read, 'analysis')).map(({ payload }) => payload)
  expect(order).toEqual(ledger.map(({ id }) => ({ analysisId: id })))
  await startTidily(work)
  await expectEachDoneOnce(work, ledger)
})

test('a child that keeps its processor busy loses no lease to another worker (F38)', async () => {
  const work = await openTidily()
  const script =
    'end=$(($(date +%s) + 3)); while [ $(date +%s) -lt $end ]; do :; done; echo done > output/result.txt'
  work.methods.set('busy', { command: ['sh', '-c', script], results: [{ file: 'result.txt' }] })
  const analysis = await work.submit('busy')
  await startTidily(work)
  await startTidily(work)
  expect(await work.ended(analysis)).toMatchObject({ state: 'done', attempt: 1 })
}, 60_000)

async function stop(work: Work, id: number): Promise<void> {
  await work.db.write(async tx => {
    const job = await findJobByKey(tx, `analysis:${id}`)
    await cancel(tx, job!.id, Date.now())
    await setAnalysisState(tx, id, 'cancelled', { finishedAt: Date.now() })
  })
}

const waiting = async (work: Work) => (await listAnalysesInState(work.db.read, 'waiting')).length
const waitingOrRunning = async (work: Work) =>
  (await waiting(work)) + (await listAnalysesInState(work.db.read, 'running')).length

/** The process of an attempt that has written its id. */
function pidIn(work: Work, { analysisId }: { analysisId: number }, lease: number): number | undefined {
  const home = work.files.analysis(work.ada.id, work.study.id, analysisId)
  const file = join(home, `attempt${lease}/output/pid`)
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) || undefined : undefined
}

describe('a file system that fails (F10)', () => {
  /** Files of which the n-th change fails, once or for ever; counts what was asked. */
  function spoiler(nth: number, forEver: boolean) {
    let count = 0
    const spoil = (files: Work['files']): Work['files'] => {
      const perhaps =
        <A extends unknown[]>(work: (...args: A) => Promise<void>) =>
        async (...args: A) => {
          count++
          if (forEver ? count >= nth : count === nth) throw new Error('EIO: i/o error')
          await work(...args)
        }
      return { ...files, publish: perhaps(files.publish), discard: perhaps(files.discard) }
    }
    return { spoil, count: () => count }
  }

  test('once, at any step, costs at most an attempt: the result is whole', async () => {
    for (let nth = 1; ; nth++) {
      const { spoil, count } = spoiler(nth, false)
      const work = await openTidily({ spoil })
      const analysis = await work.submit('quick')
      const worker = await startTidily(work)
      const row = await work.ended(analysis)
      expect([nth, row.state]).toEqual([nth, 'done'])
      expect(readFileSync(join(work.home(analysis), 'output/result.txt'), 'utf8')).toBe('done\n')
      expect(await listMails(work.db.read, 10)).toHaveLength(1)
      await worker.stop(0)
      if (count() < nth) break // it never came to this step: all have been tried
    }
  }, 60_000)

  test('for ever fails the analysis, in words, and never shows half a result', async () => {
    const work = await openTidily({ spoil: spoiler(1, true).spoil })
    const analysis = await work.submit('quick')
    await startTidily(work)
    expect(await work.ended(analysis)).toMatchObject({ state: 'failed', reason: 'bug' })
    expect(existsSync(join(work.home(analysis), 'output'))).toBe(false)
  }, 60_000)
})
