import { Elysia } from 'elysia'
import type { Session } from '#db/schema.ts'
import { listSessionsOf } from '#db/sessions.ts'
import { browserIn } from '#src/accounts/browserIn.ts'
import { endOtherSessions, endSessionOf, type Viewer } from '#src/accounts/sessions.ts'
import { type SessionRow, SessionsPage } from '#views/accounts/sessions.tsx'
import { paths } from '#views/paths.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { formOf } from '../plugins/forms.ts'
import { byId, pages, seeOther } from '../plugins/pages.ts'
import { memberOf } from '../plugins/session.ts'

/** Where one is signed in, and ending it: one session, or all others. */
export function sessionRoutes(deps: Deps) {
  const { db, now } = deps
  return new Elysia()
    .use(pages(deps))
    .get(paths.sessions.pattern, async ({ html, frame, visit }) => {
      const viewer = memberOf(visit)
      const open = (await listSessionsOf(db.read, viewer.id)).filter(each => each.expiresAt > now())
      return html(<SessionsPage frame={frame} sessions={open.map(each => rowOf(each, viewer))} />)
    })
    .post(
      paths.sessionEnd.pattern,
      async ({ visit, params, body }) => {
        checkCsrf(visit, body.csrf)
        await endSessionOf(db, memberOf(visit), params.id, now())
        visit.say('session_ended')
        return seeOther(paths.sessions())
      },
      { params: byId, body: formOf({}) },
    )
    .post(
      paths.otherSessionsEnd.pattern,
      async ({ visit, body }) => {
        checkCsrf(visit, body.csrf)
        await endOtherSessions(db, memberOf(visit), now())
        visit.say('sessions_ended')
        return seeOther(paths.sessions())
      },
      { body: formOf({}) },
    )
}

function rowOf(session: Session, viewer: Viewer): SessionRow {
  return {
    id: session.id,
    isThis: session.id === viewer.session.id,
    browser: browserIn(session.agent),
    address: session.address,
    remember: session.remember,
    createdAt: new Date(session.createdAt),
    seenAt: new Date(session.seenAt),
  }
}
