import { Elysia, t } from 'elysia'
import { admitIdentity, disconnect, listIdentities, useIdentity } from '#src/accounts/admitIdentity.ts'
import { normaliseEmail } from '#src/accounts/email.ts'
import { isGuest } from '#src/accounts/guests.ts'
import { checkFresh, isFresh } from '#src/accounts/permissions.ts'
import { askSecondFactor, proceed } from '#src/accounts/signIn.ts'
import { beginSignOn, endSignOn, type ProvedIdentity } from '#src/accounts/signOn.ts'
import { SecondFactorPage } from '#views/accounts/secondFactor.tsx'
import { SignOnsPage } from '#views/accounts/signOns.tsx'
import { blankForm, type Frame } from '#views/frame.ts'
import { paths } from '#views/paths.ts'
import { ownPath } from '#views/route.ts'
import { AppError, notFound } from '../errors.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { formOf, nextPath } from '../plugins/forms.ts'
import { byId, pages, seeOther } from '../plugins/pages.ts'
import { memberOf, type Visit } from '../plugins/session.ts'
import { emailFromProxy } from '../plugins/signOnHeader.ts'

/** Signing in with an account elsewhere, or by the word of the proxy; and which of them belong to one's account here. */
export function signOnRoutes(deps: Deps) {
  const { db, config, keys, now } = deps
  const byProvider = t.Object({ provider: t.String({ maxLength: 20 }) })

  function providerOf(key: string) {
    const provider = config.signOn.find(each => each.key === key)
    if (!provider) throw notFound('page')
    return provider
  }

  /** Who is signed in; a guest is nobody yet, and of somebody whom an administrator looks as nothing is changed. */
  function viewerOf({ viewer }: Visit) {
    if (viewer?.impersonator)
      throw new AppError('forbidden', 'End the view of the site as another person first.')
    return viewer && !isGuest(viewer.user) ? viewer : null
  }

  const returnTo = (key: string, { origin }: Visit) => origin + paths.signOnReturn(key)

  async function signIn(
    frame: Frame,
    visit: Visit,
    identity: ProvedIdentity,
    provider: string,
    next?: string,
  ) {
    const user = await admitIdentity(db, identity, provider, now())
    const signedIn = await proceed(deps, user, visit.client, false, now())
    if (signedIn.outcome === 'second_factor') {
      const asked = await askSecondFactor({ ...deps, origin: visit.origin }, signedIn.ticket, now())
      return <SecondFactorPage {...{ frame, next, form: blankForm }} {...asked} />
    }
    visit.keepSession(signedIn.secret)
    await visit.keepDevice(user.id)
    return seeOther(ownPath(next, paths.studies()))
  }

  return new Elysia()
    .use(pages(deps))
    .get(
      paths.signOn.pattern,
      async ({ visit, params, query }) => {
        const provider = providerOf(params.provider)
        const journey = { next: query.next, viewerId: viewerOf(visit)?.id ?? 0 }
        const begun = await beginSignOn(provider, returnTo(provider.key, visit), keys.proofs, journey, now())
        visit.keepSignOn(begun.kept)
        return seeOther(begun.url)
      },
      { params: byProvider, query: t.Object({ next: nextPath }) },
    )
    .get(paths.signOnReturn.pattern, async ({ html, frame, visit, params, request }) => {
      const provider = providerOf(params.provider)
      const arrived = new URL(returnTo(provider.key, visit) + new URL(request.url).search)
      const viewer = viewerOf(visit)
      visit.keepSignOn(null)
      const { identity, next } = await endSignOn(
        provider,
        arrived,
        visit.signOn ?? '',
        keys.proofs,
        viewer?.id ?? 0,
        now(),
      )
      if (viewer) {
        const how = { provider: provider.name, isFresh: isFresh(viewer, now()) }
        const secret = await useIdentity(db, viewer, identity, how, now())
        visit.keepSession(secret, viewer.session.remember)
        return seeOther(ownPath(next, paths.signOns()))
      }
      const answer = await signIn(frame, visit, identity, provider.name, next)
      return answer instanceof Response ? answer : html(answer)
    })
    .get(
      paths.proxySignOn.pattern,
      async ({ html, frame, visit, request, query }) => {
        const email = normaliseEmail(emailFromProxy(request, config) ?? '')
        if (!email) throw notFound('page')
        const answer = await signIn(
          frame,
          visit,
          { issuer: 'proxy', subject: email, email },
          'the proxy',
          query.next,
        )
        return answer instanceof Response ? answer : html(answer)
      },
      { query: t.Object({ next: nextPath }) },
    )
    .get(paths.signOns.pattern, async ({ html, frame, visit }) => {
      const viewer = memberOf(visit)
      const connected = (await listIdentities(db.read, viewer.id)).map(
        ({ id, issuer, createdAt, usedAt }) => ({
          id,
          name: config.signOn.find(each => each.issuer === issuer)?.name ?? issuer,
          createdAt: new Date(createdAt),
          usedAt: usedAt === null ? null : new Date(usedAt),
        }),
      )
      return html(<SignOnsPage frame={frame} connected={connected} providers={config.signOn} />)
    })
    .post(
      paths.signOnRemoval.pattern,
      async ({ visit, params, body }) => {
        checkCsrf(visit, body.csrf)
        const viewer = memberOf(visit)
        checkFresh(viewer, now())
        await disconnect(db, viewer, params.id, now())
        visit.say('sign_on_removed')
        return seeOther(paths.signOns())
      },
      { params: byId, body: formOf({}) },
    )
}
