import { createHmac, randomFillSync, timingSafeEqual } from 'node:crypto'
import { AppError } from '../errors.ts'

const tokenBytes = 32

/** The token of one visitor's forms: an HMAC over their session, so another's does not fit. */
export function csrfToken(key: Buffer, holder: string): Buffer {
  return createHmac('sha256', key).update(holder).digest()
}

/**
 * The token as a page carries it: random bytes, and the token with them added bit by bit. It looks different on each page, so
 * the length of compressed pages tells nothing about it.
 */
export function maskToken(token: Buffer): string {
  const masked = randomFillSync(Buffer.alloc(2 * tokenBytes))
  for (let i = 0; i < tokenBytes; i++) masked[tokenBytes + i] = masked[i]! ^ token[i]!
  return masked.toString('base64url')
}

/** Every unsafe request must carry a token of its visitor, as the field `csrf`. @throws AppError forbidden */
export function checkCsrf({ csrfTokens }: { csrfTokens: Buffer[] }, given: unknown): void {
  const masked = typeof given === 'string' ? Buffer.from(given, 'base64url') : Buffer.alloc(0)
  const token = Buffer.from(masked.subarray(0, tokenBytes).map((byte, i) => byte ^ masked[tokenBytes + i]!))
  const fits = (expected: Buffer) => masked.length === 2 * tokenBytes && timingSafeEqual(token, expected)
  if (!csrfTokens.some(fits))
    throw new AppError('forbidden', 'This form has expired. Reload the page and submit the form again.')
}
