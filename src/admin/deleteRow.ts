import type { Database, Tx } from '#db/index.ts'
import { deleteRow, findRow, type Row } from '#db/rows.ts'
import type { Draft } from '#db/schema.ts'
import { removeUser } from '../accounts/deleteAccount.ts'
import type { Viewer } from '../accounts/sessions.ts'
import { removeAnalysis } from '../analyses/remove.ts'
import { AppError, notFound } from '../errors.ts'
import type { Files } from '../files.ts'
import { removeDraft } from '../studies/drafts.ts'
import { removeStudy } from '../studies/remove.ts'
import { auditRowChange } from './auditRowChange.ts'
import { findCascade } from './cascade.ts'
import type { PanelTable } from './tables.ts'

export interface DeletionDeps {
  db: Database
  files: Files
  config: { logs: string }
}

/** Writes the deletion down in the transaction that does it. */
type Note = (tx: Tx) => Promise<void>

/** Tables whose rows own files, or have something running: their own rules delete them, files and all. */
const rules: Record<string, (deps: DeletionDeps, row: Row, now: number, note: Note) => Promise<unknown>> = {
  users: (deps, row, now, note) => removeUser(deps, Number(row.id), now, note),
  studies: (deps, row, now, note) => removeStudy(deps, Number(row.userId), Number(row.id), now, note),
  drafts: (deps, row, now, note) => removeDraft(deps, row as Draft, now, note),
  analyses: (deps, row, now, note) => removeAnalysis(deps, Number(row.userId), Number(row.id), now, note),
}

/** Deletes a row with what belongs to it, and writes down what it held and how much went along. @throws AppError */
export async function removeRow(
  deps: DeletionDeps,
  administrator: Viewer,
  table: PanelTable,
  id: string,
  now: number,
): Promise<void> {
  const { db } = deps
  const row = table.canDelete && (await findRow(db.read, table, id))
  if (!row) throw notFound(table.canDelete ? table.singular : 'page')
  if (!table.canDelete!(row)) throw new AppError('conflict', `This ${table.singular} cannot be deleted.`)
  if (table.name === 'users' && row.id === administrator.id)
    throw new AppError('conflict', 'This is your own account. Delete it from your account page.')
  const { gone } = await findCascade(db.read, table, [row])
  const alsoGone = Object.fromEntries(gone.map(each => [each.table.name, each.rows.length]))
  const note: Note = tx =>
    auditRowChange(tx, administrator, 'row_deleted', table, id, { before: row, alsoGone }, now)
  const rule = Object.hasOwn(rules, table.name) ? rules[table.name] : undefined
  if (rule) return void (await rule(deps, row, now, note))
  await db.write(async tx => {
    await deleteRow(tx, table, id)
    await note(tx)
  })
}
