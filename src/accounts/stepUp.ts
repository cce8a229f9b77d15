import { appendAudit } from '#db/audit.ts'
import type { Database } from '#db/index.ts'
import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import type { Keys } from '../secrets.ts'
import { hasFactor } from './factors.ts'
import { checkOwnPassword } from './ownPassword.ts'
import { checkPasskey } from './passkeys.ts'
import { checkCode } from './secondFactor.ts'
import { renew, type Viewer } from './sessions.ts'

interface Deps {
  db: Database
  keys: Keys
  origin: string
  config?: Pick<Config, 'directory'>
}

export type Proof = { passkey: string } | { code: string } | { password: string }

/**
 * Proves once more that it is the viewer: by a second factor where they have one, else by the password. The session
 * gets a new secret.
 * @returns the session's new secret
 * @throws AppError invalid, too_many
 */
export async function stepUp(deps: Deps, viewer: Viewer, proof: Proof, now: number): Promise<string> {
  const { db } = deps
  if ('passkey' in proof) {
    const user = await checkPasskey(deps, 'step up', proof.passkey, now)
    if (user.id !== viewer.id) throw new AppError('invalid', 'This passkey belongs to another account.')
  } else if ('code' in proof) await checkCode(deps, viewer.user, proof.code, now)
  else if (await hasFactor(db.read, viewer.id))
    throw new AppError('invalid', 'Use your second factor here.', {
      password: 'Use your second factor here.',
    })
  else await checkOwnPassword(deps, viewer, proof.password, now)
  return await db.write(async tx => {
    await appendAudit(tx, { at: now, actorId: viewer.id, action: 'stepped_up' })
    return await renew(tx, viewer, { strongAuthAt: now })
  })
}
