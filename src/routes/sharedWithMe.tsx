import { Elysia } from 'elysia'
import { forgetOpened, listSharedWith } from '#src/analyses/openedShares.ts'
import { SharedWithMePage } from '#views/accounts/sharedWithMe.tsx'
import { paths } from '#views/paths.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { formOf } from '../plugins/forms.ts'
import { byId, pages, seeOther } from '../plugins/pages.ts'
import { nameFor, shareFacts } from '../plugins/resultFor.ts'
import { memberOf } from '../plugins/session.ts'

/** What others shared with a person: the links that were opened with the account, and leaving one out. */
export function sharedWithMeRoutes(deps: Deps) {
  const { db, now } = deps
  return new Elysia()
    .use(pages(deps))
    .get(paths.sharedWithMe.pattern, async ({ html, frame, visit }) => {
      const links = await listSharedWith(db.read, memberOf(visit).id, now())
      const rows = links.map(({ shared, address, ...link }) => ({
        ...link,
        ...shareFacts(shared),
        shows: shared.shows,
        name: nameFor(shared),
        href: shared.analysis ? paths.analysis(address) : paths.study(address),
      }))
      return html(<SharedWithMePage frame={frame} links={rows} />)
    })
    .post(
      paths.sharedWithMeRemoval.pattern,
      async ({ visit, params, body }) => {
        checkCsrf(visit, body.csrf)
        await forgetOpened(db, memberOf(visit).id, params.id)
        return seeOther(paths.sharedWithMe())
      },
      { params: byId, body: formOf({}) },
    )
}
