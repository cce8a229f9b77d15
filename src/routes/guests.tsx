import { Elysia, t } from 'elysia'
import { countStudiesOf } from '#db/studies.ts'
import { findGuest, isGuest, resumeGuest, startGuest } from '#src/accounts/guests.ts'
import { endSession } from '#src/accounts/sessions.ts'
import { makeExampleStudy } from '#src/studies/example.ts'
import { claimGuest } from '#src/studies/moveStudy.ts'
import { GuestPage } from '#views/accounts/guest.tsx'
import type { Frame } from '#views/frame.ts'
import { paths } from '#views/paths.ts'
import { AppError } from '../errors.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { formOf } from '../plugins/forms.ts'
import { faultsIn, pages, seeOther } from '../plugins/pages.ts'
import { memberOf, type Visit } from '../plugins/session.ts'

/** Work without an account: begin, come back by the link, and move it all to an account. */
export function guestRoutes(deps: Deps) {
  const { db, keys, now } = deps
  const bySecret = t.Object({ secret: t.String({ maxLength: 100 }) })

  /** @throws AppError not_found, the same whatever is wrong with the link */
  async function guestOf(secret: string) {
    const guest = await findGuest(db.read, keys.proofs, secret, now())
    if (!guest) throw new AppError('not_found', 'This link does not exist or has expired.')
    return guest
  }

  async function page(frame: Frame, visit: Visit, secret: string, problem?: string) {
    const guest = await guestOf(secret)
    const { active: studies } = await countStudiesOf(db.read, guest.id)
    return (
      <GuestPage
        frame={frame}
        secret={secret}
        link={visit.origin + paths.guest(secret)}
        until={new Date(guest.guestUntil!)}
        studies={studies}
        isMe={visit.viewer?.id === guest.id}
        problem={problem}
      />
    )
  }

  return new Elysia()
    .use(pages(deps))
    .post(
      paths.guests.pattern,
      async ({ visit, body }) => {
        checkCsrf(visit, body.csrf)
        let user = visit.viewer?.user
        if (!user) {
          const started = await startGuest(db, visit.origin, visit.client, now())
          visit.keepSession(started.secret, true)
          user = started.user
        }
        if (body.start === 'upload') return seeOther(paths.newStudy())
        const analysis = await makeExampleStudy(deps, user, now())
        return seeOther(paths.analysis(analysis.id))
      },
      { body: formOf({ start: t.UnionEnum(['upload', 'example']) }) },
    )
    .get(
      paths.guest.pattern,
      async ({ html, frame, visit, params }) => html(await page(frame, visit, params.secret)),
      { params: bySecret },
    )
    .post(
      paths.guest.pattern,
      async ({ visit, params, body }) => {
        checkCsrf(visit, body.csrf)
        const guest = await guestOf(params.secret)
        if (visit.viewer) await endSession(db, visit.viewer, now())
        const secret = await resumeGuest(db, guest, visit.client, now())
        visit.keepSession(secret, true)
        return seeOther(paths.studies())
      },
      { params: bySecret, body: formOf({}) },
    )
    .post(
      paths.guestClaim.pattern,
      async ({ html, frame, visit, params, body, request, set }) => {
        checkCsrf(visit, body.csrf)
        const { user } = memberOf(visit)
        const guest = await guestOf(params.secret)
        if (isGuest(user)) throw new AppError('forbidden', 'Sign in to move these studies to your account.')
        try {
          await claimGuest(deps, guest, user, now())
        } catch (error) {
          const { errors } = faultsIn(error, {}, { request, set })
          return html(await page(frame, visit, params.secret, Object.values(errors)[0]))
        }
        visit.say('guest_claimed')
        return seeOther(paths.studies())
      },
      { params: bySecret, body: formOf({}) },
    )
}
