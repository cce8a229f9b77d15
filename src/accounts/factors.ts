import { appendAudit } from '#db/audit.ts'
import { deleteFactorOf, deleteFactorsOf, listFactorsOf } from '#db/factors.ts'
import type { Database, Reader, Tx } from '#db/index.ts'
import type { Factor, User } from '#db/schema.ts'
import { AppError, notFound } from '../errors.ts'
import { type AccountMails, enqueueAccountMail, toUser } from './accountMail.ts'
import { checkOwnPassword, type PasswordDeps } from './ownPassword.ts'
import { passwordLengthMin } from './passwordPolicy.ts'
import { renewRecoveryCodes } from './recoveryCodes.ts'
import type { Viewer } from './sessions.ts'

/** Factors that count: an app whose first code was right, and passkeys. */
export async function listActiveFactors(db: Reader, userId: number): Promise<Factor[]> {
  const factors = await listFactorsOf(db, userId)
  return factors.filter(factor => factor.kind !== 'recovery' && factor.confirmedAt !== null)
}

export async function hasFactor(db: Reader, userId: number): Promise<boolean> {
  return (await listActiveFactors(db, userId)).length > 0
}

/** New codes for a person who has a factor. @throws AppError conflict without one */
export async function renewCodesOf(db: Database, viewer: Viewer, now: number): Promise<string[]> {
  return await db.write(async tx => {
    if (!(await hasFactor(tx, viewer.id)))
      throw new AppError('conflict', 'Add an authenticator app or a passkey first.')
    await noteChange(tx, viewer.user, 'codes_renewed', now)
    return await renewRecoveryCodes(tx, viewer.id, now)
  })
}

/**
 * Removes one of the viewer's factors. The last one takes the recovery codes with it and leaves the password alone in
 * charge, so that must be typed and long enough for it; administrators keep one.
 * @throws AppError not_found, invalid, conflict
 */
export async function removeFactor(
  deps: PasswordDeps,
  viewer: Viewer,
  id: number,
  password: string,
  now: number,
): Promise<void> {
  const { db } = deps
  const factors = await listActiveFactors(db.read, viewer.id)
  if (!factors.some(factor => factor.id === id)) throw notFound('factor')
  const isLast = factors.length === 1
  if (isLast) await checkLastRemoval(deps, viewer, password, now)
  await db.write(async tx => {
    if (!(await deleteFactorOf(tx, viewer.id, id))) throw notFound('factor')
    if (isLast) await deleteFactorsOf(tx, viewer.id, 'recovery')
    await noteChange(tx, viewer.user, 'removed', now)
  })
}

async function checkLastRemoval(
  deps: PasswordDeps,
  viewer: Viewer,
  password: string,
  now: number,
): Promise<void> {
  if (viewer.roles.includes('superuser'))
    throw new AppError(
      'conflict',
      'Administrators need a second factor. Add another one before removing this.',
    )
  const place = await checkOwnPassword(deps, viewer, password, now)
  if (place === 'here' && [...password].length < passwordLengthMin.alone)
    throw new AppError(
      'conflict',
      `Without a second factor your password needs ${passwordLengthMin.alone} characters. Change it first.`,
    )
}

/** Tells the person, and the audit, of a change in how they sign in. */
export async function noteChange(
  tx: Tx,
  user: User,
  change: AccountMails['factor_changed']['change'],
  now: number,
): Promise<void> {
  await appendAudit(tx, { at: now, actorId: user.id, action: 'factor_changed', details: change })
  await enqueueAccountMail(tx, 'factor_changed', toUser(user), { change }, now)
}
