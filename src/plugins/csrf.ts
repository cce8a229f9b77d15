import { createHmac, timingSafeEqual } from 'node:crypto'
import { AppError } from '../errors.ts'

/** The token of one visitor's forms: an HMAC over their session, so another's does not fit. */
export function csrfToken(key: Buffer, holder: string): string {
  return createHmac('sha256', key).update(holder).digest('base64url')
}

/** Every unsafe request must carry a token of its visitor, as the field `csrf`. @throws AppError forbidden */
export function checkCsrf({ csrfTokens }: { csrfTokens: string[] }, given: unknown): void {
  const fits = (expected: string) =>
    typeof given === 'string' &&
    given.length === expected.length &&
    timingSafeEqual(Buffer.from(given), Buffer.from(expected))
  if (!csrfTokens.some(fits))
    throw new AppError('forbidden', 'This form has expired. Open the page again and repeat.')
}
