import type { Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { Form } from '../ui/form.tsx'
import { Icon, type IconName } from '../ui/icon.tsx'
import { formatCount } from '../ui/numbers.ts'
import { AdminFrame, type AdminTable } from './adminFrame.tsx'
import { type Cell, CellContent } from './cell.tsx'

export interface AdminRowProps {
  frame: Frame
  tables: AdminTable[]
  table: AdminTable
  row: { id: number | string; name: string; facts: { title: string; cell: Cell }[] }
  /** Rows elsewhere that point to this one. */
  related: { title: string; href: string; count: number }[]
  /** Buttons that do something with the row, such as retry or resend. */
  actions: { verb: string; icon?: IconName; action: string; dangerous?: boolean }[]
  /** A zip of files that belong to it. */
  archive?: string
  canEdit: boolean
  canDelete: boolean
}

/** One row with everything that belongs to it; deleting it is a page of its own that lists what goes with it. */
export function AdminRowPage({
  frame,
  tables,
  table,
  row,
  related,
  actions,
  archive,
  canEdit,
  canDelete,
}: AdminRowProps) {
  const crumbs = [{ text: table.title, href: paths.adminTable(table.name) }]
  return (
    <AdminFrame frame={frame} tables={tables} title={row.name} here={table.name} crumbs={crumbs}>
      <header class="page-header">
        <h1 safe>{row.name}</h1>
        <div class="actions">
          {canEdit ? (
            <a class="button" href={paths.adminRowEdit(table.name, row.id)}>
              <Icon name="pencil" />
              Edit
            </a>
          ) : (
            ''
          )}
          {actions.map(action => (
            <Form action={action.action} frame={frame} class="inline">
              <button type="submit" class={action.dangerous ? 'danger' : 'quiet'}>
                {action.icon ? <Icon name={action.icon} /> : ''}
                <span safe>{action.verb}</span>
              </button>
            </Form>
          ))}
          {archive ? (
            <a class="button quiet" href={archive} download="">
              <Icon name="file-archive" />
              Its files and log
            </a>
          ) : (
            ''
          )}
          {canDelete ? (
            <a class="button quiet" href={paths.adminRowDeletion(table.name, row.id)}>
              <Icon name="trash" />
              Delete
            </a>
          ) : (
            ''
          )}
        </div>
      </header>
      <Card id="row" title="Row">
        <dl class="facts">
          {row.facts.map(fact => (
            <div>
              <dt safe>{fact.title}</dt>
              <dd>
                <CellContent frame={frame} cell={fact.cell} />
              </dd>
            </div>
          ))}
        </dl>
      </Card>
      {related.length > 0 ? (
        <Card id="related" title="Belongs to it">
          <ul class="files">
            {related.map(link => (
              <li>
                <a href={link.href} safe>
                  {link.title}
                </a>
                <span class="help" safe>
                  {formatCount(link.count, 'row')}
                </span>
              </li>
            ))}
          </ul>
        </Card>
      ) : (
        ''
      )}
    </AdminFrame>
  )
}

interface DeletionProps {
  frame: Frame
  tables: AdminTable[]
  table: AdminTable
  row: { id: number | string; name: string }
  /** What goes with it, such as `3 studies`. */
  goesWithIt: string[]
}

export function AdminDeletionPage({ frame, tables, table, row, goesWithIt }: DeletionProps) {
  const crumbs = [
    { text: table.title, href: paths.adminTable(table.name) },
    { text: row.name, href: paths.adminRow(table.name, row.id) },
  ]
  return (
    <AdminFrame frame={frame} tables={tables} title={`Delete ${row.name}`} here={table.name} crumbs={crumbs}>
      <h1 safe>{`Delete ${row.name}?`}</h1>
      {goesWithIt.length > 0 ? (
        <>
          <p>This will go with it:</p>
          <ul>
            {goesWithIt.map(what => (
              <li safe>{what}</li>
            ))}
          </ul>
        </>
      ) : (
        <p>Nothing else goes with it.</p>
      )}
      <p>This cannot be undone. The audit log keeps what was deleted and by whom.</p>
      <Form action={paths.adminRowDeletion(table.name, row.id)} frame={frame}>
        <div class="actions">
          <button type="submit" class="danger solid">
            Delete
          </button>
          <a class="button quiet" href={paths.adminRow(table.name, row.id)}>
            Keep it
          </a>
        </div>
      </Form>
    </AdminFrame>
  )
}
