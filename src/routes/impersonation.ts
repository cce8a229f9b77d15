import { Elysia } from 'elysia'
import { endImpersonation, startImpersonation } from '#src/accounts/impersonate.ts'
import { checkAdministration } from '#src/accounts/permissions.ts'
import { paths } from '#views/paths.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { formOf } from '../plugins/forms.ts'
import { byId, pages, seeOther } from '../plugins/pages.ts'
import { memberOf } from '../plugins/session.ts'

/** For administrators: seeing the site as a person sees it, and coming back. */
export function impersonationRoutes(deps: Deps) {
  const { db, now } = deps
  return new Elysia()
    .use(pages(deps))
    .post(
      paths.impersonation.pattern,
      async ({ visit, params, body }) => {
        checkCsrf(visit, body.csrf)
        const administrator = await checkAdministration(db.read, visit.viewer, now())
        await startImpersonation(db, administrator, params.id, now())
        return seeOther(paths.studies())
      },
      { params: byId, body: formOf({}) },
    )
    .post(
      paths.impersonationEnd.pattern,
      async ({ visit, body }) => {
        const viewer = memberOf(visit)
        checkCsrf(visit, body.csrf)
        const id = await db.write(tx => endImpersonation(tx, viewer.session, now()))
        return seeOther(id === undefined ? paths.studies() : paths.adminRow('users', id))
      },
      { body: formOf({}) },
    )
}
