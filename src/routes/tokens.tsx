import { Elysia, t } from 'elysia'
import { listApiTokens, makeToken, revokeToken, scopes, tokenDaysMax } from '#src/accounts/apiTokens.ts'
import type { Viewer } from '#src/accounts/sessions.ts'
import { NewTokenPage, TokensPage } from '#views/accounts/tokens.tsx'
import type { FormState, Frame } from '#views/frame.ts'
import { paths } from '#views/paths.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { formOf, line } from '../plugins/forms.ts'
import { byId, faultsIn, pages, seeOther } from '../plugins/pages.ts'
import { memberOf } from '../plugins/session.ts'

/** The tokens of one's programs: the list, making one, revoking one. */
export function tokenRoutes(deps: Deps) {
  const { db, now } = deps
  const opening: FormState = { values: { scope: 'read', tokenDays: '90' }, errors: {} }

  async function page(frame: Frame, viewer: Viewer, form: FormState) {
    const tokens = await listApiTokens(db.read, viewer.id, now())
    return <TokensPage frame={frame} form={form} tokens={tokens} daysMax={tokenDaysMax} />
  }

  return new Elysia()
    .use(pages(deps))
    .get(paths.tokens.pattern, async ({ html, frame, visit }) =>
      html(await page(frame, memberOf(visit), opening)),
    )
    .post(
      paths.tokens.pattern,
      async ({ html, frame, visit, body, request, set }) => {
        checkCsrf(visit, body.csrf)
        const viewer = memberOf(visit)
        try {
          const wanted = { name: body.tokenName, scope: body.scope, days: Number(body.tokenDays) }
          const token = await makeToken(db, viewer, wanted, now())
          return html(<NewTokenPage frame={frame} token={token} origin={visit.origin} />)
        } catch (error) {
          return html(await page(frame, viewer, faultsIn(error, body, { request, set })))
        }
      },
      { body: formOf({ tokenName: line, scope: t.UnionEnum([...scopes]), tokenDays: line }) },
    )
    .post(
      paths.tokenRevocation.pattern,
      async ({ visit, params, body }) => {
        checkCsrf(visit, body.csrf)
        await revokeToken(db, memberOf(visit), params.id, now())
        visit.say('token_revoked')
        return seeOther(paths.tokens())
      },
      { params: byId, body: formOf({}) },
    )
}
