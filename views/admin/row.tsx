import type { Value } from '#src/admin/listRows.ts'
import type { Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { ConfirmForm, Form } from '../ui/form.tsx'
import { Icon, type IconName } from '../ui/icon.tsx'
import { formatCount } from '../ui/numbers.ts'
import { AdminFrame, type AdminTable } from './adminFrame.tsx'
import { CellContent } from './cell.tsx'

interface RowAction {
  verb: string
  action: string
  dangerous?: boolean
}

export interface AdminRowProps {
  frame: Frame
  tables: AdminTable[]
  table: AdminTable
  row: { id: number | string; name: string; facts: { title: string; value: Value }[] }
  /** Rows elsewhere that point to this one. */
  related: { title: string; href: string; count: number }[]
  /** Buttons that do something with the row, such as retry or resend. */
  actions: RowAction[]
  /** Pages about it. */
  links: { text: string; icon: IconName; href: string }[]
  canEdit: boolean
  canDelete: boolean
}

/** One row with everything that belongs to it, and what may be done with it. */
export function AdminRowPage({
  frame,
  tables,
  table,
  row,
  related,
  actions,
  links,
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
          {links.map(link => (
            <a class="button quiet" href={link.href}>
              <Icon name={link.icon} />
              <span safe>{link.text}</span>
            </a>
          ))}
          {actions.map(action => (
            <ActionButton {...action} frame={frame} />
          ))}
          {canDelete ? (
            <a class="button danger" href={paths.adminRowDeletion(table.name, row.id)}>
              <Icon name="trash" />
              Delete
            </a>
          ) : (
            ''
          )}
        </div>
      </header>
      <Card id="row" title={capital(table.singular)}>
        <dl class="facts">
          {row.facts.map(fact => (
            <div>
              <dt safe>{fact.title}</dt>
              <dd>
                <CellContent frame={frame} cell={fact.value} whole />
              </dd>
            </div>
          ))}
        </dl>
      </Card>
      {related.length > 0 ? (
        <Card id="related" title="Related rows">
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

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)

function ActionButton({ frame, verb, action, dangerous }: RowAction & { frame: Frame }) {
  if (dangerous) {
    const id = `ask-${action.split('/').at(-1)}`
    return (
      <ConfirmForm
        id={id}
        action={action}
        frame={frame}
        verb={verb}
        decline="Go back"
        question={`${verb}?`}
      />
    )
  }
  return (
    <Form action={action} frame={frame} class="inline">
      <button type="submit" class="quiet" safe>
        {verb}
      </button>
    </Form>
  )
}
