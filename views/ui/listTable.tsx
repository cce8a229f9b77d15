export interface ListColumn<Row> {
  title: string
  isNumber?: boolean
  /** What the rows are sorted by, where that is not what is shown. */
  sortKey?: (row: Row) => string
  show: (row: Row) => JSX.Element
}

interface ListTableProps<Row> {
  rows: Row[]
  href: (row: Row) => string
  columns: ListColumn<Row>[]
  actions: (row: Row) => JSX.Element
}

/** A list of things with names: a click on a heading sorts it, and on a phone each row becomes a small card. */
export function ListTable<Row extends { name: string }>(props: ListTableProps<Row>) {
  const { rows, href, columns, actions } = props
  return (
    <div class="table-wrap">
      <table class="stack" data-sortable>
        <thead>
          <tr>
            <th scope="col">Name</th>
            {columns.map(({ title, isNumber }) => (
              <th scope="col" class={isNumber ? 'number' : undefined} safe>
                {title}
              </th>
            ))}
            <th scope="col">
              <span class="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr>
              <th scope="row">
                <a href={href(row)} safe>
                  {row.name}
                </a>
              </th>
              {columns.map(({ title, isNumber, sortKey, show }) => (
                <td class={isNumber ? 'number' : undefined} data-label={title} data-sort={sortKey?.(row)}>
                  {show(row)}
                </td>
              ))}
              <td class="row-actions">{actions(row)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
