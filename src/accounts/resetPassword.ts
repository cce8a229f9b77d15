import { appendAudit } from '#db/audit.ts'
import type { Database, Reader } from '#db/index.ts'
import type { User } from '#db/schema.ts'
import { deleteSessionsOf } from '#db/sessions.ts'
import { deleteTokensOf, findToken, useToken } from '#db/tokens.ts'
import { confirmUser, findUser, setPasswordHash } from '#db/users.ts'
import { AppError, refuse } from '../errors.ts'
import { enqueueAccountMail, toUser, voidLinks } from './accountMail.ts'
import { normaliseEmail, notAnAddress } from './email.ts'
import { hasFactor } from './factors.ts'
import { faultOfPassword } from './passwordPolicy.ts'
import { hashPassword } from './passwords.ts'
import { checkRate, forgetTries, isWithin, networkOf, rateLimits } from './rateLimits.ts'
import type { Client } from './sessions.ts'
import { hashSecret } from './tokens.ts'

/**
 * Sends a link for a new password to an address that has an account. The request never looks whether it has: the
 * worker does, when it sends the mail.
 */
export async function askForReset(db: Database, email: string, client: Client, now: number): Promise<void> {
  const address = normaliseEmail(email)
  if (!address) refuse({ email: notAnAddress })
  await db.write(async tx => {
    if (client.address) await checkRate(tx, rateLimits.mailByAddress, networkOf(client.address), now)
    if (await isWithin(tx, rateLimits.mailByPerson, address, now))
      await enqueueAccountMail(tx, 'reset', { email: address }, {}, now)
  })
}

/** Whose password a link changes, without using it. */
export async function findReset(db: Reader, link: string, now: number): Promise<User | undefined> {
  const token = await findToken(db, 'reset', hashSecret(link), now)
  return token?.userId ? await findUser(db, token.userId) : undefined
}

/**
 * Sets a new password, spends the link and ends every session. The link also proves the address. Signs nobody in.
 * @returns whose password it is now
 * @throws AppError not_found for a spent link, invalid
 */
export async function resetPassword(
  db: Database,
  link: string,
  password: string,
  client: Client,
  now: number,
): Promise<User> {
  const user = await findReset(db.read, link, now)
  if (!user || user.disabledAt !== null) throw goneLink()
  const personal = [user.firstName, user.lastName, user.email]
  const fault = faultOfPassword(password, { personal, hasFactor: await hasFactor(db.read, user.id) })
  if (fault) refuse({ password: fault })
  const hash = await hashPassword(password)
  await db.write(async tx => {
    if (!(await useToken(tx, 'reset', hashSecret(link), now))) throw goneLink()
    await setPasswordHash(tx, user.id, hash, now)
    await confirmUser(tx, user.id, now)
    await voidLinks(tx, user.id)
    await deleteSessionsOf(tx, user.id)
    await deleteTokensOf(tx, user.id, 'api')
    await forgetTries(tx, user.email)
    await appendAudit(tx, { at: now, actorId: user.id, action: 'password_reset', address: client.address })
    await enqueueAccountMail(tx, 'password_changed', toUser(user), { address: client.address }, now)
  })
  return user
}

const goneLink = () =>
  new AppError(
    'not_found',
    'This link was used before, or it is older than an hour. You can ask for a new one.',
  )
