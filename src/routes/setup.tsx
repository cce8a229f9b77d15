import { Elysia, t } from 'elysia'
import { findViewer } from '#src/accounts/sessions.ts'
import { isInvited, setUp } from '#src/accounts/setUp.ts'
import { SetupPage } from '#views/accounts/setup.tsx'
import { blankForm } from '#views/frame.ts'
import { paths } from '#views/paths.ts'
import { notFound } from '../errors.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { formOf, line, linkSecret, maybe, password } from '../plugins/forms.ts'
import { faultsIn, pages, seeOther } from '../plugins/pages.ts'

/** The one-time link by which an administrator's account is made. */
export function setupRoutes(deps: Deps) {
  const body = formOf({ token: linkSecret, firstName: line, lastName: line, email: line, password })
  return new Elysia()
    .use(pages(deps))
    .get(
      paths.setup.pattern,
      async ({ html, frame, query: { token = '' } }) => {
        if (!(await isInvited(deps.db.read, token, deps.now()))) throw notFound('open invitation')
        return html(<SetupPage frame={frame} form={blankForm} token={token} />)
      },
      { query: t.Object({ token: maybe(linkSecret) }) },
    )
    .post(
      paths.setup.pattern,
      async ({ html, frame, visit, body, request, set }) => {
        checkCsrf(visit, body.csrf)
        try {
          const secret = await setUp(deps.db, body.token, body, visit.client, deps.now())
          visit.keepSession(secret)
          await visit.keepDevice((await findViewer(deps.db.read, secret, deps.now()))!.id)
          return seeOther(paths.studies())
        } catch (error) {
          return html(
            <SetupPage frame={frame} form={faultsIn(error, body, { request, set })} token={body.token} />,
          )
        }
      },
      { body },
    )
}
