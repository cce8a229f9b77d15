import { findAnalysis, setAnalysisState } from '#db/analyses.ts'
import { appendAudit } from '#db/audit.ts'
import type { Database, Tx } from '#db/index.ts'
import type { Row } from '#db/rows.ts'
import { askWorkerToDrain } from '#db/workers.ts'
import { cancel, findJobByKey } from '#jobs/queue.ts'
import { disableUser, enableUser, sendReset } from '../accounts/administer.ts'
import type { Viewer } from '../accounts/sessions.ts'
import { jobKey } from '../analyses/cancel.ts'
import { AppError, notFound } from '../errors.ts'
import type { House } from './remove.ts'

/** Something that an administrator may do with a row beside editing it. Each is in the audit. */
export interface Action {
  name: string
  verb: string
  dangerous: boolean
  /** Whether it makes sense for the row as it is. */
  fits: (row: Row) => boolean
  run: (house: House, administrator: Viewer, id: string, now: number) => Promise<void>
}

const actions: Record<string, Action[]> = {
  analyses: [
    {
      name: 'stop',
      verb: 'Stop',
      dangerous: true,
      fits: row => row.state === 'waiting' || row.state === 'running',
      run: ({ db }, administrator, id, now) => stopAnalysis(db, administrator, Number(id), now),
    },
  ],
  users: [
    {
      name: 'close',
      verb: 'Close the account',
      dangerous: true,
      fits: row => row.disabledAt === null,
      run: ({ db }, administrator, id, now) => disableUser(db, administrator, Number(id), now),
    },
    {
      name: 'open',
      verb: 'Open the account again',
      dangerous: false,
      fits: row => row.disabledAt !== null,
      run: ({ db }, administrator, id, now) => enableUser(db, administrator, Number(id), now),
    },
    {
      name: 'reset',
      verb: 'Send a link for a new password',
      dangerous: false,
      fits: row => row.disabledAt === null,
      run: ({ db }, administrator, id, now) => sendReset(db, administrator, Number(id), now),
    },
  ],
  workers: [
    {
      name: 'drain',
      verb: 'Drain',
      dangerous: true,
      fits: row => row.drainAt === null,
      run: ({ db }, administrator, name, now) =>
        writing(db, administrator, 'worker_drained', `workers:${name}`, now, tx =>
          askWorkerToDrain(tx, name, now),
        ),
    },
  ],
}

/** What may be done with rows of a table. */
export const actionsOf = (table: string): Action[] => actions[table] ?? []

/** What may be done with a row as it is. */
export const actionsFor = (table: string, row: Row): Action[] =>
  actionsOf(table).filter(action => action.fits(row))

/** @throws AppError not_found, conflict when the row has changed meanwhile */
export function getAction(table: string, row: Row, name: string): Action {
  const action = actions[table]?.find(each => each.name === name)
  if (!action) throw notFound('action')
  if (!action.fits(row)) throw new AppError('conflict', 'This has changed meanwhile. Look at it again.')
  return action
}

/** Stops an analysis, whoever's it is; its owner reads who did it. */
async function stopAnalysis(db: Database, administrator: Viewer, id: number, now: number): Promise<void> {
  await writing(db, administrator, 'analysis_stopped', `analyses:${id}`, now, async tx => {
    if (!(await findAnalysis(tx, id))) throw notFound('analysis')
    const job = await findJobByKey(tx, jobKey(id))
    if (job) await cancel(tx, job.id, now)
    const message = 'An administrator stopped this analysis.'
    const facts = { finishedAt: now, reason: 'cancelled', message }
    if (!(await setAnalysisState(tx, id, 'cancelled', facts)))
      throw new AppError('conflict', 'This analysis has ended already.')
  })
}

async function writing(
  db: Database,
  { id: actorId }: Viewer,
  action: string,
  subject: string,
  at: number,
  work: (tx: Tx) => Promise<void>,
): Promise<void> {
  await db.write(async tx => {
    await work(tx)
    await appendAudit(tx, { at, actorId, action, subject })
  })
}
