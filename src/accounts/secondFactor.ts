import { appendAudit } from '#db/audit.ts'
import type { Database } from '#db/index.ts'
import type { User } from '#db/schema.ts'
import { AppError } from '../errors.ts'
import type { Keys } from '../secrets.ts'
import { noteChange } from './factors.ts'
import { checkRate, rateLimits } from './rateLimits.ts'
import { useRecoveryCode } from './recoveryCodes.ts'
import { verifyTotp } from './totp.ts'

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
  await db.write(tx => checkRate(tx, rateLimits.codeByPerson, user.id, now))
  const isGood = await db.write(async tx => {
    if (/^\d{6}$/.test(code)) return await verifyTotp(tx, keys.factors, user.id, code, now)
    if (!(await useRecoveryCode(tx, user.id, code, now))) return false
    await noteChange(tx, user, 'recovery_used', now)
    return true
  })
  if (isGood) return
  await db.write(tx => appendAudit(tx, { at: now, actorId: user.id, action: 'second_factor_refused' }))
  throw new AppError('invalid', 'This code is wrong or was already used.', {
    code: 'This code is wrong or was already used. Wait for the next one, or use a recovery code.',
  })
}
