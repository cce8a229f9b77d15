import { Elysia, t } from 'elysia'
import { idOf, type Row } from '#db/rows.ts'
import { checkAdministration } from '#src/accounts/permissions.ts'
import { actOnRows, bulkActionsOf, deletion, selectRows } from '#src/admin/bulk.ts'
import { findCascade } from '#src/admin/cascade.ts'
import { removeRow } from '#src/admin/deleteRow.ts'
import { parseListQuery } from '#src/admin/listQuery.ts'
import { showRow } from '#src/admin/listRows.ts'
import { getPanelTable, type PanelTable, panelTables } from '#src/admin/tables.ts'
import { notFound } from '#src/errors.ts'
import { AdminDeletionPage, type Losses } from '#views/admin/deletion.tsx'
import { SelectionPage, SkippedPage } from '#views/admin/selection.tsx'
import { paths } from '#views/paths.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { formOf, maybe } from '../plugins/forms.ts'
import { pages, seeOther } from '../plugins/pages.ts'
import { byRow, byTable, rowId } from '../plugins/panelPath.ts'

const selection = formOf({
  which: t.Union([t.Literal('ticked'), t.Literal('found')]),
  action: t.String({ maxLength: 60 }),
  id: maybe(t.Union([rowId, t.Array(rowId, { maxItems: 1000 })])),
  confirmed: maybe(t.Literal('yes')),
})
/** So many of the rows that go along are named. */
const namesMax = 10

/** For administrators: deleting a row, and doing one thing with many; what cannot be taken back is asked first. */
export function adminSelectionRoutes(deps: Deps) {
  const { db, now } = deps

  async function lossesOf(table: PanelTable, rows: Row[]): Promise<Losses> {
    const { gone, emptied, bytes } = await findCascade(db.read, table, rows)
    return {
      bytes,
      emptied: emptied.map(each => ({ title: each.table.title, count: each.count })),
      gone: gone.map(each => ({
        title: each.table.title,
        count: each.rows.length,
        rows: each.rows.slice(0, namesMax).map(row => ({
          name: each.table.nameOf(row) || idOf(each.table, row),
          href: paths.adminRow(each.table.name, idOf(each.table, row)),
        })),
      })),
    }
  }

  return new Elysia()
    .use(pages(deps))
    .get(
      paths.adminRowDeletion.pattern,
      async ({ html, frame, visit, params: { table: of, id } }) => {
        await checkAdministration(db.read, visit.viewer, now())
        const table = getPanelTable(of)
        if (!table.canDelete) throw notFound('page')
        const { row, name } = await showRow(db.read, table, id, now())
        const losses = await lossesOf(table, [row])
        const page = { frame, tables: panelTables, table }
        return html(<AdminDeletionPage {...page} row={{ id, name }} losses={losses} />)
      },
      { params: byRow },
    )
    .post(
      paths.adminRowDeletion.pattern,
      async ({ visit, params, body }) => {
        checkCsrf(visit, body.csrf)
        const administrator = await checkAdministration(db.read, visit.viewer, now())
        await removeRow(deps, administrator, getPanelTable(params.table), params.id, now())
        visit.say('row_deleted')
        return seeOther(paths.adminTable(params.table))
      },
      { params: byRow, body: formOf({}) },
    )
    .post(
      paths.adminSelection.pattern,
      async ({ html, frame, visit, params, body, request }) => {
        checkCsrf(visit, body.csrf)
        const administrator = await checkAdministration(db.read, visit.viewer, now())
        const table = getPanelTable(params.table)
        const action = bulkActionsOf(table).find(({ name }) => name === body.action)
        if (!action) throw notFound('action')
        const found = parseListQuery(table, new URL(request.url).searchParams, now())
        const rows = await selectRows(db.read, table, body.which === 'found' ? found : [body.id ?? []].flat())
        const named = rows.map(row => ({
          id: idOf(table, row),
          name: table.nameOf(row) || idOf(table, row),
          row,
        }))
        const page = { frame, tables: panelTables, table }
        if (action.dangerous && !body.confirmed) {
          const losses = action === deletion ? await lossesOf(table, rows) : undefined
          return html(<SelectionPage {...page} action={action} rows={named} losses={losses} />)
        }
        const skipped = await actOnRows(deps, administrator, table, action.name, named, now())
        if (skipped.length > 0) {
          const why = skipped.map(({ row, why }) => ({ name: table.nameOf(row) || idOf(table, row), why }))
          return html(<SkippedPage {...page} done={rows.length - skipped.length} skipped={why} />)
        }
        visit.say('action_done')
        return seeOther(paths.adminTable(table.name))
      },
      { params: byTable, body: selection },
    )
}
