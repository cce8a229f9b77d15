import { randomBytes } from 'node:crypto'
import { appendAudit } from '#db/audit.ts'
import {
  deleteFactorOf,
  deleteFactorsOf,
  insertFactor,
  listFactorsOf,
  spendRecoveryCode,
} from '#db/factors.ts'
import type { Database, Reader, Tx } from '#db/index.ts'
import type { Factor, User } from '#db/schema.ts'
import { AppError, notFound } from '../errors.ts'
import type { Keys } from '../secrets.ts'
import { checkOwnPassword } from './ownPassword.ts'
import { passwordLengthMin } from './passwordPolicy.ts'
import { type AccountLetters, toUser, write } from './post.ts'
import type { Viewer } from './sessions.ts'
import { limits, spend } from './throttle.ts'
import { hashSecret } from './tokens.ts'
import { verifyTotp } from './totp.ts'

/** Factors that count: an app whose first code was right, and passkeys. */
export async function listActiveFactors(db: Reader, userId: number): Promise<Factor[]> {
  const factors = await listFactorsOf(db, userId)
  return factors.filter(factor => factor.kind !== 'recovery' && factor.confirmedAt !== null)
}

export async function hasFactor(db: Reader, userId: number): Promise<boolean> {
  return (await listActiveFactors(db, userId)).length > 0
}

export async function countRecoveryCodes(db: Reader, userId: number): Promise<number> {
  const factors = await listFactorsOf(db, userId)
  return factors.filter(factor => factor.kind === 'recovery' && factor.usedAt === null).length
}

/**
 * Checks the six digits of an app or a recovery code, each good for one time.
 * @throws AppError invalid for a wrong code, too_many after five in five minutes
 */
export async function checkCode(
  { db, keys }: { db: Database; keys: Keys },
  user: User,
  typed: string,
  now: number,
): Promise<void> {
  const code = typed.replace(/[\s-]/g, '').toLowerCase()
  await db.write(tx => spend(tx, limits.codeByPerson, user.id, now))
  const isGood = await db.write(async tx => {
    if (/^\d{6}$/.test(code)) return await verifyTotp(tx, keys.factors, user.id, code, now)
    if (!(await spendRecoveryCode(tx, user.id, hashCode(user.id, code), now))) return false
    await noteChange(tx, user, 'recovery_used', now)
    return true
  })
  if (isGood) return
  await db.write(tx => appendAudit(tx, { at: now, actorId: user.id, action: 'second_factor_refused' }))
  throw new AppError('invalid', 'This code is not right, or it was used before.', {
    code: 'This code is not right, or it was used before. Wait for the next one, or use a recovery code.',
  })
}

const recoveryCodes = 10
/** No 0, 1, i, l, o: 31 signs, so 12 of them hold 59 bits. */
const alphabet = '23456789abcdefghjkmnpqrstuvwxyz'

/** Ten new recovery codes in place of the old ones; they are shown once and kept as hashes. */
export async function renewRecoveryCodes(tx: Tx, userId: number, now: number): Promise<string[]> {
  await deleteFactorsOf(tx, userId, 'recovery')
  const codes = Array.from({ length: recoveryCodes }, drawCode)
  for (const code of codes) {
    const secret = hashCode(userId, code.replaceAll('-', ''))
    await insertFactor(tx, { userId, kind: 'recovery', secret, createdAt: now, confirmedAt: now })
  }
  return codes
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

/** "k3v9-qw2m-7xhd" */
function drawCode(): string {
  const signs: string[] = []
  while (signs.length < 12)
    for (const byte of randomBytes(16)) if (byte < 248 && signs.length < 12) signs.push(alphabet[byte % 31])
  return [0, 4, 8].map(start => signs.slice(start, start + 4).join('')).join('-')
}

const hashCode = (userId: number, code: string) => hashSecret(`recovery ${userId} ${code}`)

/**
 * Removes one of the viewer's factors. The last one takes the recovery codes with it and leaves the password alone in
 * charge, so that must be typed and long enough for it; administrators keep one.
 * @throws AppError not_found, invalid, conflict
 */
export async function removeFactor(
  db: Database,
  viewer: Viewer,
  id: number,
  password: string,
  now: number,
): Promise<void> {
  const factors = await listActiveFactors(db.read, viewer.id)
  if (!factors.some(factor => factor.id === id)) throw notFound('factor')
  const isLast = factors.length === 1
  if (isLast) await checkLastRemoval(db, viewer, password, now)
  await db.write(async tx => {
    if (!(await deleteFactorOf(tx, viewer.id, id))) throw notFound('factor')
    if (isLast) await deleteFactorsOf(tx, viewer.id, 'recovery')
    await noteChange(tx, viewer.user, 'removed', now)
  })
}

async function checkLastRemoval(db: Database, viewer: Viewer, password: string, now: number): Promise<void> {
  if (viewer.roles.includes('superuser'))
    throw new AppError(
      'conflict',
      'Administrators need a second factor. Add another one before removing this.',
    )
  await checkOwnPassword(db, viewer, password, now)
  if ([...password].length < passwordLengthMin.alone)
    throw new AppError(
      'conflict',
      `Without a second factor your password needs ${passwordLengthMin.alone} characters. Change it first.`,
    )
}

/** Tells the person, and the audit, of a change in how they sign in. */
export async function noteChange(
  tx: Tx,
  user: User,
  change: AccountLetters['factor_changed']['change'],
  now: number,
): Promise<void> {
  await appendAudit(tx, { at: now, actorId: user.id, action: 'factor_changed', details: change })
  await write(tx, 'factor_changed', toUser(user), { change }, now)
}
