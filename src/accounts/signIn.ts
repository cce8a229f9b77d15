import { appendAudit } from '#db/audit.ts'
import type { Database, Tx } from '#db/index.ts'
import { spendRate } from '#db/rateLimits.ts'
import type { User } from '#db/schema.ts'
import { findUser, findUserByEmail, recordSignIn, setPasswordHash } from '#db/users.ts'
import type { Config } from '../config.ts'
import { dayMs } from '../durations.ts'
import { AppError } from '../errors.ts'
import type { Keys } from '../secrets.ts'
import { enqueueAccountMail, toUser } from './accountMail.ts'
import { admitIdentity } from './admitIdentity.ts'
import { browserIn } from './browserIn.ts'
import { findDevice } from './device.ts'
import { proveByDirectory } from './directory.ts'
import { normaliseEmail } from './email.ts'
import { hasFactor, listActiveFactors } from './factors.ts'
import { askForPasskey } from './passkeys.ts'
import { hashPassword, isOutdated, verifyPassword } from './passwords.ts'
import { checkSignInRate, forgetTries, networkOf, returnTry } from './rateLimits.ts'
import { type Client, startSession } from './sessions.ts'
import { issueTicket, markOf, readTicket, type Ticket } from './ticket.ts'
import { hashSecret } from './tokens.ts'

export interface Credentials {
  email: string
  password: string
  remember: boolean
  /** The cookie that makes the browser known to this account, if it has one: see device.ts. */
  device?: string
}

/** A session's secret; or, where the person has a second factor, the ticket with which to show it. */
export type SignedIn =
  | { outcome: 'session'; secret: string; userId: number }
  | { outcome: 'second_factor'; ticket: string }

interface Deps {
  db: Database
  keys: Keys
}

/** The person may be known by this device for so long without a new mail about it. */
const deviceMsMax = 180 * dayMs

/**
 * Starts a session for the right password, here or in the directory of the institute, or asks for the second factor. Everything else looks and takes the same:
 * an unknown address, a wrong password, an account that is closed or not confirmed.
 * @throws AppError invalid, too_many
 */
export async function signIn(
  { db, keys, config }: Deps & { config?: Pick<Config, 'directory'> },
  { email, password, remember, device: cookie = '' }: Credentials,
  client: Client,
  now: number,
): Promise<SignedIn> {
  const address = normaliseEmail(email)
  const user = address === undefined ? undefined : await findUserByEmail(db.read, address)
  const device = findDevice(keys.proofs, cookie, user, now)
  const attempt = { email: address ?? email, address: client.address, device }
  await checkSignInRate(db, attempt, now)
  const known = user !== undefined && user.confirmedAt !== null && user.disabledAt === null
  const fits = await verifyPassword(password, known ? user.passwordHash : null)
  if (user && fits) {
    if (isOutdated(user.passwordHash!)) {
      user.passwordHash = await hashPassword(password)
      await db.write(tx => setPasswordHash(tx, user.id, user.passwordHash!, now))
    }
    await db.write(tx => returnTry(tx, attempt, now))
    return await proceed({ db, keys }, user, client, remember, now)
  }
  const { directory } = config ?? {}
  const identity = directory && address && (await proveByDirectory(directory, address, password))
  if (!identity) {
    await db.write(tx =>
      appendAudit(tx, { at: now, actorId: user?.id, action: 'sign_in_refused', address: client.address }),
    )
    throw new AppError('invalid', 'The address or the password is wrong. Check both and try again.')
  }
  await db.write(tx => returnTry(tx, attempt, now))
  const admitted = await admitIdentity(db, identity, directory.name, now)
  return await proceed({ db, keys }, admitted, client, remember, now)
}

/** Starts the session of a person who has shown the first of what they must, or asks for the second factor. */
export async function proceed(
  { db, keys }: Deps,
  user: User,
  client: Client,
  remember: boolean,
  now: number,
): Promise<SignedIn> {
  if (await hasFactor(db.read, user.id)) {
    const passwordMark = markOf(user.passwordHash)
    const ticket = issueTicket(keys.proofs, { userId: user.id, remember, passwordMark, at: now })
    return { outcome: 'second_factor', ticket }
  }
  const secret = await db.write(tx => open(tx, user, client, remember, now))
  return { outcome: 'session', secret, userId: user.id }
}

/** The person behind a ticket, if nothing has changed since. @throws AppError forbidden */
export async function findTicketHolder(
  { db, keys }: Deps,
  text: string,
  now: number,
): Promise<{ user: User; ticket: Ticket }> {
  const ticket = readTicket(keys.proofs, text, now)
  const user = await findUser(db.read, ticket.userId)
  if (!user || user.disabledAt !== null || markOf(user.passwordHash) !== ticket.passwordMark)
    throw new AppError('forbidden', 'Your account has changed meanwhile. Please sign in again.')
  return { user, ticket }
}

/** What the page that asks for the second factor needs. @throws AppError forbidden */
export async function askSecondFactor(deps: Deps & { origin: string }, ticket: string, now: number) {
  const { user } = await findTicketHolder(deps, ticket, now)
  const kinds = (await listActiveFactors(deps.db.read, user.id)).map(factor => factor.kind)
  const passkey = kinds.includes('passkey') ? await askForPasskey(deps, 'sign in', user.id, now) : undefined
  return { ticket, passkey, hasApp: kinds.includes('totp') }
}

/** Opens the session of a person who has shown everything they must, and tells them of a device not seen before. */
export async function open(
  tx: Tx,
  user: User,
  client: Client,
  remember: boolean,
  now: number,
): Promise<string> {
  await forgetTries(tx, user.email)
  await recordSignIn(tx, user, client.address, now)
  await appendAudit(tx, {
    at: now,
    actorId: user.id,
    action: 'sign_in',
    subject: `user:${user.id}`,
    address: client.address,
  })
  const device = hashSecret(`${user.id} ${client.agent} ${client.address && networkOf(client.address)}`)
  const { points } = await spendRate(tx, `device:${device.slice(0, 32)}`, 1, deviceMsMax, now)
  if (points === 1 && user.signInCount > 0) {
    const facts = { address: client.address, agent: browserIn(client.agent) }
    await enqueueAccountMail(tx, 'new_device', toUser(user), facts, now)
  }
  return await startSession(tx, user.id, client, remember, now)
}
