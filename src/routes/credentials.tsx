import { Elysia, t } from 'elysia'
import { askToChangeEmail, changeEmail, changePassword, findEmailChange } from '#src/accounts/editAccount.ts'
import { hasFactor } from '#src/accounts/factors.ts'
import { passwordLengthMin } from '#src/accounts/passwordPolicy.ts'
import { EmailPage, PasswordPage } from '#views/accounts/credentials.tsx'
import { EmailChangePage } from '#views/accounts/links.tsx'
import { blankForm, type FormState, type Frame } from '#views/frame.ts'
import { paths } from '#views/paths.ts'
import { AppError } from '../errors.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { formOf, line, linkSecret, maybe, password } from '../plugins/forms.ts'
import { faultsIn, pages, seeOther } from '../plugins/pages.ts'
import { memberOf } from '../plugins/session.ts'

/** Changing the password and the address. */
export function credentialRoutes(deps: Deps) {
  const { db, now } = deps

  async function passwordPage(frame: Frame, form: FormState, userId: number) {
    const lengthMin = passwordLengthMin[(await hasFactor(db.read, userId)) ? 'withFactor' : 'alone']
    return <PasswordPage frame={frame} form={form} lengthMin={lengthMin} />
  }

  return new Elysia()
    .use(pages(deps))
    .get(paths.password.pattern, async ({ html, frame, visit }) => {
      const form = { values: { endOthers: 'on' }, errors: {} }
      return html(await passwordPage(frame, form, memberOf(visit).id))
    })
    .post(
      paths.password.pattern,
      async ({ html, frame, visit, body, request, set }) => {
        checkCsrf(visit, body.csrf)
        const viewer = memberOf(visit)
        const change = { ...body, endOthers: body.endOthers !== undefined }
        try {
          const secret = await changePassword(deps, viewer, change, visit.client, now())
          visit.keepSession(secret, viewer.session.remember)
          await visit.keepDevice(viewer.id)
          visit.say('password_changed')
          return seeOther(paths.account())
        } catch (error) {
          const form = faultsIn(error, body, { request, set })
          return html(await passwordPage(frame, form, viewer.id))
        }
      },
      { body: formOf({ password, newPassword: password, endOthers: maybe(line) }) },
    )
    .get(paths.email.pattern, ({ html, frame, visit }) =>
      html(<EmailPage frame={frame} form={blankForm} current={memberOf(visit).user.email} />),
    )
    .post(
      paths.email.pattern,
      async ({ html, frame, visit, body, request, set }) => {
        checkCsrf(visit, body.csrf)
        const viewer = memberOf(visit)
        try {
          await askToChangeEmail(deps, viewer, body, now())
          visit.say('email_asked')
          return seeOther(paths.account())
        } catch (error) {
          const form = faultsIn(error, body, { request, set })
          return html(<EmailPage frame={frame} form={form} current={viewer.user.email} />)
        }
      },
      { body: formOf({ email: line, password }) },
    )
    .get(
      paths.emailChange.pattern,
      async ({ html, frame, query, set }) => {
        set.headers['referrer-policy'] = 'no-referrer'
        const token = query.token ?? ''
        const email = await findEmailChange(db.read, token, now())
        if (!email) throw new AppError('not_found', 'This link was used before, or it is older than an hour.')
        return html(<EmailChangePage frame={frame} token={token} email={email} />)
      },
      { query: t.Object({ token: t.Optional(linkSecret) }) },
    )
    .post(
      paths.emailChange.pattern,
      async ({ visit, body }) => {
        checkCsrf(visit, body.csrf)
        await changeEmail(db, body.token, visit.client, now())
        visit.say('email_changed')
        return seeOther(visit.viewer ? paths.account() : paths.signIn())
      },
      { body: formOf({ token: linkSecret }) },
    )
}
