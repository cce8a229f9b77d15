import { Elysia, t } from 'elysia'
import { countAcademic } from '#src/accounts/academic/index.ts'
import { findInvitation, notAcademic, register, registrationMode } from '#src/accounts/register.ts'
import { AccountRequestPage } from '#views/accounts/accountRequest.tsx'
import { RegisterPage } from '#views/accounts/register.tsx'
import { blankForm, type FormState, type Frame } from '#views/frame.ts'
import { paths } from '#views/paths.ts'
import { AppError } from '../errors.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { formOf, line, linkSecret, maybe, password } from '../plugins/forms.ts'
import { faultsIn, pages, seeOther } from '../plugins/pages.ts'

/** Opening an account. The answer is the same whether or not the address has one already. */
export function registrationRoutes(deps: Deps) {
  const { db, config, now } = deps
  const names = { firstName: line, lastName: line, email: line }
  const body = formOf({
    ...names,
    password,
    invitation: maybe(linkSecret),
    institution: maybe(line),
    message: maybe(password),
  })

  async function page(frame: Frame, form: FormState, secret: string | undefined) {
    const mode = await registrationMode(db.read)
    const email = secret ? await findInvitation(db.read, secret, now()) : undefined
    const invitation = email && secret ? { secret, email } : undefined
    if (mode === 'invitation' && !invitation)
      throw new AppError(
        'forbidden',
        'Accounts on this server are opened by invitation. Ask an administrator for one.',
      )
    // The link that confirms an address would reach nobody.
    const canMail = config.smtpUrl !== undefined
    if ((mode === 'approval' || !canMail) && !invitation)
      return <AccountRequestPage frame={frame} form={form} canMail={canMail} />
    const canAsk = form.errors.email === notAcademic
    return <RegisterPage {...{ frame, form, mode, invitation, canAsk }} known={countAcademic()} />
  }

  return new Elysia()
    .use(pages(deps))
    .get(
      paths.register.pattern,
      async ({ html, frame, query, set }) => {
        if (query.invitation) set.headers['referrer-policy'] = 'no-referrer'
        return html(await page(frame, blankForm, query.invitation))
      },
      { query: t.Object({ invitation: t.Optional(linkSecret) }) },
    )
    .post(
      paths.register.pattern,
      async ({ html, frame, visit, body, request, set }) => {
        checkCsrf(visit, body.csrf)
        try {
          await register(db, body, visit.client, now())
          if (!body.invitation) return seeOther(paths.confirmationSent())
          visit.say('confirmed')
          return seeOther(paths.signIn())
        } catch (error) {
          const form = faultsIn(error, body, { request, set })
          return html(await page(frame, form, body.invitation))
        }
      },
      { body },
    )
}
