import { paths } from '../paths.ts'
import { Form } from '../ui/form.tsx'
import { formatCount } from '../ui/numbers.ts'
import { CellContent } from './cell.tsx'
import { type AdminListProps, type ListQuery, queryFacts } from './listQuery.ts'

/** The table itself: headings that sort, cells that link, boxes to tick for what is done with several rows at once. */
export function TableRows(props: AdminListProps) {
  const { frame, table, columns, figures = [], rows, query, actions } = props
  const titles = [...columns.map(({ title }) => title), ...figures]
  const canTick = actions.length > 0
  const list = (
    <div class="table-wrap">
      <table class="stack">
        <thead>
          <tr>
            {canTick ? (
              <td class="tick">
                <input type="checkbox" data-tick-all hidden aria-label="Select all rows of this page" />
              </td>
            ) : (
              ''
            )}
            {columns.map((column, place) => (
              <th scope="col" class={numberIn(rows, place)} aria-sort={sortOf(column.name, query)}>
                <a class="plain" href={sortedBy(table.name, column.name, query)} safe>
                  {column.title}
                </a>
              </th>
            ))}
            {figures.map((title, place) => (
              <th scope="col" class={numberIn(rows, columns.length + place)} safe>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr>
              {canTick ? (
                <td class="tick">
                  <input type="checkbox" name="id" value={String(row.id)} aria-label={`Select ${row.name}`} />
                </td>
              ) : (
                ''
              )}
              {row.cells.map((cell, place) =>
                place === 0 ? (
                  <th scope="row">
                    <a href={paths.adminRow(table.name, row.id)}>
                      <CellContent frame={frame} cell={cell} plain />
                    </a>
                  </th>
                ) : (
                  <td class={numberIn(rows, place)} data-label={titles[place]}>
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
  if (!canTick) return list
  return (
    <Form action={paths.adminSelection(table.name, queryFacts(query))} frame={frame} class="selection">
      <Selection {...props} />
      {list}
    </Form>
  )
}

/** Numbers of a column stand below one another. */
const numberIn = (rows: AdminListProps['rows'], place: number) =>
  rows.some(({ cells }) => ['number', 'bytes'].includes(cells[place]!.kind)) ? 'number' : undefined

/** What to do, with which rows. */
function Selection({ actions, rows, total }: AdminListProps) {
  return (
    <div class="filters">
      <div>
        <label for="which">With</label>
        <select id="which" name="which">
          <option value="ticked">the ticked rows</option>
          {total > rows.length ? (
            <option value="found" safe>
              {`all ${formatCount(total, 'row')} found`}
            </option>
          ) : (
            ''
          )}
        </select>
      </div>
      <div>
        <label for="action">Do</label>
        <select id="action" name="action">
          {actions.map(({ name, verb }) => (
            <option value={name} safe>
              {verb}
            </option>
          ))}
        </select>
      </div>
      <button type="submit" class="quiet">
        Apply
      </button>
      <span class="help" role="status" data-ticked></span>
    </div>
  )
}

function sortOf(column: string, { sort, descending }: ListQuery) {
  if (column !== sort) return undefined
  return descending ? 'descending' : 'ascending'
}

function sortedBy(table: string, column: string, query: ListQuery): string {
  const descending = query.sort === column && !query.descending
  return paths.adminTable(table, queryFacts({ ...query, sort: column, descending }))
}
