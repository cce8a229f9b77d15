import { appendAudit } from '#db/audit.ts'
import { findIdentity } from '#db/identities.ts'
import type { Database } from '#db/index.ts'
import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import { proveByDirectory } from './directory.ts'
import { verifyPassword } from './passwords.ts'
import { checkRate, rateLimits } from './rateLimits.ts'
import type { Viewer } from './sessions.ts'

export interface PasswordDeps {
  db: Database
  config?: Pick<Config, 'directory'>
}

/**
 * Checks the viewer's own password before a change.
 * @returns where it is their password: here, or in the directory of the institute
 * @throws AppError invalid, too_many after ten in a quarter of an hour
 */
export async function checkOwnPassword(
  { db, config }: PasswordDeps,
  viewer: Viewer,
  password: string,
  now: number,
): Promise<'here' | 'directory'> {
  const { user } = viewer
  await db.write(tx => checkRate(tx, rateLimits.passwordByPerson, viewer.id, now))
  if (await verifyPassword(password, user.passwordHash)) return 'here'
  const { directory } = config ?? {}
  const proved = directory && (await proveByDirectory(directory, user.email, password))
  if (proved && (await findIdentity(db.read, proved.issuer, proved.subject))?.userId === viewer.id)
    return 'directory'
  await db.write(tx => appendAudit(tx, { at: now, actorId: viewer.id, action: 'password_refused' }))
  const message = user.passwordHash === null && !directory ? noPassword : 'This password is wrong.'
  throw new AppError('invalid', message, { password: message })
}

/** Of people who sign in with an account elsewhere. */
const noPassword =
  'Your account has no password yet. Sign out, choose one under “Forgot your password?” on the sign-in page, and come back.'
