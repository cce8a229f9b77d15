import { appendAudit } from '#db/audit.ts'
import type { Database, Reader, Tx } from '#db/index.ts'
import { listRolesOf } from '#db/roles.ts'
import type { Session } from '#db/schema.ts'
import { clearImpersonation, listImpersonationsOver, setImpersonation } from '#db/sessions.ts'
import { findUser } from '#db/users.ts'
import { minuteMs } from '../durations.ts'
import { AppError, notFound } from '../errors.ts'
import { findRoles, may } from './permissions.ts'
import type { Viewer } from './sessions.ts'

/** Looking at the site as another person ends by itself after this long. */
export const impersonationMsMax = 30 * minuteMs

/**
 * Lets an administrator see the site as a person sees it, to help them. Nothing can be changed meanwhile: see
 * plugins/accessModes.ts.
 * @throws AppError not_found; conflict for oneself, for other administrators and for closed accounts
 */
export async function startImpersonation(
  db: Database,
  administrator: Viewer,
  userId: number,
  now: number,
): Promise<void> {
  await db.write(async tx => {
    const user = await findUser(tx, userId)
    if (!user) throw notFound('user')
    if (userId === administrator.id || (await listRolesOf(tx, userId)).includes('superuser'))
      throw new AppError('conflict', 'You can only view the site as a person who is not an administrator.')
    if (user.disabledAt !== null) throw new AppError('conflict', 'This account is closed.')
    const endsAt = now + impersonationMsMax
    await setImpersonation(tx, administrator.session.id, userId, endsAt)
    const facts = { action: 'impersonation_started', subject: `user:${userId}`, details: { endsAt } }
    await appendAudit(tx, { at: now, actorId: administrator.id, ...facts })
  })
}

/** @returns whom the administrator looked as; undefined when nobody */
export async function endImpersonation(
  tx: Tx,
  { id, userId: actorId }: Session,
  now: number,
): Promise<number | undefined> {
  const impersonatedId = await clearImpersonation(tx, id)
  if (impersonatedId === undefined) return
  const facts = { action: 'impersonation_ended', subject: `user:${impersonatedId}` }
  await appendAudit(tx, { at: now, actorId, ...facts })
  return impersonatedId
}

/** Ends the impersonations that expired without a request since. */
export async function sweepImpersonations(tx: Tx, now: number): Promise<void> {
  for (const session of await listImpersonationsOver(tx, now)) await endImpersonation(tx, session, now)
}

/** The viewer as whom an administrator looks at the site; the administrator while that is over, or not allowed any more. */
export async function asImpersonated(db: Reader, viewer: Viewer, now: number): Promise<Viewer> {
  const { impersonatedId, impersonationEndsAt } = viewer.session
  if (impersonatedId === null || (impersonationEndsAt ?? 0) <= now || !may(viewer, 'administer'))
    return viewer
  const user = await findUser(db, impersonatedId)
  if (!user || user.disabledAt !== null) return viewer
  const roles = await findRoles(db, user)
  if (roles.includes('superuser')) return viewer
  return { ...viewer, id: user.id, user, roles, impersonator: { endsAt: impersonationEndsAt! } }
}
