import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { listTotpFactors, setFactorSecret } from '#db/factors.ts'
import type { Database, Reader } from '#db/index.ts'
import type { Factor } from '#db/schema.ts'
import type { Key } from '../secrets.ts'

/** AES-256-GCM, bound to its owner: nonce, tag and text in one. The key lies outside the database. */
export function encryptSecret({ current }: Key, userId: number, seed: Uint8Array): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', current, nonce).setAAD(Buffer.from(`user ${userId}`))
  const text = Buffer.concat([cipher.update(seed), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64url')
}

/** The seed of an app, whichever of the two keys it was locked with. */
export function decryptSecret({ current, before }: Key, factor: Factor): Uint8Array {
  if (before && !opensWith(current, factor)) return unlockWith(before.key, factor)
  return unlockWith(current, factor)
}

/** Locks with the current key what was locked with the one before, which may then be forgotten. */
export async function reencryptSecrets(db: Database, key: Key): Promise<void> {
  await db.write(async tx => {
    for (const factor of await listEncryptedBefore(tx, key))
      await setFactorSecret(tx, factor.id, encryptSecret(key, factor.userId, decryptSecret(key, factor)))
  })
}

/** Apps whose seed is still locked with the key before. */
export async function listEncryptedBefore(db: Reader, { current, before }: Key): Promise<Factor[]> {
  if (!before) return []
  const factors = await listTotpFactors(db)
  return factors.filter(factor => !opensWith(current, factor) && opensWith(before.key, factor))
}

function opensWith(key: Buffer, factor: Factor): boolean {
  try {
    return unlockWith(key, factor).length > 0
  } catch {
    return false
  }
}

function unlockWith(key: Buffer, { secret, userId }: Factor): Uint8Array {
  const bytes = Buffer.from(secret, 'base64url')
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12))
    .setAAD(Buffer.from(`user ${userId}`))
    .setAuthTag(bytes.subarray(12, 28))
  return new Uint8Array(Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]))
}
