import { Elysia, t } from 'elysia'
import { hasFactor } from '#src/accounts/factors.ts'
import { passwordLengthMin } from '#src/accounts/passwordPolicy.ts'
import { askForReset, findReset, resetPassword } from '#src/accounts/resetPassword.ts'
import { AskForLinkPage, PasswordResetPage } from '#views/accounts/links.tsx'
import { MailSentPage } from '#views/accounts/mailSent.tsx'
import { blankForm } from '#views/frame.ts'
import { paths } from '#views/paths.ts'
import { AppError } from '../errors.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { formOf, line, linkSecret, password } from '../plugins/forms.ts'
import { faultsIn, pages, seeOther } from '../plugins/pages.ts'

/** Asking for a new password, and the link that sets one. */
export function passwordResetRoutes(deps: Deps) {
  const { db, now } = deps
  const hasMailServer = deps.config.smtpUrl !== undefined

  async function findOrThrow(token: string) {
    const user = await findReset(db.read, token, now())
    if (!user)
      throw new AppError(
        'not_found',
        'This link was used before, or it is older than an hour. Ask for a new one under “Forgot your password?”.',
      )
    const withFactor = await hasFactor(db.read, user.id)
    const lengthMin = withFactor ? passwordLengthMin.withFactor : passwordLengthMin.alone
    return { email: user.email, token, lengthMin }
  }

  return new Elysia()
    .use(pages(deps))
    .get(
      paths.passwordReset.pattern,
      async ({ html, frame, query, set }) => {
        set.headers['referrer-policy'] = 'no-referrer'
        const link = await findOrThrow(query.token ?? '')
        return html(<PasswordResetPage frame={frame} form={blankForm} {...link} />)
      },
      { query: t.Object({ token: t.Optional(linkSecret) }) },
    )
    .post(
      paths.passwordReset.pattern,
      async ({ html, frame, visit, body, request, set }) => {
        checkCsrf(visit, body.csrf)
        try {
          const { id } = await resetPassword(db, body.token, body.password, visit.client, now())
          visit.keepSession(null)
          await visit.keepDevice(id)
          visit.say('password_reset')
          return seeOther(paths.signIn())
        } catch (error) {
          const form = faultsIn(error, body, { request, set })
          return html(<PasswordResetPage frame={frame} form={form} {...(await findOrThrow(body.token))} />)
        }
      },
      { body: formOf({ token: linkSecret, password }) },
    )
    .get(paths.newPasswordReset.pattern, ({ html, frame }) =>
      html(<AskForLinkPage frame={frame} form={blankForm} about="reset" />),
    )
    .post(
      paths.newPasswordReset.pattern,
      async ({ html, frame, visit, body, request, set }) => {
        checkCsrf(visit, body.csrf)
        try {
          await askForReset(db, body.email, visit.client, now())
          return seeOther(paths.passwordResetSent())
        } catch (error) {
          const form = faultsIn(error, body, { request, set })
          return html(<AskForLinkPage frame={frame} form={form} about="reset" />)
        }
      },
      { body: formOf({ email: line }) },
    )
    .get(paths.passwordResetSent.pattern, ({ html, frame }) =>
      html(<MailSentPage frame={frame} about="reset" hasMailServer={hasMailServer} />),
    )
}
