import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { User } from '#db/schema.ts'
import { dayMs } from '../durations.ts'
import { goodKeys, type Key } from '../secrets.ts'
import { normaliseEmail } from './email.ts'
import { markOf } from './ticket.ts'
import { hashSecret } from './tokens.ts'

/** A browser stays known for a year after its person last signed in there, or until their password changes. */
export const knownMsMax = 365 * dayMs

/** Each account that is used in a browser has a cookie of its own there. */
export const deviceCookieOf = (email: string) =>
  `device-${hashSecret(normaliseEmail(email) ?? email).slice(0, 12)}`

/**
 * What makes a browser known to an account: tries from it are counted apart from all others, so nobody who guesses
 * passwords elsewhere can keep its person from signing in.
 */
export function issueDevice({ current }: Key, user: User, now: number): string {
  const facts = `${randomBytes(12).toString('base64url')}.${now.toString(36)}`
  return `${facts}.${sealOf(current, facts, user)}`
}

/** What tells a known browser from others; nothing for a cookie of another account, another password or another year. */
export function findDevice(
  key: Key,
  cookie: string,
  user: Pick<User, 'id' | 'passwordHash'> | undefined,
  now: number,
): string | undefined {
  const [nonce = '', at = '', seal = ''] = cookie.split('.')
  const given = Buffer.from(seal)
  const fits = goodKeys(key, now).some(each => {
    const expected = Buffer.from(sealOf(each, `${nonce}.${at}`, user ?? nobody))
    return given.length === expected.length && timingSafeEqual(given, expected)
  })
  return fits && now - Number.parseInt(at, 36) < knownMsMax ? nonce : undefined
}

/** An address without an account takes as long as one that has one. */
const nobody = { id: 0, passwordHash: null }

const sealOf = (key: Buffer, facts: string, user: Pick<User, 'id' | 'passwordHash'>) =>
  createHmac('sha256', key)
    .update(`device ${user.id} ${markOf(user.passwordHash)} ${facts}`)
    .digest('base64url')
