import { appendAudit } from '#db/audit.ts'
import { brokenUniqueRule, type Database, type Tx } from '#db/index.ts'
import { deleteRow, findRow, insertRow, type Row, updateRow } from '#db/rows.ts'
import type { Json } from '#db/schema.ts'
import type { Viewer } from '../accounts/sessions.ts'
import { notFound, refuse } from '../errors.ts'
import { readFields } from './fields.ts'
import type { PanelTable } from './tables.ts'

/** What an administrator types into the form of a row. */
export type Typed = Record<string, unknown>

/** Makes a row, and writes it down. @returns its id @throws AppError invalid, not_found */
export async function createRow(
  db: Database,
  administrator: Viewer,
  table: PanelTable,
  typed: Typed,
  now: number,
): Promise<string> {
  if (!table.create) throw notFound('page')
  const row = readFields(table, table.create, typed)
  return await telling(row, () =>
    db.write(async tx => {
      const id = await insertRow(tx, table, row)
      await writeDown(tx, administrator, 'row_created', table, id, { after: row }, now)
      return id
    }),
  )
}

/** Changes a row, and writes down what it held before and after. @throws AppError invalid, not_found */
export async function editRow(
  db: Database,
  administrator: Viewer,
  table: PanelTable,
  id: string,
  typed: Typed,
  now: number,
): Promise<void> {
  if (!table.edit) throw notFound('page')
  const wanted = readFields(table, table.edit, typed)
  await telling(wanted, () =>
    db.write(async tx => {
      const row = await findRow(tx, table, id)
      if (!row) throw notFound(table.singular)
      const changed = Object.keys(wanted).filter(name => !Bun.deepEquals(wanted[name], row[name]))
      if (changed.length === 0) return
      const after = pick(wanted, changed)
      const stamp = table.columns.some(({ name }) => name === 'updatedAt') ? { updatedAt: now } : {}
      await updateRow(tx, table, id, { ...after, ...stamp })
      await writeDown(tx, administrator, 'row_edited', table, id, { before: pick(row, changed), after }, now)
    }),
  )
}

/** Deletes a row with what belongs to it, and writes it down. @throws AppError not_found */
export async function removeRow(
  db: Database,
  administrator: Viewer,
  table: PanelTable,
  id: string,
  now: number,
): Promise<void> {
  if (!table.canDelete) throw notFound('page')
  await db.write(async tx => {
    const row = await findRow(tx, table, id)
    if (!row) throw notFound(table.singular)
    await deleteRow(tx, table, id)
    await writeDown(tx, administrator, 'row_deleted', table, id, { before: row }, now)
  })
}

async function writeDown(
  tx: Tx,
  { id: actorId }: Viewer,
  action: string,
  table: PanelTable,
  id: string,
  change: { before?: Row; after?: Row },
  at: number,
): Promise<void> {
  const columns = Object.keys(change.after ?? {})
  const details = (table.isPersonal ? { columns } : change) as Json
  await appendAudit(tx, { at, actorId, action, subject: `${table.name}:${id}`, details })
}

/** A value that another row has already is told at its field. */
async function telling<T>(row: Row, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const rule = brokenUniqueRule(error)
    if (rule === undefined) throw error
    const column = Object.keys(row).find(name => rule.endsWith(`.${name}`)) ?? ''
    refuse({ [column]: 'Another row has this already.' })
  }
}

const pick = (row: Row, names: string[]): Row => Object.fromEntries(names.map(name => [name, row[name]]))
