import { Elysia, t } from 'elysia'
import { checkAdministration, checkAdministrationView } from '#src/accounts/permissions.ts'
import {
  type Access,
  accesses,
  bannerLengthMax,
  findMaintenance,
  setMaintenance,
} from '#src/admin/maintenance.ts'
import { panelTables } from '#src/admin/tables.ts'
import { refuse } from '#src/errors.ts'
import { MaintenancePage } from '#views/admin/maintenance.tsx'
import type { FormState, Frame } from '#views/frame.ts'
import { paths } from '#views/paths.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { formOf, line, momentIn } from '../plugins/forms.ts'
import { faultsIn, pages, seeOther } from '../plugins/pages.ts'

/** For administrators: the line over every page, and who gets in meanwhile. */
export function maintenanceRoutes(deps: Deps) {
  const { db, now } = deps
  const access = t.Union(accesses.map(each => t.Literal(each)) as never)

  async function page(frame: Frame, form?: FormState) {
    const { banner, bannerEndsAt, access } = await findMaintenance(db.read, now())
    const until = bannerEndsAt > now() ? new Date(bannerEndsAt).toISOString().slice(0, 16) : ''
    const values = { banner, until, access }
    return (
      <MaintenancePage
        frame={frame}
        tables={panelTables}
        form={form ?? { values, errors: {} }}
        lengthMax={bannerLengthMax}
      />
    )
  }

  return new Elysia()
    .use(pages(deps))
    .get(paths.maintenance.pattern, async ({ html, frame, visit }) => {
      await checkAdministrationView(db.read, visit.viewer, now())
      return html(await page(frame))
    })
    .post(
      paths.maintenance.pattern,
      async ({ html, frame, visit, body, request, set }) => {
        checkCsrf(visit, body.csrf)
        const administrator = await checkAdministration(db.read, visit.viewer, now())
        try {
          const bannerEndsAt = momentOf(body.until)
          const wanted = { banner: body.banner, bannerEndsAt, access: body.access as Access }
          await setMaintenance(db, administrator, wanted, now())
          visit.say('setting_saved')
          return seeOther(paths.maintenance())
        } catch (error) {
          return html(await page(frame, faultsIn(error, body, { request, set })))
        }
      },
      { body: formOf({ banner: line, until: line, access }) },
    )
}

/** When the line ends; 0 for never. */
function momentOf(text: string): number {
  if (text === '') return 0
  return momentIn(text) ?? refuse({ until: 'Enter a date and a time, in UTC.' })
}
