import { appendAudit } from '#db/audit.ts'
import type { Database } from '#db/index.ts'
import { findMatches, type ListQuery, listRowsAfter, type Row } from '#db/rows.ts'
import type { Column } from '#db/tables.ts'
import { giveTurn } from '#db/turns.ts'
import type { Viewer } from '../accounts/sessions.ts'
import { csvLine } from '../csv.ts'
import { findFigures, type Value } from './listRows.ts'
import type { PanelTable } from './tables.ts'

const rowsAtATime = 250

/**
 * The rows of a table as CSV in the order of their keys, secret columns never; who took them is written down.
 * @param names the columns
 */
export async function exportTable(
  db: Database,
  administrator: Viewer,
  table: PanelTable,
  wanted: ListQuery,
  now: number,
  names: string[] = table.columns.map(({ name }) => name),
): Promise<ReadableStream<Uint8Array>> {
  const columns = table.columns.filter(({ name }) => names.includes(name))
  await db.write(tx =>
    appendAudit(tx, { at: now, actorId: administrator.id, action: 'table_exported', subject: table.name }),
  )
  const figureTitles = (table.figures ?? []).map(({ title }) => title.toLowerCase())
  const query = await findMatches(db.read, table, wanted)
  let last: Row | undefined
  const encoder = new TextEncoder()
  return new ReadableStream({
    start: controller => {
      const titles = [...columns.map(({ name }) => name), ...figureTitles]
      controller.enqueue(encoder.encode(`${csvLine(titles)}\r\n`))
    },
    async pull(controller) {
      await giveTurn()
      const rows = await listRowsAfter(db.read, table, query, rowsAtATime, last)
      last = rows.at(-1)
      const figures = figureTitles.length > 0 ? await findFigures(db.read, table, rows, now) : []
      const lines = rows.map((row, index) => {
        const beside = (figures[index] ?? []).map(value =>
          'text' in value ? value.text : writeNumber(value),
        )
        return `${csvLine([...columns.map(column => textOf(column, row)), ...beside])}\r\n`
      })
      controller.enqueue(encoder.encode(lines.join('')))
      if (rows.length < rowsAtATime) controller.close()
    },
  })
}

const writeNumber = (value: Value) => ('value' in value ? String(value.value) : '')

function textOf({ name, kind }: Column, row: Row): string {
  const value = row[name]
  if (value === null || value === undefined) return ''
  if (kind === 'time') return new Date(Number(value)).toISOString()
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
