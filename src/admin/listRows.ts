import type { Reader } from '#db/index.ts'
import {
  countRows,
  findMatches,
  findRow,
  idOf,
  type ListQuery,
  listRows,
  listRowsBy,
  type Row,
} from '#db/rows.ts'
import type { Column } from '#db/tables.ts'
import { notFound } from '../errors.ts'
import { findPanelTable, type PanelTable, panelTables, titleOf, titleOfPart } from './tables.ts'

/** What stands in one column of one row. */
export type Value =
  | { kind: 'text'; text: string }
  | { kind: 'link'; text: string; table: string; id: string }
  | { kind: 'number' | 'bytes'; value: number }
  | { kind: 'time'; at: number }
  | { kind: 'flag'; is: boolean }
  | { kind: 'state'; state: string }
  | { kind: 'parts'; parts: { title: string; value: Value }[] }
  | { kind: 'data'; json: string }
  | { kind: 'none' }

const rowsPerPage = 50

/** One page of a table's list, with the names of the rows that it links to. @param shownColumns those of its own list */
export async function browseTable(
  db: Reader,
  table: PanelTable,
  wanted: ListQuery,
  page: number,
  shownColumns: string[] = table.list,
) {
  const query = await findMatches(db, table, wanted)
  const total = await countRows(db, table, query)
  const pages = Math.max(1, Math.ceil(total / rowsPerPage))
  const here = Math.min(Math.max(1, page), pages)
  const rows = await listRows(db, table, query, rowsPerPage, (here - 1) * rowsPerPage)
  const columns = shownColumns.map(name => table.columns.find(column => column.name === name)!)
  const nameOf = await namesFor(db, columns, rows)
  const figures = await findFigures(db, table, rows, query.now)
  return {
    total,
    pages,
    page: here,
    columns,
    figures: (table.figures ?? []).map(({ title }) => title),
    rows: rows.map((row, index) => ({
      id: idOf(table, row),
      name: table.nameOf(row) || idOf(table, row),
      values: [...columns.map(column => shown(column, row[column.name], nameOf)), ...figures[index]!],
    })),
  }
}

/** What stands beside the columns of each row. */
export async function findFigures(
  db: Reader,
  { figures = [] }: PanelTable,
  rows: Row[],
  now: number,
): Promise<Value[][]> {
  const ids = rows.map(row => Number(row.id))
  const found = ids.length > 0 ? await Promise.all(figures.map(({ find }) => find(db, ids, now))) : []
  return ids.map(id => found.map(values => values.get(id) ?? { kind: 'none' }))
}

/** A whole row, and how many rows of other tables point to it. @throws AppError not_found */
export async function showRow(db: Reader, table: PanelTable, id: string, now: number) {
  const row = await findRow(db, table, id)
  if (!row) throw notFound(table.singular)
  const nameOf = await namesFor(db, table.columns, [row])
  const facts = table.columns.map(column => ({
    title: titleOf(column.name),
    value: shown(column, row[column.name], nameOf),
  }))
  const [figures] = await findFigures(db, table, [row], now)
  for (const [index, { title }] of (table.figures ?? []).entries())
    facts.push({ title, value: figures![index]! })
  return { row, name: table.nameOf(row) || id, facts, related: await listRelated(db, table, id) }
}

/** Tables with rows that point to this one, and the column that does. */
async function listRelated(db: Reader, { name }: PanelTable, id: string) {
  const related: { table: PanelTable; column: Column; count: number }[] = []
  for (const table of panelTables)
    for (const column of table.columns.filter(each => each.refersTo?.table === name)) {
      const query = { search: '', filters: { [column.name]: id }, sort: '', descending: false, now: 0 }
      related.push({ table, column, count: await countRows(db, table, query) })
    }
  return related
}

type NameOf = (table: string, key: unknown) => string

/** Looks up what the rows are called that these rows point to: one query for each table. */
async function namesFor(db: Reader, columns: Column[], rows: Row[]): Promise<NameOf> {
  const names = new Map<string, string>()
  for (const { name, refersTo } of columns) {
    const table = refersTo && findPanelTable(refersTo.table)
    if (!table) continue
    const keys = [...new Set(rows.map(row => row[name]))].filter(key => key !== null)
    for (const row of await listRowsBy(db, table, table.key[0]!, keys))
      names.set(`${table.name}/${idOf(table, row)}`, table.nameOf(row))
  }
  return (table, key) => names.get(`${table}/${key}`) || String(key)
}

function shown({ name, kind, refersTo }: Column, value: unknown, nameOf: NameOf): Value {
  if (value === null || value === '') return { kind: 'none' }
  if (refersTo)
    return { kind: 'link', text: nameOf(refersTo.table, value), table: refersTo.table, id: String(value) }
  if (kind === 'time') return { kind, at: Number(value) }
  if (kind === 'number') return { kind: /bytes$/i.test(name) ? 'bytes' : kind, value: Number(value) }
  if (kind === 'choice' && name === 'state') return { kind: 'state', state: String(value) }
  if (kind === 'flag') return { kind, is: Boolean(value) }
  if (kind === 'data') return shownData(value)
  return { kind: 'text', text: String(value) }
}

/** More are read more easily one below the other, as JSON. */
const partsMax = 8

/** A value from a column of JSON in words, where it is a single one or a few with names. */
function shownData(value: unknown): Value {
  if (typeof value === 'string') return { kind: 'text', text: value }
  if (typeof value === 'number') return { kind: 'number', value }
  if (typeof value === 'boolean') return { kind: 'flag', is: value }
  const parts = Object.entries(value as object).filter(([, part]) => part !== null)
  if (Array.isArray(value) || parts.length > partsMax || parts.some(([, part]) => typeof part === 'object'))
    return { kind: 'data', json: JSON.stringify(value) }
  if (parts.length === 0) return { kind: 'none' }
  const shownPart = ([name, part]: [string, unknown]): Value =>
    /bytes(max)?$/i.test(name) && typeof part === 'number' ? { kind: 'bytes', value: part } : shownData(part)
  return {
    kind: 'parts',
    parts: parts.map(each => ({ title: titleOfPart(each[0]), value: shownPart(each) })),
  }
}
