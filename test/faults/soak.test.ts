import { expect, test } from 'bun:test'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { listRunning } from '#db/jobs.ts'
import { prune } from '#db/queue.ts'
import type { Analysis } from '#db/schema.ts'
import { cancelAnalysis } from '#src/analyses/cancel.ts'
import { removeAnalysis } from '#src/analyses/remove.ts'
import { long, unlessLong } from '../support/skips.ts'
import { seeded } from '../support/storyData.ts'
import { until } from '../support/until.ts'
import { openWork } from '../support/work.ts'

/** A minute in test:faults; a day by hand: SOAK_HOURS=24 bun test test/faults/soak.test.ts */
const hours = Number(process.env.SOAK_HOURS ?? (long ? 1 / 60 : 0))
const why = hours > 0 ? '' : unlessLong

test.skipIf(hours === 0)(
  `${hours.toPrecision(2)} hours of a submit a second, of which a tenth is killed, a twentieth cancelled, and mail flaps: 0 lost, 0 twice, nothing grows (F39)${why}`,
  async () => {
    const sent = new Map<string, number>()
    const startedAt = Date.now()
    const isMailAway = () => Math.floor((Date.now() - startedAt) / 20_000) % 2 === 1
    const send = async ({ messageId }: { messageId: string }) => {
      if (isMailAway()) throw new Error('not today')
      sent.set(messageId, (sent.get(messageId) ?? 0) + 1)
    }
    const work = await openWork({ mailer: { send } })
    const worker = await work.start()
    const random = seeded(39)
    const open: Analysis[] = []
    const ends = { done: 0, cancelled: 0, failed: 0 }
    const size = () => ({
      megabytes: process.memoryUsage().rss / 1e6,
      openFiles: readdirSync('/proc/self/fd').length,
      databaseBytes: statSync(work.db.path).size,
    })
    let first: ReturnType<typeof size> | undefined
    try {
      for (let second = 0; second < hours * 3600; second++) {
        open.push(await work.submit('brief'))
        if (random() < 0.05) await cancelAnalysis(work.db, work.ada.id, open.at(-1)!.id, Date.now())
        if (random() < 0.1) await killOne()
        await settleSome()
        if (second === Math.floor(hours * 900)) first = size() // after a quarter, when all is warm
        await Bun.sleep(1000)
      }
      await until(async () => {
        await settleSome()
        return open.length === 0
      }, 60_000)
    } finally {
      await worker.stop(0)
    }
    const last = size()
    console.log(JSON.stringify({ ends, first, last }))
    expect(ends.done + ends.cancelled).toBe(Math.ceil(hours * 3600))
    expect([...sent.values()].filter(count => count > 1)).toEqual([])
    expect(last.megabytes - first!.megabytes).toBeLessThan(20 + hours)
    expect(last.openFiles).toBeLessThan(first!.openFiles + 10)
    expect(last.databaseBytes).toBeLessThan(first!.databaseBytes + 2e6)
    expect(await listRunning(work.db.read)).toEqual([])
    work.db.close()

    async function killOne(): Promise<void> {
      const [job] = await listRunning(work.db.read)
      if (job?.kind !== 'analysis' || job.attempts > 1) return
      const { analysisId } = job.payload as { analysisId: number }
      const home = work.files.analysis(work.ada.id, work.study.id, analysisId)
      try {
        process.kill(Number(readFileSync(join(home, `attempt${job.lease}/output/pid`), 'utf8')), 'SIGKILL')
      } catch {
        // it has not begun, or is over
      }
    }

    /** Enters what has ended in the ledger and removes it, as its owner and the sweep would. */
    async function settleSome(): Promise<void> {
      for (const analysis of [...open]) {
        const row = (await work.row(analysis))!
        if (row.state === 'waiting' || row.state === 'running') continue
        ends[row.state]++
        await removeAnalysis({ db: work.db, files: work.files }, work.ada.id, analysis.id, Date.now())
        open.splice(open.indexOf(analysis), 1)
      }
      await work.db.write(tx => prune(tx, Date.now() - 30_000))
    }
  },
  hours * 3_600_000 + 120_000,
)
