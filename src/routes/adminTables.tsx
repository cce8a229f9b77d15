import { Elysia, t } from 'elysia'
import type { Want } from '#db/rows.ts'
import { checkAdministration } from '#src/accounts/permissions.ts'
import { actionsFor, getAction } from '#src/admin/act.ts'
import { browse, showRow, type Value } from '#src/admin/browse.ts'
import { exportTable } from '#src/admin/exportTable.ts'
import { getPanelTable, type PanelTable, panelTables, titleOf } from '#src/admin/tables.ts'
import type { Cell } from '#views/admin/cell.tsx'
import { AdminListPage } from '#views/admin/list.tsx'
import { AdminRowPage } from '#views/admin/row.tsx'
import { paths } from '#views/paths.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { download } from '../plugins/downloads.ts'
import { formOf } from '../plugins/forms.ts'
import { pages, seeOther } from '../plugins/pages.ts'

const byTable = t.Object({ table: t.String({ maxLength: 60 }) })
const byRow = t.Object({ table: t.String({ maxLength: 60 }), id: t.String({ maxLength: 300 }) })

/** For administrators: the rows of every table, generated from the schema. */
export function adminTableRoutes(deps: Deps) {
  const { db, now } = deps
  return new Elysia()
    .use(pages(deps))
    .get(
      '/admin/tables/:table',
      async ({ html, frame, visit, params, query }) => {
        await checkAdministration(db.read, visit.viewer, now())
        const table = getPanelTable(params.table)
        const want = wantOf(table, query)
        const { columns, rows, ...found } = await browse(db.read, table, want, Number(query.page) || 1)
        const facts = {
          columns: columns.map(({ name }) => ({ name, title: titleOf(name), sortable: true })),
          rows: rows.map(({ id, values }) => ({ id, cells: values.map(cellOf) })),
          filters: filtersOf(table),
          query: { ...want, page: found.page },
        }
        return html(
          <AdminListPage
            frame={frame}
            tables={panelTables}
            table={table}
            {...found}
            {...facts}
            canCreate={Boolean(table.create)}
          />,
        )
      },
      { params: byTable },
    )
    .get(
      '/admin/tables/:table/export.csv',
      async ({ visit, params, query }) => {
        const administrator = await checkAdministration(db.read, visit.viewer, now())
        const table = getPanelTable(params.table)
        const csv = await exportTable(db, administrator, table, wantOf(table, query), now())
        return download(csv, `${table.name}.csv`)
      },
      { params: byTable },
    )
    .get(
      '/admin/tables/:table/:id',
      async ({ html, frame, visit, params }) => {
        await checkAdministration(db.read, visit.viewer, now())
        const table = getPanelTable(params.table)
        const { row: found, name, facts, related } = await showRow(db.read, table, params.id)
        const row = {
          id: params.id,
          name,
          facts: facts.map(({ title, value }) => ({ title, cell: cellOf(value) })),
        }
        const actions = actionsFor(table.name, found).map(({ name, ...action }) => ({
          ...action,
          action: paths.adminRowAction(table.name, params.id, name),
        }))
        const hasFailed = table.name === 'analyses' && found.state === 'failed'
        const kept = hasFailed ? await deps.files.list(deps.files.failed(Number(params.id))) : []
        const links = related.map(({ table, column, count }) => ({
          title: column.name === 'userId' ? table.title : `${table.title} (${titleOf(column.name)})`,
          href: paths.adminTable(table.name, { [column.name]: params.id }),
          count,
        }))
        return html(
          <AdminRowPage
            frame={frame}
            tables={panelTables}
            table={table}
            row={row}
            related={links}
            actions={actions}
            archive={kept.length > 0 ? paths.failedFiles(params.id) : undefined}
            canEdit={Boolean(table.edit)}
            canDelete={Boolean(table.canDelete)}
          />,
        )
      },
      { params: byRow },
    )
    .post(
      '/admin/tables/:table/:id/actions/:action',
      async ({ visit, params: { table: name, id, action }, body }) => {
        checkCsrf(visit.csrf, body.csrf)
        const administrator = await checkAdministration(db.read, visit.viewer, now())
        const table = getPanelTable(name)
        const { row } = await showRow(db.read, table, id)
        await getAction(table.name, row, action).run(db, administrator, id, now())
        visit.say('action_done')
        return seeOther(paths.adminRow(name, id))
      },
      { params: t.Object({ ...byRow.properties, action: t.String({ maxLength: 60 }) }), body: formOf({}) },
    )
}

/** What the address asks for; names that are no columns of the table are not looked at. */
function wantOf(table: PanelTable, query: Record<string, string | undefined>): Want {
  const filters = table.columns.flatMap(({ name }) => (query[name] ? [[name, query[name]]] : []))
  const isColumn = table.columns.some(({ name }) => name === query.sort)
  return {
    search: (query.search ?? '').trim().slice(0, 100),
    filters: Object.fromEntries(filters),
    sort: isColumn ? query.sort! : table.key[0]!.name,
    descending: isColumn ? query.descending === 'on' : table.key[0]!.kind === 'number',
  }
}

function filtersOf(table: PanelTable) {
  return table.columns
    .filter(({ kind }) => kind === 'choice' || kind === 'flag')
    .map(({ name, kind, options }) => ({
      name,
      title: titleOf(name),
      options: (kind === 'flag' ? ['yes', 'no'] : options).map(value => ({ value, text: value })),
    }))
}

function cellOf(value: Value): Cell {
  if (value.kind === 'link')
    return { kind: 'text', text: value.text, href: paths.adminRow(value.table, value.id) }
  return value.kind === 'time' ? { kind: 'time', at: new Date(value.at) } : value
}
