import { randomBytes } from 'node:crypto'
import { encodeBase32UpperCaseNoPadding } from '@oslojs/encoding'
import { createTOTPKeyURI, generateHOTP } from '@oslojs/otp'
import { advanceFactor, confirmFactor, insertFactor, listFactorsOf } from '#db/factors.ts'
import type { Database, Tx } from '#db/index.ts'
import type { Factor } from '#db/schema.ts'
import { refuse } from '../errors.ts'
import type { Key, Keys } from '../secrets.ts'
import { listActiveFactors, noteChange } from './factors.ts'
import { checkRate, rateLimits } from './rateLimits.ts'
import { renewRecoveryCodes } from './recoveryCodes.ts'
import type { Viewer } from './sessions.ts'
import { decryptSecret, encryptSecret } from './totpSecrets.ts'

/** RFC 6238: a new code of six digits every 30 seconds; one step of clock error either way is forgiven. */
const stepMs = 30_000
const digits = 6
const steps = [-1, 0, 1]

interface Deps {
  db: Database
  keys: Keys
}

/** What an app needs to know, as text to type and as the address behind the QR code. */
export interface Enrolment {
  factorId: number
  secret: string
  uri: string
}

/** Starts the enrolment of an app, or goes on with the one that was started: it counts after its first right code. */
export async function enrolTotp({ db, keys }: Deps, viewer: Viewer, now: number): Promise<Enrolment> {
  const started = (await listFactorsOf(db.read, viewer.id)).find(isStarted)
  const seed = started ? decryptSecret(keys.factors, started) : randomBytes(20)
  const { id } =
    started ??
    (await db.write(tx =>
      insertFactor(tx, {
        userId: viewer.id,
        kind: 'totp',
        name: 'Authenticator app',
        secret: encryptSecret(keys.factors, viewer.id, seed),
        createdAt: now,
      }),
    ))
  return {
    factorId: id,
    secret: encodeBase32UpperCaseNoPadding(seed),
    uri: createTOTPKeyURI('BioCE Web', viewer.user.email, seed, stepMs / 1000, digits),
  }
}

/**
 * Ends the enrolment with the first code of the app.
 * @returns recovery codes where these are the person's first, else none
 * @throws AppError invalid
 */
export async function confirmTotp(
  { db, keys }: Deps,
  viewer: Viewer,
  code: string,
  now: number,
): Promise<string[]> {
  await db.write(tx => checkRate(tx, rateLimits.codeByPerson, viewer.id, now))
  return await db.write(async tx => {
    const factor = (await listFactorsOf(tx, viewer.id)).find(isStarted)
    const step = factor && matchingStep(decryptSecret(keys.factors, factor), code.replace(/\s/g, ''), now)
    if (!factor || step === undefined)
      refuse({ code: 'This code is wrong. Check the clock of your phone and wait for the next one.' })
    const isFirst = (await listActiveFactors(tx, viewer.id)).length === 0
    await confirmFactor(tx, factor.id, now)
    await advanceFactor(tx, factor.id, step, now)
    await noteChange(tx, viewer.user, 'totp_added', now)
    return isFirst ? await renewRecoveryCodes(tx, viewer.id, now) : []
  })
}

/** True for a code of one of the person's apps that was not used before; notes that it is now. */
export async function verifyTotp(
  tx: Tx,
  key: Key,
  userId: number,
  code: string,
  now: number,
): Promise<boolean> {
  const factors = await listFactorsOf(tx, userId)
  for (const factor of factors.filter(each => each.kind === 'totp' && each.confirmedAt !== null)) {
    const step = matchingStep(decryptSecret(key, factor), code, now)
    if (step !== undefined && (await advanceFactor(tx, factor.id, step, now))) return true
  }
  return false
}

/** The newest step whose code this is. */
function matchingStep(seed: Uint8Array, code: string, now: number): number | undefined {
  const current = Math.floor(now / stepMs)
  return steps
    .map(offset => current + offset)
    .findLast(step => generateHOTP(seed, BigInt(step), digits) === code)
}

const isStarted = (factor: Factor) => factor.kind === 'totp' && factor.confirmedAt === null
