import { appendAudit } from '#db/audit.ts'
import { findIdentity } from '#db/identities.ts'
import type { Database } from '#db/index.ts'
import { AppError } from '../errors.ts'
import type { Directory } from '../signOnSettings.ts'
import { proveByDirectory } from './directory.ts'
import { verifyPassword } from './passwords.ts'
import { checkRate, rateLimits } from './rateLimits.ts'
import type { Viewer } from './sessions.ts'

/** The viewer's own password, here or in the directory, before a change. @throws AppError invalid, too_many after ten in a quarter of an hour */
export async function checkOwnPassword(
  db: Database,
  viewer: Viewer,
  password: string,
  now: number,
  directory?: Directory,
): Promise<void> {
  await db.write(tx => checkRate(tx, rateLimits.passwordByPerson, viewer.id, now))
  if (await verifyPassword(password, viewer.user.passwordHash)) return
  const proved = directory && (await proveByDirectory(directory, viewer.user.email, password))
  if (proved && (await findIdentity(db.read, proved.issuer, proved.subject))?.userId === viewer.id) return
  await db.write(tx => appendAudit(tx, { at: now, actorId: viewer.id, action: 'password_refused' }))
  throw new AppError('invalid', 'This password is wrong.', { password: 'This password is wrong.' })
}
