import { Elysia, t } from 'elysia'
import { checkAdministration, checkAdministrationView } from '#src/accounts/permissions.ts'
import { examine } from '#src/admin/doctor/examine.ts'
import { gatherFacts } from '#src/admin/doctor/gatherFacts.ts'
import { keyOf, repairFound } from '#src/admin/doctor/repairs.ts'
import { panelTables } from '#src/admin/tables.ts'
import { DoctorPage } from '#views/admin/doctor.tsx'
import { paths } from '#views/paths.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { formOf } from '../plugins/forms.ts'
import { pages, seeOther } from '../plugins/pages.ts'

/** For administrators: what `bioce doctor` finds, with a button for what can be repaired without losing anything. */
export function doctorRoutes(deps: Deps) {
  const { db, config, now } = deps
  const look = deps.examine ?? (async () => examine(await gatherFacts(config, db, now())))
  return new Elysia()
    .use(pages(deps))
    .get(paths.doctor.pattern, async ({ html, frame, visit }) => {
      await checkAdministrationView(db.read, visit.viewer, now())
      const findings = (await look()).map(({ repair, ...finding }) => ({
        ...finding,
        way: repair && keyOf(repair),
      }))
      return html(<DoctorPage frame={frame} tables={panelTables} findings={findings} />)
    })
    .post(
      paths.doctor.pattern,
      async ({ visit, body }) => {
        checkCsrf(visit, body.csrf)
        const administrator = await checkAdministration(db.read, visit.viewer, now())
        await repairFound(deps, administrator, await look(), body.way, now())
        visit.say('repaired')
        return seeOther(paths.doctor())
      },
      { body: formOf({ way: t.String({ maxLength: 1000 }) }) },
    )
}
