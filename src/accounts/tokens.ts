import { createHash, randomBytes } from 'node:crypto'
import { encodeBase64urlNoPadding } from '@oslojs/encoding'

/** A secret for a link or a cookie: 256 random bits, of which the database keeps the hash alone. */
export function mintSecret(): { secret: string; hash: string } {
  const secret = encodeBase64urlNoPadding(randomBytes(32))
  return { secret, hash: hashSecret(secret) }
}

export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
