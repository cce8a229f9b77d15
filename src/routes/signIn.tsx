import { Elysia, t } from 'elysia'
import { isGuest } from '#src/accounts/guests.ts'
import { askForPasskey, checkPasskey } from '#src/accounts/passkeys.ts'
import { registrationMode } from '#src/accounts/register.ts'
import { checkCode } from '#src/accounts/secondFactor.ts'
import { askSecondFactor, findTicketHolder, open, signIn } from '#src/accounts/signIn.ts'
import { SecondFactorPage } from '#views/accounts/secondFactor.tsx'
import { SignInPage } from '#views/accounts/signIn.tsx'
import { blankForm, type FormState, type Frame } from '#views/frame.ts'
import { paths } from '#views/paths.ts'
import { ownPath } from '#views/route.ts'
import { AppError } from '../errors.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { formOf, line, maybe, nextPath, passkeyAnswer, password } from '../plugins/forms.ts'
import { faultsIn, pages, seeOther } from '../plugins/pages.ts'
import type { Visit } from '../plugins/session.ts'
import { emailFromProxy } from '../plugins/signOnHeader.ts'

/** Signing in: with a password and, where the person has one, a second factor; or with a passkey, which is both. */
export function signInRoutes(deps: Deps) {
  const { db, config, now } = deps
  const body = formOf({ next: nextPath, email: line, password, remember: maybe(line) })

  async function page(
    frame: Frame,
    { origin }: Visit,
    request: Request,
    form: FormState,
    next: string | undefined,
  ) {
    const passkey = await askForPasskey({ ...deps, origin }, 'sign in', null, now())
    const canRegister = (await registrationMode(db.read)) !== 'invitation'
    const others = config.signOn.map(({ key, name }) => ({ name, href: paths.signOn(key, { next }) }))
    const email = emailFromProxy(request, config)
    if (email) others.unshift({ name: email, href: paths.proxySignOn({ next }) })
    const directory = config.directory?.name
    return <SignInPage {...{ frame, form, next, passkey, canRegister, others, directory }} />
  }

  async function secondFactor(
    frame: Frame,
    { origin }: Visit,
    form: FormState,
    ticket: string,
    next?: string,
  ) {
    const asked = await askSecondFactor({ ...deps, origin }, ticket, now())
    return <SecondFactorPage {...{ frame, form, next }} {...asked} />
  }

  return new Elysia()
    .use(pages(deps))
    .get(
      paths.signIn.pattern,
      async ({ html, frame, query, visit, request }) => {
        if (visit.viewer && !isGuest(visit.viewer.user)) return seeOther(ownPath(query.next, paths.studies()))
        return html(await page(frame, visit, request, blankForm, query.next))
      },
      { query: t.Object({ next: nextPath }) },
    )
    .post(
      paths.signIn.pattern,
      async ({ html, frame, visit, body, request, set }) => {
        checkCsrf(visit, body.csrf)
        const remember = body.remember !== undefined
        const device = visit.deviceOf(body.email)
        try {
          const signedIn = await signIn(deps, { ...body, remember, device }, visit.client, now())
          if (signedIn.outcome === 'second_factor')
            return html(await secondFactor(frame, visit, blankForm, signedIn.ticket, body.next))
          visit.keepSession(signedIn.secret, remember)
          await visit.keepDevice(signedIn.userId)
          return seeOther(ownPath(body.next, paths.studies()))
        } catch (error) {
          const form = faultsIn(error, body, { request, set })
          return html(await page(frame, visit, request, form, body.next))
        }
      },
      { body },
    )
    .post(
      paths.signInCode.pattern,
      async ({ html, frame, visit, body, request, set }) => {
        checkCsrf(visit, body.csrf)
        const { user, ticket } = await findTicketHolder(deps, body.ticket, now())
        try {
          await checkCode(deps, user, body.code, now())
        } catch (error) {
          const form = faultsIn(error, body, { request, set })
          return html(await secondFactor(frame, visit, form, body.ticket, body.next))
        }
        visit.keepSession(
          await db.write(tx => open(tx, user, visit.client, ticket.remember, now())),
          ticket.remember,
        )
        await visit.keepDevice(user.id)
        return seeOther(ownPath(body.next, paths.studies()))
      },
      { body: formOf({ ticket: password, code: line, next: nextPath }) },
    )
    .post(
      paths.signInPasskey.pattern,
      async ({ visit, body }) => {
        checkCsrf(visit, body.csrf)
        const user = await checkPasskey(
          { ...deps, origin: visit.origin },
          'sign in',
          body.response,
          now(),
        ).catch(error => {
          throw error instanceof AppError ? new AppError('forbidden', error.message) : error
        })
        visit.keepSession(await db.write(tx => open(tx, user, visit.client, false, now())))
        await visit.keepDevice(user.id)
        return seeOther(ownPath(body.next, paths.studies()))
      },
      { body: formOf({ response: passkeyAnswer, next: nextPath }) },
    )
}
