import { appendAudit } from '#db/audit.ts'
import type { Database } from '#db/index.ts'
import { findUserByEmail, recordSignIn, setPasswordHash } from '#db/users.ts'
import { AppError } from '../errors.ts'
import { normaliseEmail } from './email.ts'
import { hashPassword, isOutdated, verifyPassword } from './passwords.ts'
import { type Client, startSession } from './sessions.ts'

export interface Credentials {
  email: string
  password: string
  remember: boolean
}

/**
 * Starts a session for the right password. Everything else looks and takes the same: an unknown address, a wrong
 * password, an account that is closed or not confirmed.
 * @returns the session's secret
 * @throws AppError invalid
 */
export async function signIn(
  db: Database,
  { email, password, remember }: Credentials,
  client: Client,
  now: number,
): Promise<string> {
  const address = normaliseEmail(email)
  const user = address === undefined ? undefined : await findUserByEmail(db.read, address)
  const known = user !== undefined && user.confirmedAt !== null && user.disabledAt === null
  const fits = await verifyPassword(password.slice(0, 1024), known ? user.passwordHash : null)
  if (!user || !fits) {
    await db.write(tx =>
      appendAudit(tx, { at: now, actorId: user?.id, action: 'sign_in_refused', address: client.address }),
    )
    throw new AppError(
      'invalid',
      'The address and the password do not go together. Check both and try again.',
    )
  }
  const renewed = isOutdated(user.passwordHash!) ? await hashPassword(password) : undefined
  return await db.write(async tx => {
    if (renewed) await setPasswordHash(tx, user.id, renewed, now)
    await recordSignIn(tx, user, client.address, now)
    await appendAudit(tx, {
      at: now,
      actorId: user.id,
      action: 'sign_in',
      subject: `user:${user.id}`,
      address: client.address,
    })
    return await startSession(tx, user.id, client, remember, now)
  })
}
