import { expect, test } from 'bun:test'
import { insertAccountRequest } from '#db/accountRequests.ts'
import { findAnalysis, setAnalysisState } from '#db/analyses.ts'
import { listAudit } from '#db/audit.ts'
import { findDraft, insertDraft, setDraftState } from '#db/drafts.ts'
import { findJobByKey, findMailJob } from '#db/jobs.ts'
import { listMailsTo, markMailSent } from '#db/mails.ts'
import { claim, enqueue, enqueueMail, findHeld, retryLater, settle } from '#db/queue.ts'
import { grantRole } from '#db/roles.ts'
import { findRow } from '#db/rows.ts'
import { findUserByEmail } from '#db/users.ts'
import { insertWorker, markWorkerSeen } from '#db/workers.ts'
import { actionsFor, getAction } from '#src/admin/rowActions.ts'
import { getPanelTable } from '#src/admin/tables.ts'
import { memberWithPassword, openAccounts, viewerOf } from '../support/accounts.ts'
import { analysisOf, detailsOfCurve, member, noon, studyOf } from '../support/people.ts'

async function openPanel() {
  const house = openAccounts()
  const { db } = house
  const administrator = await viewerOf(db, (await memberWithPassword(db, 'ada')).id)
  const rowOf = async (table: string, id: number | string) =>
    (await findRow(db.read, getPanelTable(table), String(id)))!
  const namesFor = async (table: string, id: number | string) =>
    actionsFor(table, await rowOf(table, id)).map(({ name }) => name)
  const act = async (table: string, id: number | string, name: string) =>
    await getAction(table, await rowOf(table, id), name).run(house, administrator, String(id), noon)
  const lastAudit = async () => (await listAudit(db.read, 1))[0]!
  return { db, administrator, namesFor, act, lastAudit }
}

test("an administrator stops anyone's analysis with its job, once", async () => {
  const { db, administrator, namesFor, act, lastAudit } = await openPanel()
  const { id } = await db.write(async tx => {
    const analysis = await analysisOf(tx, await studyOf(tx, await member(tx, 'grace')))
    const uniqueKey = `analysis:${analysis.id}`
    await enqueue(tx, { kind: 'analysis', payload: { analysisId: analysis.id }, uniqueKey }, noon)
    return analysis
  })
  expect(await namesFor('analyses', id)).toEqual(['stop'])
  await act('analyses', id, 'stop')
  expect((await findJobByKey(db.read, `analysis:${id}`))!.state).toBe('cancelled')
  const message = 'An administrator stopped this analysis.'
  expect(await findAnalysis(db.read, id)).toMatchObject({ state: 'cancelled', message })
  const written = { actorId: administrator.id, action: 'analysis_stopped', subject: `analyses:${id}` }
  expect(await lastAudit()).toMatchObject(written)
  expect(await namesFor('analyses', id)).toEqual([])
  await expect(act('analyses', id, 'stop')).rejects.toThrow('changed in the meantime')
})

test('a worker is asked to drain', async () => {
  const { db, namesFor, act, lastAudit } = await openPanel()
  const worker = {
    name: 'host:1:2',
    host: 'h',
    pid: 1,
    version: '1',
    slots: 1,
    startedAt: noon,
    seenAt: noon,
  }
  await db.write(tx => insertWorker(tx, worker))
  await act('workers', 'host:1:2', 'drain')
  expect(await db.write(tx => markWorkerSeen(tx, 'host:1:2', noon))).toEqual({ drain: true })
  expect(await lastAudit()).toMatchObject({ action: 'worker_drained', subject: 'workers:host:1:2' })
  expect(await namesFor('workers', 'host:1:2')).toEqual([])
})

test('an account is closed and opened again', async () => {
  const { db, namesFor, act, lastAudit } = await openPanel()
  const grace = await memberWithPassword(db, 'grace')
  const boss = await memberWithPassword(db, 'boss')
  await db.write(tx => grantRole(tx, boss.id, 'superuser'))
  expect(await namesFor('users', grace.id)).toEqual(['close', 'reset', 'sign-out'])
  await act('users', grace.id, 'close')
  expect(await lastAudit()).toMatchObject({ action: 'user_disabled', subject: `user:${grace.id}` })
  expect(await namesFor('users', grace.id)).toEqual(['open'])
  await act('users', grace.id, 'open')
  expect(await namesFor('users', grace.id)).toEqual(['close', 'reset', 'sign-out'])
  await expect(act('users', boss.id, 'close')).rejects.toThrow('only administrator')
})

test('a failed analysis is tried again, a running one put back, and its worker has lost it', async () => {
  const { db, namesFor, act, lastAudit } = await openPanel()
  const { id } = await db.write(async tx => {
    const analysis = await analysisOf(tx, await studyOf(tx, await member(tx, 'grace')))
    const uniqueKey = `analysis:${analysis.id}`
    await enqueue(tx, { kind: 'analysis', payload: { analysisId: analysis.id }, uniqueKey }, noon)
    return analysis
  })
  const take = () =>
    db.write(async tx => {
      const job = (await claim(tx, { kinds: ['analysis'], worker: 'w' }, noon))!
      await setAnalysisState(tx, id, 'running')
      return job
    })
  const job = await take()
  expect(await namesFor('analyses', id)).toEqual(['stop', 'requeue'])
  await act('analyses', id, 'requeue')
  expect(await findAnalysis(db.read, id)).toMatchObject({ state: 'waiting' })
  expect(await findHeld(db.read, [job])).toEqual([])
  const second = await take()
  expect(second).toMatchObject({ id: job.id, attempts: 1 }) // the one that was taken does not count
  await db.write(async tx => {
    await settle(tx, second, 'failed', noon)
    await setAnalysisState(tx, id, 'failed', { reason: 'no_fit' })
  })
  expect([await namesFor('analyses', id), await namesFor('jobs', job.id)]).toEqual([['retry'], ['retry']])
  await act('analyses', id, 'retry')
  expect(await findAnalysis(db.read, id)).toMatchObject({ state: 'waiting', reason: null })
  expect(await lastAudit()).toMatchObject({ action: 'analysis_retried', subject: `analyses:${id}` })
  await act('jobs', job.id, 'cancel')
  expect(await findAnalysis(db.read, id)).toMatchObject({ state: 'cancelled' })
})

test('a mail that waits is sent at once, one that was sent goes out once more', async () => {
  const { db, act, lastAudit } = await openPanel()
  const reset = { kind: 'reset', email: 'grace@uni.example', facts: {} }
  await db.write(tx => enqueueMail(tx, reset, noon))
  const [mail] = await listMailsTo(db.read, reset.email)
  const job = (await findMailJob(db.read, mail!.id))!
  await db.write(async tx => {
    const taken = (await claim(tx, { kinds: ['mail'], worker: 'w' }, noon))!
    await retryLater(tx, taken, 'no mail server', noon + 3_600_000, noon)
  })
  await act('mails', mail!.id, 'resend')
  expect((await findMailJob(db.read, mail!.id))!.runAt).toBe(noon)
  await db.write(tx => markMailSent(tx, mail!.id, noon))
  await act('mails', mail!.id, 'resend')
  expect((await listMailsTo(db.read, reset.email)).map(({ state }) => state)).toEqual(['waiting', 'sent'])
  expect(await lastAudit()).toMatchObject({ action: 'mail_resent', subject: `mails:${mail!.id}` })
  expect((await findMailJob(db.read, mail!.id))!.id).toBe(job.id)
})

test('a check that an administrator puts back, cancels or tries again takes its upload along', async () => {
  const { db, namesFor, act } = await openPanel()
  const { draft, job } = await db.write(async tx => {
    const { id: userId } = await member(tx, 'grace')
    const facts = { name: 'Draft', details: detailsOfCurve, bytes: 3, createdAt: noon, expiresAt: noon + 1 }
    const { id: draftId, round } = await insertDraft(tx, { userId, ...facts })
    const { id } = await enqueue(tx, { kind: 'check', payload: { draftId, round } }, noon)
    return { draft: draftId, job: id }
  })
  const reads = { stage: 'read', message: 'Reads', done: 1, total: 2 }
  const take = () =>
    db.write(async tx => {
      await setDraftState(tx, draft, 1, {
        state: 'running',
        progress: { ...reads, at: noon },
      })
      return (await claim(tx, { kinds: ['check'], worker: 'w' }, noon))!
    })
  const found = async () => (await findDraft(db.read, draft))!
  await take()
  await act('jobs', job, 'requeue')
  expect(await found()).toMatchObject({ state: 'waiting', progress: null })
  const lease = await take()
  await db.write(async tx => {
    await settle(tx, lease, 'failed', noon)
    await setDraftState(tx, draft, 1, { state: 'failed', progress: null, message: 'It broke.' })
  })
  await act('jobs', job, 'retry')
  expect(await found()).toMatchObject({ state: 'waiting', message: null })
  await take()
  await act('jobs', job, 'cancel')
  const message = 'An administrator stopped this check.'
  expect(await found()).toMatchObject({ state: 'cancelled', progress: null, message })
  expect(await namesFor('jobs', job)).toEqual([])
})

test('a mail whose job is cancelled waits no longer, and can be sent again', async () => {
  const { db, act } = await openPanel()
  const reset = { kind: 'reset', email: 'grace@uni.example', facts: {} }
  await db.write(tx => enqueueMail(tx, reset, noon))
  const [mail] = await listMailsTo(db.read, reset.email)
  await act('jobs', (await findMailJob(db.read, mail!.id))!.id, 'cancel')
  const error = 'An administrator cancelled it.'
  expect(await listMailsTo(db.read, reset.email)).toMatchObject([{ state: 'failed', error, attempts: 0 }])
  await act('mails', mail!.id, 'resend')
  expect((await listMailsTo(db.read, reset.email)).map(({ state }) => state)).toEqual(['waiting', 'failed'])
})

test('a request for an account is approved from its row', async () => {
  const { db, namesFor, act } = await openPanel()
  const person = { email: 'cora@example.org', firstName: 'Cora', lastName: 'Small', createdAt: noon }
  const { id } = await db.write(tx => insertAccountRequest(tx, person))
  expect(await namesFor('account_requests', id)).toEqual(['approve', 'refuse'])
  await act('account_requests', id, 'approve')
  expect(await findUserByEmail(db.read, person.email)).toMatchObject({ firstName: 'Cora' })
  expect(await namesFor('account_requests', id)).toEqual([])
})
