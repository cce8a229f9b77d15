import type { Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Form } from '../ui/form.tsx'
import { formatBytes, formatCount } from '../ui/numbers.ts'
import { AdminFrame, type AdminTable } from './adminFrame.tsx'

/** What a deletion takes along. */
export interface Losses {
  /** By table; the names are the first few. */
  gone: { title: string; count: number; rows: { name: string; href: string }[] }[]
  /** Rows that stay and lose their link, by table. */
  emptied: { title: string; count: number }[]
  /** Of files on disk. */
  bytes: number
}

interface DeletionProps {
  frame: Frame
  tables: AdminTable[]
  table: AdminTable
  row: { id: number | string; name: string }
  losses: Losses
}

/** Asks before a row is deleted, and lists first what goes with it. */
export function AdminDeletionPage({ frame, tables, table, row, losses }: DeletionProps) {
  const crumbs = [
    { text: table.title, href: paths.adminTable(table.name) },
    { text: row.name, href: paths.adminRow(table.name, row.id) },
  ]
  return (
    <AdminFrame frame={frame} tables={tables} title={`Delete ${row.name}`} here={table.name} crumbs={crumbs}>
      <h1 safe>{`Delete ${row.name}?`}</h1>
      <LossList losses={losses} />
      <Form action={paths.adminRowDeletion(table.name, row.id)} frame={frame}>
        <div class="actions">
          <button type="submit" class="danger solid" safe>
            {`Delete the ${table.singular}`}
          </button>
          <a class="button quiet" href={paths.adminRow(table.name, row.id)}>
            Cancel
          </a>
        </div>
      </Form>
    </AdminFrame>
  )
}

export function LossList({ losses: { gone, emptied, bytes } }: { losses: Losses }) {
  return (
    <>
      {gone.length > 0 || bytes > 0 ? (
        <>
          <p>This is deleted as well:</p>
          <ul>
            {bytes > 0 ? <li safe>{`Files: ${formatBytes(bytes)}`}</li> : ''}
            {gone.map(each => (
              <li>
                <span safe>{`${each.title}: ${each.count}`}</span>
                <NamedRows {...each} />
              </li>
            ))}
          </ul>
        </>
      ) : (
        <p>Nothing else is deleted.</p>
      )}
      {emptied.map(({ title, count }) => (
        <p safe>{`${title}: ${formatCount(count, 'row')} kept, with the link removed.`}</p>
      ))}
      <p>This cannot be undone. The audit log records the deletion and who did it.</p>
    </>
  )
}

function NamedRows({ rows, count }: Losses['gone'][number]) {
  return (
    <>
      {rows.map((row, index) => (
        <>
          {index === 0 ? ' (' : ', '}
          <a href={row.href} safe>
            {row.name}
          </a>
        </>
      ))}
      {rows.length < count ? ' and more' : ''}
      {rows.length > 0 ? ')' : ''}
    </>
  )
}
