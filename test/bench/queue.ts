/**
 * How quick the queue is:  bun test/bench/queue.ts
 *
 *  - from a committed submit to the start of the job, one worker, a submit every 50 ms: p50 and p99;
 *  - no-op jobs a second (claimed, run, committed, each with two fsyncs) with 1, 2 and 8 worker processes.
 *
 * Goals: p99 <= 250 ms, >= 100 jobs a second.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { openDatabase } from '#db/index.ts'
import { countJobs } from '#db/jobs.ts'
import { enqueue } from '#db/queue.ts'
import { jobs } from '#db/schema.ts'

const folder = mkdtempSync(join(tmpdir(), 'bioce-bench-'))
const db = await openDatabase(join(folder, 'bioce.sqlite'))
const submit = () => db.write(tx => enqueue(tx, { kind: 'noop', payload: {} }, Date.now()))

async function withWorkers<T>(count: number, work: () => Promise<T>): Promise<T> {
  const program = join(import.meta.dir, 'queueWorker.ts')
  const children = Array.from({ length: count }, () =>
    Bun.spawn([process.execPath, program, join(folder, 'bioce.sqlite')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  )
  for (const child of children) await child.stdout.getReader().read()
  const result = await work()
  for (const child of children) child.kill('SIGTERM')
  await Promise.all(children.map(child => child.exited))
  return result
}

async function measureStart(submits: number): Promise<string> {
  const waits: number[] = []
  await withWorkers(1, async () => {
    for (let i = 0; i < submits; i++) {
      const { id } = await submit()
      await Bun.sleep(50)
      for (;;) {
        const [row] = await db.read.select().from(jobs).where(eq(jobs.id, id))
        if (row!.startedAt !== null) {
          waits.push(row!.startedAt - row!.createdAt)
          break
        }
        await Bun.sleep(5)
      }
    }
  })
  waits.sort((a, b) => a - b)
  const quantile = (p: number) => waits[Math.min(waits.length - 1, Math.floor(waits.length * p))]
  return `submit to start: p50 ${quantile(0.5)} ms, p99 ${quantile(0.99)} ms (${submits} submits)`
}

async function measureRate(workers: number, count: number): Promise<string> {
  await db.write(async tx => {
    await tx.delete(jobs)
    for (let i = 0; i < count; i++)
      await enqueue(tx, { kind: 'noop', payload: {}, runAt: Date.now() + 500 }, 0)
  })
  const seconds = await withWorkers(workers, async () => {
    const startAt = Date.now() + 500
    await db.write(async tx => void (await tx.update(jobs).set({ runAt: startAt })))
    while (((await countJobs(db.read, 'noop')).done ?? 0) < count) await Bun.sleep(20)
    return (Date.now() - startAt) / 1000
  })
  return `${workers} worker${workers > 1 ? 's' : ''}: ${Math.round(count / seconds)} jobs a second (${count} jobs)`
}

console.log(await measureStart(100))
for (const workers of [1, 2, 8]) console.log(await measureRate(workers, 600))
db.close()
rmSync(folder, { recursive: true })
