import { paths } from '../paths.ts'
import { type Cell, CellContent } from './cell.tsx'
import type { AdminListProps, ListQuery } from './list.tsx'

/** The table itself: headings that sort, cells that link. */
export function Rows({ frame, table, columns, rows, query }: AdminListProps) {
  return (
    <div class="table-wrap">
      <table class="stack">
        <thead>
          <tr>
            {columns.map(column => (
              <th scope="col" aria-sort={sortOf(column.name, query)}>
                {column.sortable ? (
                  <a class="plain" href={sortedBy(table.name, column.name, query)} safe>
                    {column.title}
                  </a>
                ) : (
                  <span safe>{column.title}</span>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr>
              {row.cells.map((cell, place) =>
                place === 0 ? (
                  <th scope="row">
                    <a href={paths.adminRow(table.name, row.id)}>
                      <CellContent frame={frame} cell={withoutLink(cell)} />
                    </a>
                  </th>
                ) : (
                  <td data-label={columns[place]!.title}>
                    <CellContent frame={frame} cell={cell} />
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const withoutLink = (cell: Cell): Cell => (cell.kind === 'text' ? { kind: 'text', text: cell.text } : cell)

function sortOf(column: string, { sort, descending }: ListQuery) {
  if (column !== sort) return undefined
  return descending ? 'descending' : 'ascending'
}

/** A query as the facts of its address, without what is at its default. */
export const factsOf = ({ search, sort, descending, filters }: ListQuery) => ({
  ...filters,
  search: search || undefined,
  sort,
  descending: descending ? 'on' : undefined,
})

function sortedBy(table: string, column: string, query: ListQuery): string {
  const descending = query.sort === column && !query.descending
  return paths.adminTable(table, factsOf({ ...query, sort: column, descending }))
}
