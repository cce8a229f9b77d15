import type { Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import type { Crumb } from '../ui/breadcrumbs.tsx'
import { formatNumber } from '../ui/numbers.ts'
import { SavedFiles, type SavedHref } from './savedFiles.tsx'

/** Numbers are shown rounded and saved whole. */
export interface DataTable {
  head: string[]
  rows: (string | number)[][]
}

interface BehindProps {
  title: string
  table: () => DataTable
  /** Where the table is a page of its own: static/figures.js fetches it when it is opened; without a script it is a link. */
  href?: string
}

/** The data behind a chart, folded. */
export function DataBehind({ title, table, href }: BehindProps) {
  const summary = <summary aria-label={`Data table of ${title}`}>Data table</summary>
  if (!href)
    return (
      <details class="data">
        {summary}
        <TableOf title={title} table={table()} />
      </details>
    )
  return (
    <details class="data">
      {summary}
      <a href={href}>Open the table</a>
    </details>
  )
}

interface PageProps {
  frame: Frame
  crumbs: Crumb[]
  title: string
  table: DataTable
  /** The chart as a drawing, and the same numbers, whole. */
  saved: SavedHref
}

/** The data behind a chart as a page of its own. */
export function DataTablePage({ frame, crumbs, title, table, saved }: PageProps) {
  return (
    <Layout title={title} frame={frame} crumbs={crumbs}>
      <header class="page-header">
        <h1 safe>{title}</h1>
        <div class="actions">
          <SavedFiles saved={saved} />
        </div>
      </header>
      <TableOf title={title} table={table} />
    </Layout>
  )
}

/** Words begin at the left, numbers end at the right. */
const nameClass = (value: unknown) => (typeof value === 'string' ? 'name' : undefined)

function TableOf({ title, table }: { title: string; table: DataTable }) {
  return (
    <section class="table-wrap data-table" tabindex="0" aria-label={`Data of ${title}`}>
      <table>
        <thead>
          <tr>
            {table.head.map((text, column) => (
              <th scope="col" class={nameClass(table.rows[0]?.[column])} safe>
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map(row => (
            <tr>
              {row.map(value => (
                <td class={nameClass(value)} safe>
                  {typeof value === 'number' ? formatNumber(value, 4) : value}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
