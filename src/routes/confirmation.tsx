import { Elysia, t } from 'elysia'
import { confirm, findConfirmation, resendConfirmation } from '#src/accounts/confirm.ts'
import { AskForLinkPage, ConfirmationPage } from '#views/accounts/links.tsx'
import { MailSentPage } from '#views/accounts/mailSent.tsx'
import { blankForm } from '#views/frame.ts'
import { paths } from '#views/paths.ts'
import { AppError } from '../errors.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { formOf, line, linkSecret, maybe, password } from '../plugins/forms.ts'
import { faultsIn, pages, seeOther } from '../plugins/pages.ts'

/** The link that confirms an address, and asking for it again. */
export function confirmationRoutes(deps: Deps) {
  const { db, now } = deps
  const hasMailServer = deps.config.smtpUrl !== undefined

  async function findOrThrow(token: string) {
    const found = await findConfirmation(db.read, token, now())
    if (found) return { email: found.user.email, choose: found.needsPassword, token }
    throw new AppError(
      'not_found',
      'This link was used before, or it is older than a day. If you cannot sign in, ask for a new one.',
    )
  }

  return new Elysia()
    .use(pages(deps))
    .get(
      paths.confirmation.pattern,
      async ({ html, frame, query, set }) => {
        set.headers['referrer-policy'] = 'no-referrer'
        const link = await findOrThrow(query.token ?? '')
        return html(<ConfirmationPage frame={frame} form={blankForm} {...link} />)
      },
      { query: t.Object({ token: t.Optional(linkSecret) }) },
    )
    .post(
      paths.confirmation.pattern,
      async ({ html, frame, visit, body, request, set }) => {
        checkCsrf(visit, body.csrf)
        try {
          await confirm(db, body.token, body.password, visit.client, now())
          visit.say('confirmed')
          return seeOther(paths.signIn())
        } catch (error) {
          const form = faultsIn(error, body, { request, set })
          return html(<ConfirmationPage frame={frame} form={form} {...(await findOrThrow(body.token))} />)
        }
      },
      { body: formOf({ token: linkSecret, password: maybe(password) }) },
    )
    .get(paths.newConfirmation.pattern, ({ html, frame }) =>
      html(<AskForLinkPage frame={frame} form={blankForm} about="confirmation" />),
    )
    .post(
      paths.newConfirmation.pattern,
      async ({ html, frame, visit, body, request, set }) => {
        checkCsrf(visit, body.csrf)
        try {
          await resendConfirmation(db, body.email, visit.client, now())
          return seeOther(paths.confirmationSent())
        } catch (error) {
          const form = faultsIn(error, body, { request, set })
          return html(<AskForLinkPage frame={frame} form={form} about="confirmation" />)
        }
      },
      { body: formOf({ email: line }) },
    )
    .get(paths.confirmationSent.pattern, ({ html, frame }) =>
      html(<MailSentPage frame={frame} about="confirmation" hasMailServer={hasMailServer} />),
    )
}
