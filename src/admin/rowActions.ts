import { appendAudit } from '#db/audit.ts'
import type { Tx } from '#db/index.ts'
import type { Row } from '#db/rows.ts'
import { deleteSessionsOf } from '#db/sessions.ts'
import { askWorkerToDrain } from '#db/workers.ts'
import { confirmByHand, disableUser, enableUser, sendReset } from '../accounts/administer.ts'
import { decideRequest } from '../accounts/requestAccount.ts'
import type { Viewer } from '../accounts/sessions.ts'
import { AppError, notFound } from '../errors.ts'
import type { DeletionDeps } from './deleteRow.ts'
import {
  cancelJob,
  requeueAnalysis,
  requeueJob,
  resendMail,
  retryAnalysis,
  stopAnalysis,
} from './queueWork.ts'
import { retryJob } from './retryJob.ts'

/** Something that an administrator may do with a row beside editing it. Each is in the audit. */
export interface Action {
  name: string
  verb: string
  /** Asked before it is done. */
  dangerous?: boolean
  /** Whether it makes sense for the row as it is. */
  fits: (row: Row) => boolean
  run: Run
}

type Run = (deps: DeletionDeps, administrator: Viewer, id: string, now: number) => Promise<unknown>

const isIn =
  (...states: string[]) =>
  (row: Row) =>
    states.includes(String(row.state))
const isOpen = (row: Row) => row.disabledAt === null

/** An action in one transaction with its entry in the audit. */
const audited =
  (action: string, table: string, work: (tx: Tx, id: number, now: number) => Promise<unknown>): Run =>
  async ({ db }, { id: actorId }, id, at) => {
    await db.write(async tx => {
      await work(tx, Number(id), at)
      await appendAudit(tx, { at, actorId, action, subject: `${table}:${id}` })
    })
  }

const decided =
  (state: 'approved' | 'refused'): Run =>
  ({ db }, administrator, id, now) =>
    decideRequest(db, administrator, Number(id), { state, answer: '' }, now)

const drain: Run = async ({ db }, { id: actorId }, name, at) => {
  await db.write(async tx => {
    await askWorkerToDrain(tx, name, at)
    await appendAudit(tx, { at, actorId, action: 'worker_drained', subject: `workers:${name}` })
  })
}

const actions: Record<string, Action[]> = {
  analyses: [
    {
      name: 'stop',
      verb: 'Stop',
      dangerous: true,
      fits: isIn('waiting', 'running'),
      run: audited('analysis_stopped', 'analyses', stopAnalysis),
    },
    {
      name: 'requeue',
      verb: 'Put back into the queue',
      fits: isIn('running'),
      run: audited('analysis_requeued', 'analyses', requeueAnalysis),
    },
    {
      name: 'retry',
      verb: 'Try again',
      fits: isIn('failed'),
      run: audited('analysis_retried', 'analyses', retryAnalysis),
    },
  ],
  jobs: [
    {
      name: 'cancel',
      verb: 'Cancel',
      dangerous: true,
      fits: isIn('waiting', 'running'),
      run: audited('job_cancelled', 'jobs', cancelJob),
    },
    {
      name: 'requeue',
      verb: 'Put back into the queue',
      fits: isIn('running'),
      run: audited('job_requeued', 'jobs', requeueJob),
    },
    { name: 'retry', verb: 'Try again', fits: isIn('failed'), run: audited('job_retried', 'jobs', retryJob) },
  ],
  mails: [
    {
      name: 'resend',
      verb: 'Send again',
      fits: () => true,
      run: audited('mail_resent', 'mails', resendMail),
    },
  ],
  account_requests: [
    { name: 'approve', verb: 'Approve', fits: isIn('waiting'), run: decided('approved') },
    { name: 'refuse', verb: 'Refuse', dangerous: true, fits: isIn('waiting'), run: decided('refused') },
  ],
  users: [
    {
      name: 'close',
      verb: 'Close the account',
      dangerous: true,
      fits: isOpen,
      run: ({ db }, administrator, id, now) => disableUser(db, administrator, Number(id), now),
    },
    {
      name: 'open',
      verb: 'Open the account again',
      fits: row => !isOpen(row),
      run: ({ db }, administrator, id, now) => enableUser(db, administrator, Number(id), now),
    },
    {
      name: 'confirm',
      verb: 'Take the address for confirmed',
      dangerous: true,
      fits: row => isOpen(row) && row.confirmedAt === null,
      run: ({ db }, administrator, id, now) => confirmByHand(db, administrator, Number(id), now),
    },
    {
      name: 'reset',
      verb: 'Send a link for a new password',
      fits: isOpen,
      run: ({ db }, administrator, id, now) => sendReset(db, administrator, Number(id), now),
    },
    {
      name: 'sign-out',
      verb: 'End all sessions',
      dangerous: true,
      fits: isOpen,
      run: audited('sessions_ended', 'users', (tx, id) => deleteSessionsOf(tx, id)),
    },
  ],
  workers: [{ name: 'drain', verb: 'Drain', dangerous: true, fits: row => row.drainAt === null, run: drain }],
}

/** What may be done with rows of a table. */
export const actionsOf = (table: string): Action[] => (Object.hasOwn(actions, table) ? actions[table]! : [])

/** What may be done with a row as it is. */
export const actionsFor = (table: string, row: Row): Action[] =>
  actionsOf(table).filter(action => action.fits(row))

/** @throws AppError not_found, conflict when the row has changed meanwhile */
export function getAction(table: string, row: Row, name: string): Action {
  const action = actionsOf(table).find(each => each.name === name)
  if (!action) throw notFound('action')
  if (!action.fits(row))
    throw new AppError('conflict', 'This has changed in the meantime. Reload the page and try again.')
  return action
}
