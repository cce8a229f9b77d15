import { existsSync } from 'node:fs'
import { Elysia, t } from 'elysia'
import type { Row } from '#db/rows.ts'
import { checkAdministration, checkAdministrationView } from '#src/accounts/permissions.ts'
import { auditRowView, isAboutPeople } from '#src/admin/auditRowView.ts'
import { showRow } from '#src/admin/listRows.ts'
import { actionsFor, getAction } from '#src/admin/rowActions.ts'
import { getPanelTable, type PanelTable, panelTables, titleOf } from '#src/admin/tables.ts'
import { AdminRowPage, type AdminRowProps } from '#views/admin/row.tsx'
import { paths } from '#views/paths.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { formOf } from '../plugins/forms.ts'
import { pages, seeOther } from '../plugins/pages.ts'
import { byRow } from '../plugins/panelPath.ts'

/** What may be done with a row, and where each button sends it. */
function buttonsOf({ name }: PanelTable, row: Row, id: string): AdminRowProps['actions'] {
  const buttons = actionsFor(name, row).map(action => ({
    ...action,
    action: paths.adminRowAction(name, id, action.name),
  }))
  const look = { verb: 'See the site as this person', action: paths.impersonation(id) }
  return name === 'users' && row.disabledAt === null ? [...buttons, look] : buttons
}

/** Pages about a row beside the row itself. @param isKept what an analysis left when it failed */
function linksOf({ name }: PanelTable, row: Row, isKept: boolean): AdminRowProps['links'] {
  const id = Number(row.id)
  const log = (href: string) => [{ text: 'Log', icon: 'file-text', href } as const]
  switch (name) {
    case 'users':
      return accessOf(id)
    case 'user_roles':
    case 'factors':
      return accessOf(Number(row.userId))
    case 'mails':
      return [{ text: 'Read it', icon: 'eye', href: paths.mailPreview(id) }]
    case 'jobs':
      return log(paths.logs({ id: `job ${id}` }))
    case 'analyses':
      return log(isKept ? paths.failedAnalysis(id) : paths.logs({ id: `analysis ${id}` }))
    case 'settings':
      return [{ text: 'Change it', icon: 'pencil', href: pageOf(String(row.key)) }]
    default:
      return []
  }
}

/** Settings are changed where they are explained and checked. */
const pageOfSetting: Record<string, () => string> = {
  banner: paths.maintenance,
  bannerEndsAt: paths.maintenance,
  access: paths.maintenance,
  queuePaused: paths.admin,
}
const pageOf = (setting: string) =>
  (Object.hasOwn(pageOfSetting, setting) ? pageOfSetting[setting]! : paths.registrationSettings)()

const accessOf = (userId: number): AdminRowProps['links'] => [
  { text: 'Roles and second factors', icon: 'shield', href: paths.userAccess(userId) },
]

/** For administrators: one row of any table, what belongs to it, and what may be done with it. */
export function adminRowRoutes(deps: Deps) {
  const { db, files, now } = deps

  return new Elysia()
    .use(pages(deps))
    .get(
      paths.adminRow.pattern,
      async ({ html, frame, visit, params: { table: of, id } }) => {
        const administrator = await checkAdministrationView(db.read, visit.viewer, now())
        const table = getPanelTable(of)
        const { row, name, facts, related } = await showRow(db.read, table, id, now())
        if (isAboutPeople(table)) await auditRowView(db, administrator, `${of}:${id}`, now())
        return html(
          <AdminRowPage
            frame={frame}
            tables={panelTables}
            table={table}
            row={{ id, name, facts }}
            related={related.map(({ table, column, count }) => ({
              title: column.name === 'userId' ? table.title : `${table.title} (${titleOf(column.name)})`,
              href: paths.adminTable(table.name, { [column.name]: id }),
              count,
            }))}
            actions={buttonsOf(table, row, id)}
            links={linksOf(table, row, existsSync(files.failed(Number(row.id))))}
            canEdit={Boolean(table.edit)}
            canDelete={table.canDelete?.(row) ?? false}
          />,
        )
      },
      { params: byRow },
    )
    .post(
      paths.adminRowAction.pattern,
      async ({ visit, params: { table: name, id, action }, body }) => {
        checkCsrf(visit, body.csrf)
        const administrator = await checkAdministration(db.read, visit.viewer, now())
        const table = getPanelTable(name)
        const { row } = await showRow(db.read, table, id, now())
        await getAction(table.name, row, action).run(deps, administrator, id, now())
        visit.say('action_done')
        return seeOther(paths.adminRow(name, id))
      },
      { params: t.Object({ ...byRow.properties, action: t.String({ maxLength: 60 }) }), body: formOf({}) },
    )
}
