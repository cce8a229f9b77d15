import { expect, test } from 'bun:test'
import { listJobs } from '#db/jobs.ts'
import { insertMail, listMails } from '#db/mails.ts'
import { claim, enqueue, settle } from '#db/queue.ts'
import { insertSession, listSessionsOf } from '#db/sessions.ts'
import type { LastingExecutor } from '#jobs/executors/executor.ts'
import { recordOutcome } from '#jobs/recordOutcome.ts'
import { createSweepRunner, planSweep, sweepCluster } from '#jobs/sweep.ts'
import { openFiles } from '#src/files.ts'
import { freshDatabase, temporaryFolder } from '../support/database.ts'
import { member, noon } from '../support/people.ts'

const day = 24 * 3_600_000

test('a sweep removes what has had its time, nothing else, and plans the next, once', async () => {
  const db = freshDatabase()
  const ada = await db.write(tx => member(tx, 'ada'))
  const ended = async (at: number) =>
    db.write(async tx => {
      await enqueue(tx, { kind: 'k', payload: {} }, at)
      await settle(tx, (await claim(tx, { kinds: ['k'], worker: 'w' }, at))!, 'done', at)
    })
  await ended(noon - 31 * day)
  await ended(noon - 29 * day)
  await db.write(async tx => {
    const session = { userId: ada.id, createdAt: 0, seenAt: 0 }
    await insertSession(tx, { ...session, tokenHash: 'old', expiresAt: noon - 1 })
    await insertSession(tx, { ...session, tokenHash: 'good', expiresAt: noon + 1 })
    const mail = { kind: 'k', email: 'ada@uni.example', facts: {} }
    await insertMail(tx, { ...mail, messageId: '1', state: 'sent', createdAt: noon - 91 * day })
    await insertMail(tx, { ...mail, messageId: '2', state: 'waiting', createdAt: noon - 91 * day })
    await insertMail(tx, { ...mail, messageId: '3', state: 'sent', createdAt: noon - 89 * day })
  })
  await Promise.all([planSweep(db, noon), planSweep(db, noon)])
  let swept = 0
  const runner = createSweepRunner({
    files: openFiles(temporaryFolder(), temporaryFolder()),
    onSwept: () => swept++,
  })
  const job = (await db.write(tx => claim(tx, { kinds: ['sweep'], worker: 'w' }, noon)))!
  const outcome = await runner.run({ job, db, now: () => noon, signal: new AbortController().signal })
  await db.write(tx => recordOutcome(tx, runner, job, outcome, noon))
  expect(swept).toBe(1)
  expect((await listJobs(db.read, 10)).map(({ kind, state, runAt }) => [kind, state, runAt])).toEqual([
    ['sweep', 'waiting', noon + 3_600_000],
    ['sweep', 'done', noon],
    ['k', 'done', noon - 29 * day],
  ])
  expect((await listSessionsOf(db.read, ada.id)).map(session => session.tokenHash)).toEqual(['good'])
  expect((await listMails(db.read, 10)).map(mail => mail.messageId)).toEqual(['3', '2'])
  db.close()
})

test('a cluster that does not answer is swept another time', async () => {
  const db = freshDatabase()
  const asked: unknown[] = []
  const clusterThat = (answer: () => Promise<number>) =>
    ({
      sweep: async (list: () => Promise<unknown>) => {
        asked.push(await list())
        return await answer()
      },
    }) as unknown as LastingExecutor
  await sweepCluster(
    clusterThat(async () => 2),
    db,
  )
  await sweepCluster(
    clusterThat(() => Promise.reject(new Error('no controller'))),
    db,
  )
  expect(asked).toEqual([[], []])
  db.close()
})
