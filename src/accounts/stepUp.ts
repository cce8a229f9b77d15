import { appendAudit } from '#db/audit.ts'
import type { Database } from '#db/index.ts'
import { AppError } from '../errors.ts'
import type { Keys } from '../secrets.ts'
import { checkCode, hasFactor } from './factors.ts'
import { checkPasskey } from './passkeys.ts'
import { verifyPassword } from './passwords.ts'
import { renew, type Viewer } from './sessions.ts'
import { limits, spend } from './throttle.ts'

interface House {
  db: Database
  keys: Keys
  config: { origin: string }
}

export type Proof = { passkey: string } | { code: string } | { password: string }

/**
 * Proves once more that it is the viewer: by a second factor where they have one, else by the password. The session
 * gets a new secret.
 * @returns the session's new secret
 * @throws AppError invalid, too_many
 */
export async function stepUp(house: House, viewer: Viewer, proof: Proof, now: number): Promise<string> {
  const { db } = house
  if ('passkey' in proof) {
    const user = await checkPasskey(house, 'step up', proof.passkey, now)
    if (user.id !== viewer.id) throw new AppError('invalid', 'This passkey belongs to another account.')
  } else if ('code' in proof) await checkCode(house, viewer.user, proof.code, now)
  else if (await hasFactor(db.read, viewer.id))
    throw new AppError('invalid', 'Use your second factor here.', {
      password: 'Use your second factor here.',
    })
  else await checkOwnPassword(db, viewer, proof.password, now)
  return await db.write(async tx => {
    await appendAudit(tx, { at: now, actorId: viewer.id, action: 'stepped_up' })
    return await renew(tx, viewer, { strongAuthAt: now })
  })
}

/** @throws AppError invalid with a message at `field`, too_many after ten in a quarter of an hour */
export async function checkOwnPassword(
  db: Database,
  viewer: Viewer,
  password: string,
  now: number,
  field = 'password',
): Promise<void> {
  await db.write(tx => spend(tx, limits.passwordByPerson, viewer.id, now))
  if (await verifyPassword(password, viewer.user.passwordHash)) return
  await db.write(tx => appendAudit(tx, { at: now, actorId: viewer.id, action: 'password_refused' }))
  throw new AppError('invalid', 'This is not your password.', { [field]: 'This is not your password.' })
}
