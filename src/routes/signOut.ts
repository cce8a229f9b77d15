import { Elysia } from 'elysia'
import { endSession } from '#src/accounts/sessions.ts'
import { paths } from '#views/paths.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { formOf } from '../plugins/forms.ts'
import { pages, seeOther } from '../plugins/pages.ts'

export function signOutRoutes(deps: Deps) {
  return new Elysia().use(pages(deps)).post(
    paths.signOut.pattern,
    async ({ visit, body, set }) => {
      checkCsrf(visit, body.csrf)
      if (visit.viewer) await endSession(deps.db, visit.viewer, deps.now())
      visit.keepSession(null)
      set.headers['clear-site-data'] = '"cache"'
      return seeOther(paths.home())
    },
    { body: formOf({}) },
  )
}
