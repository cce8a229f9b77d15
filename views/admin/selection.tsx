import type { Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Form } from '../ui/form.tsx'
import { formatCount } from '../ui/numbers.ts'
import { typographic } from '../ui/symbols.ts'
import { AdminFrame, type AdminTable } from './adminFrame.tsx'
import { type Losses, LossList } from './deletion.tsx'

interface SelectionProps {
  frame: Frame
  tables: AdminTable[]
  table: AdminTable
  action: { name: string; verb: string }
  rows: { id: string; name: string }[]
  /** Where rows are deleted. */
  losses?: Losses
}

/** Asks before something is done with several rows that cannot be taken back. */
export function SelectionPage({ frame, tables, table, action, rows, losses }: SelectionProps) {
  const crumbs = [{ text: table.title, href: paths.adminTable(table.name) }]
  const count = formatCount(rows.length, table.singular, table.title.toLowerCase())
  const [title, verb] = action.verb.includes(' ')
    ? [`${action.verb}: ${count}`, action.verb]
    : [`${action.verb} ${count}`, `${action.verb} ${count}`]
  return (
    <AdminFrame frame={frame} tables={tables} title={title} here={table.name} crumbs={crumbs}>
      <h1 safe>{`${title}?`}</h1>
      <ul>
        {rows.slice(0, 20).map(row => (
          <li>
            <a href={paths.adminRow(table.name, row.id)} safe>
              {row.name}
            </a>
          </li>
        ))}
        {rows.length > 20 ? <li safe>{`and ${rows.length - 20} more`}</li> : ''}
      </ul>
      {losses ? <LossList losses={losses} /> : ''}
      <Form action={paths.adminSelection(table.name)} frame={frame}>
        <input type="hidden" name="confirmed" value="yes" />
        <input type="hidden" name="which" value="ticked" />
        <input type="hidden" name="action" value={action.name} />
        {rows.map(row => (
          <input type="hidden" name="id" value={row.id} />
        ))}
        <div class="actions">
          <button type="submit" class="danger solid" safe>
            {verb}
          </button>
          <a class="button quiet" href={paths.adminTable(table.name)}>
            Cancel
          </a>
        </div>
      </Form>
    </AdminFrame>
  )
}

interface SkippedProps {
  frame: Frame
  tables: AdminTable[]
  table: AdminTable
  done: number
  skipped: { name: string; why: string }[]
}

/** What was not done with several rows, and why; the rest was. */
export function SkippedPage({ frame, tables, table, done, skipped }: SkippedProps) {
  const crumbs = [{ text: table.title, href: paths.adminTable(table.name) }]
  const title = `${formatCount(done, 'row')} done, ${skipped.length} skipped`
  return (
    <AdminFrame frame={frame} tables={tables} title={title} here={table.name} crumbs={crumbs}>
      <h1 safe>{title}</h1>
      <ul>
        {skipped.map(({ name, why }) => (
          <li>
            <strong safe>{name}</strong>: <span safe>{typographic(why)}</span>
          </li>
        ))}
      </ul>
      <a class="button" href={paths.adminTable(table.name)}>
        Back to the list
      </a>
    </AdminFrame>
  )
}
