import { Elysia, t } from 'elysia'
import { endSession } from '#src/accounts/sessions.ts'
import { signIn } from '#src/accounts/signIn.ts'
import { SignInPage } from '#views/accounts/signIn.tsx'
import { blankForm } from '#views/frame.ts'
import { paths } from '#views/paths.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { faultsIn, pages, seeOther } from '../plugins/pages.ts'

export function signInRoutes(deps: Deps) {
  const next = t.Optional(t.String({ maxLength: 2000 }))
  const body = t.Object(
    {
      csrf: t.String(),
      next,
      email: t.String({ maxLength: 400 }),
      password: t.String({ maxLength: 5000 }),
      remember: t.Optional(t.String()),
    },
    { additionalProperties: false },
  )
  return new Elysia()
    .use(pages(deps))
    .get(
      '/sign-in',
      ({ html, frame, query, visit }) => {
        if (visit.viewer) return seeOther(safeNext(query.next))
        return html(<SignInPage frame={frame} form={blankForm} next={query.next} />)
      },
      { query: t.Object({ next }) },
    )
    .post(
      '/sign-in',
      async ({ html, frame, visit, body, set }) => {
        checkCsrf(visit.csrf, body.csrf)
        const remember = body.remember !== undefined
        try {
          visit.keepSession(await signIn(deps.db, { ...body, remember }, visit.client, deps.now()), remember)
          return seeOther(safeNext(body.next))
        } catch (error) {
          set.status = 422
          return html(<SignInPage frame={frame} form={faultsIn(error, body)} next={body.next} />)
        }
      },
      { body },
    )
    .post(
      '/sign-out',
      async ({ visit, body, set }) => {
        checkCsrf(visit.csrf, body.csrf)
        if (visit.viewer) await endSession(deps.db, visit.viewer)
        visit.keepSession(null)
        set.headers['clear-site-data'] = '"cache"'
        return seeOther(paths.home())
      },
      { body: t.Object({ csrf: t.String() }, { additionalProperties: false }) },
    )
}

/** A path of our own to go on to: exactly one slash first, no backslash, no control character. */
export function safeNext(next: string | undefined): string {
  return next && /^\/(?![/\\])[^\\\p{Cc}]*$/u.test(next) ? next : paths.studies()
}
