import { Elysia } from 'elysia'
import { encode } from 'uqr'
import { listActiveFactors, removeFactor, renewCodesOf } from '#src/accounts/factors.ts'
import { addPasskey, offerPasskey } from '#src/accounts/passkeys.ts'
import { checkFresh, findFactorDue, may } from '#src/accounts/permissions.ts'
import { countRecoveryCodes } from '#src/accounts/recoveryCodes.ts'
import type { Viewer } from '#src/accounts/sessions.ts'
import { confirmTotp, enrolTotp } from '#src/accounts/totp.ts'
import { AppPage, RecoveryCodesPage } from '#views/accounts/app.tsx'
import { type FactorRow, FactorsPage } from '#views/accounts/factors.tsx'
import { blankForm, type FormState, type Frame } from '#views/frame.ts'
import { paths } from '#views/paths.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { formOf, line, maybe, passkeyAnswer, password } from '../plugins/forms.ts'
import { byId, faultsIn, pages, seeOther } from '../plugins/pages.ts'
import { memberOf, type Visit } from '../plugins/session.ts'

/** Second factors: the list, an app, passkeys, recovery codes. Changing them needs a fresh proof of who it is. */
export function factorRoutes(deps: Deps) {
  const { db, now } = deps

  /** The viewer, after a proof in the last quarter of an hour. */
  function provenOf(visit: Visit): Viewer {
    const viewer = memberOf(visit)
    checkFresh(viewer, now())
    return viewer
  }

  async function appPage(frame: Frame, viewer: Viewer, form: FormState) {
    const { secret, uri } = await enrolTotp(deps, viewer, now())
    const { data } = encode(uri, { border: 0, ecc: 'M' })
    return <AppPage frame={frame} form={form} modules={data} secret={secret} />
  }

  return new Elysia()
    .use(pages(deps))
    .get(paths.factors.pattern, async ({ html, frame, visit }) => {
      const viewer = memberOf(visit)
      const factors = (await listActiveFactors(db.read, viewer.id)).map(({ id, kind, name, createdAt }) => {
        return { id, kind: kind as FactorRow['kind'], name, createdAt: new Date(createdAt) }
      })
      const passkey = await offerPasskey({ ...deps, origin: visit.origin }, viewer, now())
      const recoveryCodes = await countRecoveryCodes(db.read, viewer.id)
      const dueAt = may(viewer, 'administer') ? new Date(await findFactorDue(db.read, viewer)) : undefined
      return html(<FactorsPage {...{ frame, factors, recoveryCodes, passkey, dueAt }} />)
    })
    .get(paths.app.pattern, async ({ html, frame, visit }) =>
      html(await appPage(frame, provenOf(visit), blankForm)),
    )
    .post(
      paths.app.pattern,
      async ({ html, frame, visit, body, request, set }) => {
        checkCsrf(visit, body.csrf)
        const viewer = provenOf(visit)
        try {
          const codes = await confirmTotp(deps, viewer, body.code, now())
          if (codes.length > 0) return html(<RecoveryCodesPage frame={frame} codes={codes} />)
          visit.say('factor_added')
          return seeOther(paths.factors())
        } catch (error) {
          const form = faultsIn(error, body, { request, set })
          return html(await appPage(frame, viewer, form))
        }
      },
      { body: formOf({ code: line }) },
    )
    .post(
      paths.passkeys.pattern,
      async ({ html, frame, visit, body }) => {
        checkCsrf(visit, body.csrf)
        const viewer = provenOf(visit)
        const codes = await addPasskey(
          { ...deps, origin: visit.origin },
          viewer,
          body.response,
          body.name ?? '',
          now(),
        )
        if (codes.length > 0) return html(<RecoveryCodesPage frame={frame} codes={codes} />)
        visit.say('factor_added')
        return seeOther(paths.factors())
      },
      { body: formOf({ response: passkeyAnswer, name: maybe(line) }) },
    )
    .post(
      paths.recoveryCodes.pattern,
      async ({ html, frame, visit, body }) => {
        checkCsrf(visit, body.csrf)
        const codes = await renewCodesOf(db, provenOf(visit), now())
        return html(<RecoveryCodesPage frame={frame} codes={codes} />)
      },
      { body: formOf({}) },
    )
    .post(
      paths.factorRemoval.pattern,
      async ({ visit, params, body }) => {
        checkCsrf(visit, body.csrf)
        await removeFactor(deps, provenOf(visit), params.id, body.password ?? '', now())
        visit.say('factor_removed')
        return seeOther(paths.factors())
      },
      { params: byId, body: formOf({ password: maybe(password) }) },
    )
}
