import { expect, test } from 'bun:test'
import { listJobs } from '#db/jobs.ts'
import { claim } from '#db/queue.ts'
import { createBackupRunner, planBackup } from '#jobs/backup.ts'
import { freshDatabase } from '../support/database.ts'
import { noon } from '../support/people.ts'

/** When backups are made and how many are kept; that they hold everything is shown in test/faults/backup.test.ts. */

const { signal } = new AbortController()
/** Hours and minutes on this machine's clock. */
const clock = (at: number) => [new Date(at).getHours(), new Date(at).getMinutes()]

test('a backup is planned for the night once, made, and followed by that of the next night', async () => {
  const db = freshDatabase()
  await Promise.all([planBackup(db, noon), planBackup(db, noon)])
  const [first, ...others] = await listJobs(db.read, 10)
  expect(others).toEqual([])
  expect(clock(first!.runAt)).toEqual([3, 0])
  expect(first!.runAt - noon).toBeWithin(1, 25 * 3_600_000)
  const pruned: number[] = []
  const runner = createBackupRunner({
    make: async () => ({ name: '2026-11-29', missing: [] }),
    prune: async keep => pruned.push(keep),
    keep: 7,
  })
  const night = first!.runAt
  const job = (await db.write(tx => claim(tx, { kinds: ['backup'], worker: 'w' }, night)))!
  await db.write(async tx => runner.begin!(tx, job, night))
  expect(await runner.run({ job, db, now: () => night, signal })).toEqual({ kind: 'done' })
  expect(pruned).toEqual([7])
  const next = (await listJobs(db.read, 10)).filter(({ state }) => state === 'waiting')
  expect(next.map(({ runAt }) => clock(runAt))).toEqual([[3, 0]])
  expect(next[0]!.runAt).toBeGreaterThan(night)
  db.close()
})

test('one that is asked for where none are nightly plans no other, and is itself kept', async () => {
  const db = freshDatabase()
  const pruned: number[] = []
  const runner = createBackupRunner({
    make: async () => ({ name: '2026-11-29', missing: ['study 4'] }),
    prune: async keep => pruned.push(keep),
    keep: 0,
  })
  await planBackup(db, noon)
  const { runAt } = (await listJobs(db.read, 1))[0]!
  const job = (await db.write(tx => claim(tx, { kinds: ['backup'], worker: 'w' }, runAt)))!
  await db.write(async tx => runner.begin!(tx, job, runAt))
  expect(await runner.run({ job, db, now: () => runAt, signal })).toEqual({ kind: 'done' })
  expect(pruned).toEqual([1])
  expect((await listJobs(db.read, 10)).filter(({ state }) => state === 'waiting')).toEqual([])
  db.close()
})
