import { breaksReference, brokenUniqueRule, type Database, type Tx } from '#db/index.ts'
import { findRow, insertRow, type Row, updateRow } from '#db/rows.ts'
import { addUser, followEdit } from '../accounts/administer.ts'
import type { Viewer } from '../accounts/sessions.ts'
import { notFound, refuse } from '../errors.ts'
import { auditRowChange } from './auditRowChange.ts'
import { readRowFields } from './fields.ts'
import type { PanelTable } from './tables.ts'

/** What an administrator types into the form of a row. */
export type Typed = Record<string, unknown>

/** Tables whose rows come with more than themselves: what makes one. @returns its id */
const makers: Record<string, (tx: Tx, row: never, now: number) => Promise<number>> = {
  users: addUser,
}

/** What follows from a change of a row, in its transaction. */
const followers: Record<string, (tx: Tx, before: Row, after: Row, now: number) => Promise<void>> = {
  users: followEdit,
}

/** Makes a row, and writes it down. @returns its id @throws AppError invalid, not_found */
export async function createRow(
  db: Database,
  administrator: Viewer,
  table: PanelTable,
  typed: Typed,
  now: number,
): Promise<string> {
  if (!table.create) throw notFound('page')
  const row = {
    ...readRowFields(table, table.create, typed),
    ...stampsOf(table, ['createdAt', 'updatedAt'], now),
  }
  return await explaining(row, () =>
    db.write(async tx => {
      const make = Object.hasOwn(makers, table.name) ? makers[table.name] : undefined
      const id = make ? String(await make(tx, row as never, now)) : await insertRow(tx, table, row)
      await auditRowChange(tx, administrator, 'row_created', table, id, { after: row }, now)
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
  const wanted = readRowFields(table, table.edit, typed)
  await explaining(wanted, () =>
    db.write(async tx => {
      const row = await findRow(tx, table, id)
      if (!row) throw notFound(table.singular)
      const changed = Object.keys(wanted).filter(name => !Bun.deepEquals(wanted[name], row[name]))
      if (changed.length === 0) return
      const after = pick(wanted, changed)
      await updateRow(tx, table, id, { ...after, ...stampsOf(table, ['updatedAt'], now) })
      if (Object.hasOwn(followers, table.name)) await followers[table.name]!(tx, row, after, now)
      await auditRowChange(
        tx,
        administrator,
        'row_edited',
        table,
        id,
        { before: pick(row, changed), after },
        now,
      )
    }),
  )
}

/** Columns of this moment, where the table has them. */
const stampsOf = ({ columns }: PanelTable, names: string[], now: number): Row =>
  Object.fromEntries(
    names.filter(name => columns.some(column => column.name === name)).map(name => [name, now]),
  )

/** Does some work; a value that another row has already becomes a fault of its field. */
async function explaining<T>(row: Row, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (breaksReference(error)) refuse({ '': 'A row that this one refers to does not exist.' })
    const rule = brokenUniqueRule(error)
    if (rule === undefined) throw error
    const column = Object.keys(row).find(name => rule.endsWith(`.${name}`)) ?? ''
    refuse({ [column]: 'Another row already has this value.' })
  }
}

const pick = (row: Row, names: string[]): Row => Object.fromEntries(names.map(name => [name, row[name]]))
