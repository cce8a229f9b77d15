import { Elysia, t } from 'elysia'
import { listAccountRequests } from '#db/accountRequests.ts'
import { checkAdministration, checkAdministrationView } from '#src/accounts/permissions.ts'
import { decideRequest, getRequest, requestAccount } from '#src/accounts/requestAccount.ts'
import { panelTables } from '#src/admin/tables.ts'
import { AccountRequestPage, AccountRequestStatusPage } from '#views/accounts/accountRequest.tsx'
import { AccountRequestsPage } from '#views/admin/accountRequests.tsx'
import { blankForm } from '#views/frame.ts'
import { paths } from '#views/paths.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { formOf, line, maybe, password } from '../plugins/forms.ts'
import { byId, faultsIn, pages, seeOther } from '../plugins/pages.ts'

/** Asking for an account, seeing where the request stands, and deciding it. */
export function accountRequestRoutes(deps: Deps) {
  const { db, config, now } = deps
  const canMail = config.smtpUrl !== undefined
  const body = formOf({
    firstName: line,
    lastName: line,
    email: line,
    institution: maybe(line),
    message: maybe(password),
    password: maybe(password), // the registration form sends it along; it is not looked at
  })
  const decision = formOf({
    state: t.Union([t.Literal('approved'), t.Literal('refused')]),
    answer: maybe(t.String({ maxLength: 500 })),
  })
  return new Elysia()
    .use(pages(deps))
    .get(paths.accountRequests.pattern, ({ html, frame }) =>
      html(<AccountRequestPage frame={frame} form={blankForm} canMail={canMail} />),
    )
    .post(
      paths.accountRequests.pattern,
      async ({ html, frame, visit, body, request, set }) => {
        checkCsrf(visit, body.csrf)
        const { institution = '', message = '' } = body
        try {
          const secret = await requestAccount(db, { ...body, institution, message }, visit.client, now())
          return seeOther(paths.accountRequest(secret))
        } catch (error) {
          const form = faultsIn(error, body, { request, set })
          return html(<AccountRequestPage frame={frame} form={form} canMail={canMail} />)
        }
      },
      { body },
    )
    .get(
      paths.accountRequest.pattern,
      async ({ html, frame, params, set }) => {
        set.headers['referrer-policy'] = 'no-referrer'
        const { email, state, answer, createdAt, decidedAt } = await getRequest(db.read, params.secret)
        const times = { createdAt: new Date(createdAt), decidedAt: decidedAt ? new Date(decidedAt) : null }
        return html(
          <AccountRequestStatusPage
            frame={frame}
            plea={{ email, state, answer, ...times }}
            canMail={canMail}
          />,
        )
      },
      { params: t.Object({ secret: t.String({ maxLength: 100 }) }) },
    )
    .get(paths.requestList.pattern, async ({ html, frame, visit }) => {
      await checkAdministrationView(db.read, visit.viewer, now())
      const requests = (await listAccountRequests(db.read)).map(request => ({
        ...request,
        name: `${request.firstName} ${request.lastName}`,
        createdAt: new Date(request.createdAt),
      }))
      return html(<AccountRequestsPage frame={frame} tables={panelTables} requests={requests} />)
    })
    .post(
      paths.requestDecision.pattern,
      async ({ visit, params, body }) => {
        checkCsrf(visit, body.csrf)
        const administrator = await checkAdministration(db.read, visit.viewer, now())
        await decideRequest(db, administrator, params.id, { answer: '', ...body }, now())
        visit.say('request_decided')
        return seeOther(paths.requestList())
      },
      { params: byId, body: decision },
    )
}
