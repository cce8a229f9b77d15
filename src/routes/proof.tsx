import { Elysia, t } from 'elysia'
import { listActiveFactors } from '#src/accounts/factors.ts'
import { askForPasskey } from '#src/accounts/passkeys.ts'
import { type Proof, stepUp } from '#src/accounts/stepUp.ts'
import { ProofPage } from '#views/accounts/proof.tsx'
import { blankForm, type FormState, type Frame } from '#views/frame.ts'
import { paths } from '#views/paths.ts'
import { ownPath } from '#views/route.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { formOf, line, maybe, nextPath, passkeyAnswer, password } from '../plugins/forms.ts'
import { faultsIn, pages, seeOther } from '../plugins/pages.ts'
import { memberOf, type Visit } from '../plugins/session.ts'

/** Proving once more that it is you. */
export function proofRoutes(deps: Deps) {
  const { db, now } = deps
  const body = formOf({
    next: nextPath,
    code: maybe(line),
    password: maybe(password),
    response: maybe(passkeyAnswer),
  })

  async function page(frame: Frame, visit: Visit, form: FormState, next: string | undefined) {
    const viewer = memberOf(visit)
    const kinds = (await listActiveFactors(db.read, viewer.id)).map(factor => factor.kind)
    const passkey = kinds.includes('passkey')
      ? await askForPasskey({ ...deps, origin: visit.origin }, 'step up', viewer.id, now())
      : undefined
    const by = kinds.length > 0 ? 'code' : 'password'
    const hasApp = kinds.includes('totp')
    return <ProofPage {...{ frame, form, by, hasApp, passkey }} next={ownPath(next, paths.account())} />
  }

  return new Elysia()
    .use(pages(deps))
    .get(
      paths.stepUp.pattern,
      async ({ html, frame, visit, query }) => html(await page(frame, visit, blankForm, query.next)),
      { query: t.Object({ next: nextPath }) },
    )
    .post(
      paths.stepUp.pattern,
      async ({ html, frame, visit, body, request, set }) => {
        checkCsrf(visit, body.csrf)
        const viewer = memberOf(visit)
        try {
          const secret = await stepUp({ ...deps, origin: visit.origin }, viewer, proofIn(body), now())
          visit.keepSession(secret, viewer.session.remember)
          return seeOther(ownPath(body.next, paths.account()))
        } catch (error) {
          const form = faultsIn(error, body, { request, set })
          return html(await page(frame, visit, form, body.next))
        }
      },
      { body },
    )
}

function proofIn(body: { code?: string; password?: string; response?: string }): Proof {
  if (body.response) return { passkey: body.response }
  if (body.code !== undefined) return { code: body.code }
  return { password: body.password ?? '' }
}
