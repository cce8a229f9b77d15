import { Elysia, t } from 'elysia'
import { countryName } from '#src/accounts/academic/index.ts'
import { deleteAccount } from '#src/accounts/deleteAccount.ts'
import { editNames } from '#src/accounts/editAccount.ts'
import { exportAccount } from '#src/accounts/exportAccount.ts'
import type { Viewer } from '#src/accounts/sessions.ts'
import { noteTour } from '#src/accounts/tours.ts'
import { sendArchive } from '#src/plugins/concurrencyLimits.ts'
import { type AccountFacts, AccountPage } from '#views/accounts/account.tsx'
import { DataPage } from '#views/accounts/data.tsx'
import { blankForm } from '#views/frame.ts'
import { paths } from '#views/paths.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { download } from '../plugins/downloads.ts'
import { formOf, line, password } from '../plugins/forms.ts'
import { faultsIn, pages, seeOther } from '../plugins/pages.ts'
import { memberOf } from '../plugins/session.ts'

/** One's own account: details and names, the archive of everything, and leaving. */
export function accountRoutes(deps: Deps) {
  const { db, files, now } = deps
  return new Elysia()
    .use(pages(deps))
    .get(paths.account.pattern, ({ html, frame, visit }) => {
      const viewer = memberOf(visit)
      const { firstName, lastName } = viewer.user
      const form = { values: { firstName, lastName }, errors: {} }
      return html(<AccountPage frame={frame} form={form} facts={factsOf(viewer)} />)
    })
    .post(
      paths.names.pattern,
      async ({ html, frame, visit, body, request, set }) => {
        checkCsrf(visit, body.csrf)
        const viewer = memberOf(visit)
        try {
          await editNames(db, viewer, body, now())
          visit.say('names_changed')
          return seeOther(paths.account())
        } catch (error) {
          const form = faultsIn(error, body, { request, set })
          return html(<AccountPage frame={frame} form={form} facts={factsOf(viewer)} />)
        }
      },
      { body: formOf({ firstName: line, lastName: line }) },
    )
    .post(
      paths.tours.pattern,
      async ({ visit, body, set }) => {
        checkCsrf(visit, body.csrf)
        await noteTour(db, memberOf(visit), now())
        set.status = 204
      },
      { body: formOf({ tour: t.Literal('profile') }) },
    )
    .get(paths.accountExport.pattern, async ({ visit }) => {
      const viewer = memberOf(visit)
      return await sendArchive(deps, viewer.id, async () => {
        const archive = await exportAccount({ db: db.read, files }, viewer, now())
        return download(archive, 'BioCE account.zip')
      })
    })
    .get(paths.accountDeletion.pattern, ({ html, frame, visit }) =>
      html(<DataPage frame={frame} form={blankForm} email={memberOf(visit).user.email} />),
    )
    .post(
      paths.accountDeletion.pattern,
      async ({ html, frame, visit, body, request, set }) => {
        checkCsrf(visit, body.csrf)
        const viewer = memberOf(visit)
        const { email: typed, password } = body
        try {
          await deleteAccount(deps, viewer, { typed, password }, visit.client, now())
        } catch (error) {
          const form = faultsIn(error, body, { request, set })
          return html(<DataPage frame={frame} form={form} email={viewer.user.email} />)
        }
        visit.keepSession(null)
        visit.say('account_deleted')
        set.headers['clear-site-data'] = '"cache"'
        return seeOther(paths.home())
      },
      { body: formOf({ email: line, password }) },
    )
}

function factsOf({ user, roles }: Viewer): AccountFacts {
  const signIns = [
    { at: user.signInAt, address: user.signInAddress },
    { at: user.lastSignInAt, address: user.lastSignInAddress },
  ]
  return {
    email: user.email,
    institution: user.institution,
    country: user.country && countryName(user.country),
    roles,
    createdAt: new Date(user.createdAt),
    signInCount: user.signInCount,
    signIns: signIns.flatMap(({ at, address }) => (at === null ? [] : [{ at: new Date(at), address }])),
  }
}
