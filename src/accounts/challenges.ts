import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Database } from '#db/index.ts'
import { spendRate } from '#db/rateLimits.ts'
import { minuteMs } from '../durations.ts'
import { AppError } from '../errors.ts'
import { goodKeys, type Key } from '../secrets.ts'
import { hashSecret } from './tokens.ts'

/** How long a browser may take over a passkey. */
export const challengeMsMax = 5 * minuteMs

/** A challenge that vouches for itself, so that asking writes nothing: nonce, end, and a seal over both and what for. */
export function mintChallenge({ current }: Key, purpose: string, now: number): Uint8Array<ArrayBuffer> {
  const head = Buffer.alloc(24)
  randomBytes(16).copy(head)
  head.writeBigUInt64BE(BigInt(now + challengeMsMax), 16)
  return new Uint8Array(Buffer.concat([head, sealOf(current, purpose, head)]))
}

/** @throws AppError invalid when it is not ours, too old, or was used before */
export async function useChallenge(
  db: Database,
  key: Key,
  challenge: string,
  purpose: string,
  now: number,
): Promise<void> {
  const bytes = Buffer.from(challenge, 'base64url')
  if (bytes.length !== 40) throw refused()
  const head = bytes.subarray(0, 24)
  const fits = (each: Buffer) => timingSafeEqual(sealOf(each, purpose, head), bytes.subarray(24))
  if (!goodKeys(key, now).some(fits)) throw refused()
  if (Number(head.readBigUInt64BE(16)) <= now) throw refused()
  const use = `challenge:${hashSecret(challenge).slice(0, 32)}`
  const { points } = await db.write(tx => spendRate(tx, use, 1, challengeMsMax, now))
  if (points > 1) throw refused()
}

const sealOf = (key: Buffer, purpose: string, head: Buffer) =>
  createHmac('sha256', key).update(`challenge ${purpose} `).update(head).digest().subarray(0, 16)

/** The challenge that the answer says it answers. @throws AppError invalid for anything but an answer */
export function challengeIn(response: string): string {
  try {
    const { response: inner } = JSON.parse(response) as { response: { clientDataJSON: string } }
    const data = JSON.parse(Buffer.from(inner.clientDataJSON, 'base64url').toString()) as {
      challenge: unknown
    }
    if (typeof data.challenge === 'string') return data.challenge
  } catch {
    // no answer of a browser
  }
  throw refused()
}

/** What every answer gets that is not right, whatever is wrong with it. */
export const refused = () => new AppError('invalid', 'The passkey was not accepted. Please try again.')
