import { appendAudit } from '#db/audit.ts'
import type { Database, Reader } from '#db/index.ts'
import type { User } from '#db/schema.ts'
import { findToken, useToken } from '#db/tokens.ts'
import { confirmUser, findUser, setPasswordHash } from '#db/users.ts'
import { AppError, refuse } from '../errors.ts'
import { enqueueAccountMail, voidLinks } from './accountMail.ts'
import { normaliseEmail, notAnAddress } from './email.ts'
import { faultOfPassword } from './passwordPolicy.ts'
import { hashPassword } from './passwords.ts'
import { checkRate, isWithin, networkOf, rateLimits } from './rateLimits.ts'
import type { Client } from './sessions.ts'
import { hashSecret } from './tokens.ts'

/** Whose address a link confirms; the person chooses a password on the way where they have none yet. */
export interface Confirmation {
  user: User
  needsPassword: boolean
}

/** What a link is good for, without using it: programs that scan mails follow links too. */
export async function findConfirmation(
  db: Reader,
  link: string,
  now: number,
): Promise<Confirmation | undefined> {
  const token = await findToken(db, 'confirm', hashSecret(link), now)
  const user = token?.userId ? await findUser(db, token.userId) : undefined
  return user && { user, needsPassword: user.passwordHash === null }
}

/**
 * Confirms the address and spends the link. Signs nobody in.
 * @throws AppError not_found for a spent link, invalid when a password is needed and not good
 */
export async function confirm(
  db: Database,
  link: string,
  password: string | undefined,
  client: Client,
  now: number,
): Promise<void> {
  const found = await findConfirmation(db.read, link, now)
  if (!found) throw goneLink()
  const { user, needsPassword } = found
  const fault = needsPassword
    ? faultOfPassword(password ?? '', { personal: [user.firstName, user.lastName, user.email] })
    : undefined
  if (fault) refuse({ password: fault })
  const hash = needsPassword ? await hashPassword(password!) : undefined
  await db.write(async tx => {
    const token = await useToken(tx, 'confirm', hashSecret(link), now)
    const current = token?.userId ? await findUser(tx, token.userId) : undefined
    if (!current || (current.passwordHash === null) !== needsPassword) throw goneLink()
    if (hash) await setPasswordHash(tx, user.id, hash, now)
    await confirmUser(tx, user.id, now)
    await voidLinks(tx, user.id)
    await appendAudit(tx, { at: now, actorId: user.id, action: 'confirmed', address: client.address })
  })
}

/**
 * Sends the link once more, to an address that waits for it. The request never looks whether it does: the worker does,
 * when it sends the mail.
 */
export async function resendConfirmation(
  db: Database,
  email: string,
  client: Client,
  now: number,
): Promise<void> {
  const address = normaliseEmail(email)
  if (!address) refuse({ email: notAnAddress })
  await db.write(async tx => {
    if (client.address) await checkRate(tx, rateLimits.mailByAddress, networkOf(client.address), now)
    if (await isWithin(tx, rateLimits.mailByPerson, address, now))
      await enqueueAccountMail(tx, 'confirm', { email: address }, {}, now)
  })
}

const goneLink = () =>
  new AppError(
    'not_found',
    'This link was used before, or it is older than a day. You can ask for a new one.',
  )
