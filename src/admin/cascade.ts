import type { Reader } from '#db/index.ts'
import { idOf, listRowsBy, type Row } from '#db/rows.ts'
import { type PanelTable, panelTables } from './tables.ts'

/** What a deletion takes along. */
export interface Cascade {
  /** Rows of other tables that go too, by table. */
  gone: { table: PanelTable; rows: Row[] }[]
  /** Rows that stay and no longer name what is deleted. */
  emptied: { table: PanelTable; count: number }[]
  /** Of files on disk that studies and analyses own, as their rows tell. */
  bytes: number
}

/** Follows the foreign keys from rows that are to be deleted to everything that goes with them. */
export async function findCascade(db: Reader, from: PanelTable, rows: Row[]): Promise<Cascade> {
  const gone = new Map<PanelTable, Map<string, Row>>([[from, byId(from, rows)]])
  const emptied = new Map<PanelTable, number>()
  const queue = [{ table: from, rows }]
  for (let next = queue.shift(); next; next = queue.shift()) {
    const keys = next.rows.map(row => row[next.table.key[0]!.name])
    for (const table of panelTables)
      for (const column of table.columns.filter(each => each.refersTo?.table === next.table.name)) {
        const found = await listRowsBy(db, table, column, keys)
        if (column.refersTo!.onDelete === 'set null') {
          emptied.set(table, (emptied.get(table) ?? 0) + found.length)
          continue
        }
        const known = gone.get(table) ?? new Map<string, Row>()
        const fresh = found.filter(row => !known.has(idOf(table, row)))
        for (const row of fresh) known.set(idOf(table, row), row)
        gone.set(table, known)
        if (fresh.length > 0) queue.push({ table, rows: fresh })
      }
  }
  const all = [...gone].map(([table, found]) => ({ table, rows: [...found.values()] }))
  return {
    gone: all.filter(({ table, rows }) => table !== from && rows.length > 0),
    emptied: [...emptied].map(([table, count]) => ({ table, count })).filter(({ count }) => count > 0),
    bytes: all.flatMap(each => each.rows).reduce((sum, row) => sum + bytesOf(row), 0),
  }
}

const byId = (table: PanelTable, rows: Row[]) => new Map(rows.map(row => [idOf(table, row), row]))

const bytesOf = (row: Row) => Number(row.bytes ?? row.outputBytes ?? 0)
