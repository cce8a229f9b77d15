import { Elysia } from 'elysia'
import { checkAdministration, checkAdministrationView } from '#src/accounts/permissions.ts'
import { auditRowView, isAboutPeople } from '#src/admin/auditRowView.ts'
import { bulkActionsOf } from '#src/admin/bulk.ts'
import { exportTable } from '#src/admin/exportTable.ts'
import { columnsIn, filtersOf, parseListQuery } from '#src/admin/listQuery.ts'
import { browseTable } from '#src/admin/listRows.ts'
import { getPanelTable, panelTables, titleOf } from '#src/admin/tables.ts'
import { AdminListPage } from '#views/admin/list.tsx'
import { paths } from '#views/paths.ts'
import type { Deps } from '../plugins/deps.ts'
import { download } from '../plugins/downloads.ts'
import { pages } from '../plugins/pages.ts'
import { byTable } from '../plugins/panelPath.ts'

/** For administrators: the rows of every table, generated from the schema; as a page and as CSV. */
export function adminListRoutes(deps: Deps) {
  const { db, now } = deps
  return new Elysia()
    .use(pages(deps))
    .get(
      paths.adminTable.pattern,
      async ({ html, frame, visit, params, request }) => {
        const administrator = await checkAdministrationView(db.read, visit.viewer, now())
        const table = getPanelTable(params.table)
        if (isAboutPeople(table)) await auditRowView(db, administrator, table.name, now())
        const query = new URL(request.url).searchParams
        const want = parseListQuery(table, query, now())
        const chosen = columnsIn(table, query)
        const { columns, figures, rows, ...found } = await browseTable(
          db.read,
          table,
          want,
          Number(query.get('page')) || 1,
          chosen,
        )
        const titled = ({ name }: { name: string }) => ({ name, title: titleOf(name) })
        return html(
          <AdminListPage
            frame={frame}
            tables={panelTables}
            table={table}
            {...found}
            columns={columns.map(titled)}
            figures={figures}
            allColumns={table.columns.map(titled)}
            rows={rows.map(({ values, ...row }) => ({ ...row, cells: values }))}
            filters={await filtersOf(db.read, table)}
            query={{ ...want, columns: chosen, page: found.page }}
            canCreate={Boolean(table.create)}
            actions={bulkActionsOf(table)}
          />,
        )
      },
      { params: byTable },
    )
    .get(
      paths.adminTableCsv.pattern,
      async ({ visit, params, request }) => {
        const administrator = await checkAdministration(db.read, visit.viewer, now())
        const table = getPanelTable(params.table)
        const query = new URL(request.url).searchParams
        const want = parseListQuery(table, query, now())
        const csv = await exportTable(db, administrator, table, want, now(), columnsIn(table, query))
        return download(csv, `${table.name}.csv`)
      },
      { params: byTable },
    )
}
