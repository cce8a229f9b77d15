import { createHash } from 'node:crypto'
import { appendAudit } from '#db/audit.ts'
import { advanceFactor, findPasskey, insertFactor, listFactorsOf, markFactorUsed } from '#db/factors.ts'
import type { Database } from '#db/index.ts'
import type { Factor, User } from '#db/schema.ts'
import { findUser } from '#db/users.ts'
import { firstCharacters } from '../characters.ts'
import type { Keys } from '../secrets.ts'
import { challengeIn, challengeMsMax, mintChallenge, refused, useChallenge } from './challenges.ts'
import { listActiveFactors, noteChange } from './factors.ts'
import { renewRecoveryCodes } from './recoveryCodes.ts'
import type { Viewer } from './sessions.ts'

/** Loaded when the first passkey is asked for: it takes a tenth of a second. Its decorators look for the other as they load. */
async function openLibrary() {
  await import('reflect-metadata')
  return await import('@simplewebauthn/server')
}

interface Deps {
  db: Database
  keys: Keys
  /** Which of the site's origins the person is at: a passkey belongs to its host. */
  origin: string
}

/** What every answer must fit: our challenge, our origin and host, and a person who was verified. */
const expected = (challenge: string, origin: string) => ({
  expectedChallenge: challenge,
  expectedOrigin: origin,
  expectedRPID: new URL(origin).hostname,
  requireUserVerification: true,
})

const transportsOf = ({ details }: Factor) => (details as { transports: string[] } | null)?.transports ?? []

/** What the browser needs to make a passkey for the viewer. */
export async function offerPasskey({ db, keys, origin }: Deps, viewer: Viewer, now: number) {
  const factors = (await listFactorsOf(db.read, viewer.id)).filter(factor => factor.kind === 'passkey')
  return await (await openLibrary()).generateRegistrationOptions({
    rpName: 'BioCE Web',
    rpID: new URL(origin).hostname,
    userName: viewer.user.email,
    userDisplayName: `${viewer.user.firstName} ${viewer.user.lastName}`,
    userID: createHash('sha256').update(`passkey user ${viewer.id}`).digest(),
    challenge: mintChallenge(keys.proofs, `add ${viewer.id}`, now),
    timeout: challengeMsMax,
    excludeCredentials: factors.map(each => ({ id: each.credentialId!, transports: transportsOf(each) })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
}

/**
 * Keeps the passkey that the browser made.
 * @returns recovery codes where this is the person's first factor, else none
 * @throws AppError invalid
 */
export async function addPasskey(
  { db, keys, origin }: Deps,
  viewer: Viewer,
  response: string,
  name: string,
  now: number,
): Promise<string[]> {
  const challenge = challengeIn(response)
  await useChallenge(db, keys.proofs, challenge, `add ${viewer.id}`, now)
  const { registrationInfo } = await (await openLibrary())
    .verifyRegistrationResponse({
      response: JSON.parse(response),
      ...expected(challenge, origin),
    })
    .catch(() => {
      throw refused()
    })
  if (!registrationInfo) throw refused()
  const { credential } = registrationInfo
  return await db.write(async tx => {
    const isFirst = (await listActiveFactors(tx, viewer.id)).length === 0
    await insertFactor(tx, {
      userId: viewer.id,
      kind: 'passkey',
      name: firstCharacters(name.trim(), 50) || 'Passkey',
      secret: Buffer.from(credential.publicKey).toString('base64url'),
      credentialId: credential.id,
      counter: credential.counter,
      details: { transports: credential.transports ?? [] },
      createdAt: now,
      confirmedAt: now,
    })
    await noteChange(tx, viewer.user, 'passkey_added', now)
    return isFirst ? await renewRecoveryCodes(tx, viewer.id, now) : []
  })
}

/** What the browser needs to ask for a passkey: any of ours (sign-in), or one of this person's. */
export async function askForPasskey(
  { db, keys, origin }: Deps,
  purpose: 'sign in' | 'step up',
  userId: number | null,
  now: number,
) {
  const factors = userId === null ? [] : await listFactorsOf(db.read, userId)
  return await (await openLibrary()).generateAuthenticationOptions({
    rpID: new URL(origin).hostname,
    challenge: mintChallenge(keys.proofs, purpose, now),
    timeout: challengeMsMax,
    userVerification: 'required',
    allowCredentials: factors
      .filter(factor => factor.kind === 'passkey')
      .map(factor => ({ id: factor.credentialId!, transports: transportsOf(factor) })),
  })
}

/**
 * The person whose passkey answered. Origin, host, presence and verification of the person and the counter are all
 * checked; a challenge is good once, for five minutes.
 * @throws AppError invalid
 */
export async function checkPasskey(
  { db, keys, origin }: Deps,
  purpose: 'sign in' | 'step up',
  response: string,
  now: number,
): Promise<User> {
  const challenge = challengeIn(response)
  await useChallenge(db, keys.proofs, challenge, purpose, now)
  const answer = JSON.parse(response)
  const factor = await findPasskey(db.read, String(answer.id))
  const user = factor && (await findUser(db.read, factor.userId))
  if (!factor || !user || user.disabledAt !== null || user.confirmedAt === null) throw refused()
  const { verified, authenticationInfo } = await (await openLibrary())
    .verifyAuthenticationResponse({
      response: answer,
      ...expected(challenge, origin),
      credential: {
        id: factor.credentialId!,
        publicKey: new Uint8Array(Buffer.from(factor.secret, 'base64url')),
        counter: factor.counter,
      },
    })
    .catch(async (error: Error) => {
      const action = /counter/i.test(error.message) ? 'passkey_copied' : 'passkey_refused'
      await db.write(tx =>
        appendAudit(tx, { at: now, actorId: user.id, action, subject: `factor:${factor.id}` }),
      )
      throw refused()
    })
  const { newCounter } = authenticationInfo
  const isNew = await db.write(async tx => {
    if (newCounter > 0 || factor.counter > 0) return await advanceFactor(tx, factor.id, newCounter, now)
    await markFactorUsed(tx, factor.id, now) // an authenticator that does not count
    return true
  })
  if (!verified || !isNew) throw refused()
  return user
}
