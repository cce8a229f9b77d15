// Run as a child: takes jobs from the database argv[2] until there are none, ends each, and prints for each its number,
// its lease, and how many its owner has running by then.

import { and, eq } from 'drizzle-orm'
import { openDatabase } from '#db/index.ts'
import { isWorkWaiting } from '#db/jobs.ts'
import { claim, settle } from '#db/queue.ts'
import { jobs } from '#db/schema.ts'

const db = await openDatabase(process.argv[2]!)
const filter = { kinds: ['k'], worker: String(process.pid), perUserMax: 1 }
const taken: string[] = []
while (await isWorkWaiting(db.read, filter, Date.now())) {
  const job = await db.write(async tx => {
    const job = await claim(tx, filter, Date.now())
    if (!job) return
    const running = await tx.$count(jobs, and(eq(jobs.state, 'running'), eq(jobs.userId, job.userId ?? 0)))
    taken.push(`${job.id} ${job.lease} ${running}`)
    return job
  })
  if (job) await db.write(tx => settle(tx, job, 'done', Date.now()))
}
await db.close()
console.log(JSON.stringify(taken))
