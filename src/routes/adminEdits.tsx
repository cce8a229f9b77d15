import { Elysia, t } from 'elysia'
import { checkAdministration } from '#src/accounts/permissions.ts'
import { createRow, editRow } from '#src/admin/editRow.ts'
import { rowFieldsOf, valuesOf } from '#src/admin/fields.ts'
import { showRow } from '#src/admin/listRows.ts'
import { getPanelTable, panelTables } from '#src/admin/tables.ts'
import { notFound } from '#src/errors.ts'
import { AdminFormPage } from '#views/admin/form.tsx'
import { blankForm, type FormState, type Frame } from '#views/frame.ts'
import { paths } from '#views/paths.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { formOf } from '../plugins/forms.ts'
import { faultsIn, pages, seeOther } from '../plugins/pages.ts'
import { byRow, byTable } from '../plugins/panelPath.ts'

/** Which fields there are depends on the table: the rule reads those it knows and no other. */
const anyForm = t.Object(formOf({}).properties, { additionalProperties: t.String({ maxLength: 4000 }) })

/** For administrators: making and changing rows, in the forms that the descriptions tell. */
export function adminEditRoutes(deps: Deps) {
  const { db, now, config } = deps
  const { studiesMax, analysesMax, runningPerUserMax, slots, uploadBytesMax, storageBytesMax } = config
  const runningMax = Math.min(runningPerUserMax, slots)
  const siteLimits = { studiesMax, analysesMax, runningMax, uploadBytesMax, storageBytesMax }

  async function newPage(frame: Frame, name: string, form: FormState) {
    const table = getPanelTable(name)
    if (!table.create) throw notFound('page')
    const fields = await rowFieldsOf(db.read, table, table.create)
    return <AdminFormPage frame={frame} tables={panelTables} table={table} fields={fields} form={form} />
  }

  async function editPage(frame: Frame, name: string, id: string, form?: FormState) {
    const table = getPanelTable(name)
    if (!table.edit) throw notFound('page')
    const found = await showRow(db.read, table, id, now())
    const values = valuesOf(table, table.edit, found.row)
    const facts = {
      row: { id, name: found.name },
      fields: await rowFieldsOf(db.read, table, table.edit, siteLimits),
    }
    return (
      <AdminFormPage
        frame={frame}
        tables={panelTables}
        table={table}
        {...facts}
        form={form ?? { values, errors: {} }}
      />
    )
  }

  return new Elysia()
    .use(pages(deps))
    .get(
      paths.newAdminRow.pattern,
      async ({ html, frame, visit, params }) => {
        await checkAdministration(db.read, visit.viewer, now())
        return html(await newPage(frame, params.table, blankForm))
      },
      { params: byTable },
    )
    .post(
      paths.newAdminRow.pattern,
      async ({ html, frame, visit, params, body, request, set }) => {
        checkCsrf(visit, body.csrf)
        const administrator = await checkAdministration(db.read, visit.viewer, now())
        try {
          const id = await createRow(db, administrator, getPanelTable(params.table), body, now())
          visit.say('setting_saved')
          return seeOther(paths.adminRow(params.table, id))
        } catch (error) {
          const form = faultsIn(error, body, { request, set })
          return html(await newPage(frame, params.table, form))
        }
      },
      { params: byTable, body: anyForm },
    )
    .get(
      paths.adminRowEdit.pattern,
      async ({ html, frame, visit, params }) => {
        await checkAdministration(db.read, visit.viewer, now())
        return html(await editPage(frame, params.table, params.id))
      },
      { params: byRow },
    )
    .post(
      paths.adminRowEdit.pattern,
      async ({ html, frame, visit, params, body, request, set }) => {
        checkCsrf(visit, body.csrf)
        const administrator = await checkAdministration(db.read, visit.viewer, now())
        try {
          await editRow(db, administrator, getPanelTable(params.table), params.id, body, now())
          visit.say('setting_saved')
          return seeOther(paths.adminRow(params.table, params.id))
        } catch (error) {
          const form = faultsIn(error, body, { request, set })
          return html(await editPage(frame, params.table, params.id, form))
        }
      },
      { params: byRow, body: anyForm },
    )
}
