import type { Reader } from '#db/index.ts'
import { findMatches, findRow, type ListQuery, listRows, type Row } from '#db/rows.ts'
import type { Viewer } from '../accounts/sessions.ts'
import { AppError, notFound } from '../errors.ts'
import { type DeletionDeps, removeRow } from './deleteRow.ts'
import { type Action, actionsOf, getAction } from './rowActions.ts'
import type { PanelTable } from './tables.ts'

/** Rows that one click may reach. */
export const selectionMax = 500

/** What may be done with many rows of a table at once; deleting is the last. */
export const bulkActionsOf = (table: PanelTable): Pick<Action, 'name' | 'verb' | 'dangerous'>[] => [
  ...actionsOf(table.name),
  ...(table.canDelete ? [deletion] : []),
]

export const deletion = { name: 'delete', verb: 'Delete', dangerous: true }

/** The rows that were ticked, or all that the list found. @throws AppError invalid when none or too many */
export async function selectRows(db: Reader, table: PanelTable, which: string[] | ListQuery): Promise<Row[]> {
  const rows = Array.isArray(which)
    ? await Promise.all(which.slice(0, selectionMax + 1).map(id => findRow(db, table, id)))
    : await listRows(db, table, await findMatches(db, table, which), selectionMax + 1)
  const found = rows.filter(row => row !== undefined)
  if (found.length === 0) throw new AppError('invalid', 'Tick the rows first.')
  if (found.length > selectionMax)
    throw new AppError('invalid', `At most ${selectionMax} rows at once: filter the list first.`)
  return found
}

/** A row for which the action made no sense, or that a rule kept from it. */
export interface Skipped {
  row: Row
  why: string
}

/**
 * Does one action with each of the rows, one transaction for each: what a rule refuses is skipped and told, the
 * rest goes on. @returns the rows that were skipped
 */
export async function actOnRows(
  deps: DeletionDeps,
  administrator: Viewer,
  table: PanelTable,
  name: string,
  rows: { id: string; row: Row }[],
  now: number,
): Promise<Skipped[]> {
  if (!bulkActionsOf(table).some(action => action.name === name)) throw notFound('action')
  const skipped: Skipped[] = []
  for (const { id, row } of rows)
    try {
      if (name === deletion.name) await removeRow(deps, administrator, table, id, now)
      else await getAction(table.name, row, name).run(deps, administrator, id, now)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      skipped.push({ row, why: error.message })
    }
  return skipped
}
