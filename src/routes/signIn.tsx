import { Elysia, t } from 'elysia'
import { listActiveFactors } from '#src/accounts/factors.ts'
import { isGuest } from '#src/accounts/guests.ts'
import { askForPasskey, checkPasskey } from '#src/accounts/passkeys.ts'
import { registrationMode } from '#src/accounts/register.ts'
import { checkCode } from '#src/accounts/secondFactor.ts'
import { findTicketHolder, open, signIn } from '#src/accounts/signIn.ts'
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

/** Signing in: with a password and, where the person has one, a second factor; or with a passkey, which is both. */
export function signInRoutes(deps: Deps) {
  const { db, now } = deps
  const body = formOf({ next: nextPath, email: line, password, remember: maybe(line) })

  async function page(frame: Frame, { origin }: Visit, form: FormState, next: string | undefined) {
    const passkey = await askForPasskey({ ...deps, origin }, 'sign in', null, now())
    const canRegister = (await registrationMode(db.read)) !== 'invitation'
    return <SignInPage frame={frame} form={form} next={next} passkey={passkey} canRegister={canRegister} />
  }

  return new Elysia()
    .use(pages(deps))
    .get(
      paths.signIn.pattern,
      async ({ html, frame, query, visit }) => {
        if (visit.viewer && !isGuest(visit.viewer.user)) return seeOther(ownPath(query.next, paths.studies()))
        return html(await page(frame, visit, blankForm, query.next))
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
            return html(await showSecondFactor(deps, frame, visit, signedIn.ticket, body.next))
          visit.keepSession(signedIn.secret, remember)
          await visit.keepDevice(signedIn.userId)
          return seeOther(ownPath(body.next, paths.studies()))
        } catch (error) {
          const form = faultsIn(error, body, { request, set })
          return html(await page(frame, visit, form, body.next))
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
          return html(await showSecondFactor(deps, frame, visit, body.ticket, body.next, form))
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

/** The page after the right password of a person with a second factor. */
async function showSecondFactor(
  deps: Deps,
  frame: Frame,
  { origin }: Visit,
  ticket: string,
  next: string | undefined,
  form: FormState = blankForm,
) {
  const { user } = await findTicketHolder(deps, ticket, deps.now())
  const kinds = (await listActiveFactors(deps.db.read, user.id)).map(factor => factor.kind)
  const passkey = kinds.includes('passkey')
    ? await askForPasskey({ ...deps, origin }, 'sign in', user.id, deps.now())
    : undefined
  const hasApp = kinds.includes('totp')
  return (
    <SecondFactorPage
      frame={frame}
      form={form}
      ticket={ticket}
      next={next}
      hasApp={hasApp}
      passkey={passkey}
    />
  )
}
