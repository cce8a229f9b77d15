import { appendAudit } from '#db/audit.ts'
import type { Database, Reader } from '#db/index.ts'
import { grantRole } from '#db/roles.ts'
import { findToken, insertToken, useToken, voidTokens } from '#db/tokens.ts'
import { countUsers, findUserByEmail, insertUser } from '#db/users.ts'
import { dayMs } from '../durations.ts'
import { AppError, type FieldErrors, refuse } from '../errors.ts'
import { normaliseEmail, notAnAddress } from './email.ts'
import { faultOfPassword } from './passwordPolicy.ts'
import { hashPassword } from './passwords.ts'
import { faultsOfNames, type Names, normaliseName } from './person.ts'
import { type Client, startSession } from './sessions.ts'
import { hashSecret, mintSecret } from './tokens.ts'

export interface NewPerson extends Names {
  email: string
  password: string
}

/** True until the first account exists. */
export async function needsSetUp(db: Reader): Promise<boolean> {
  return (await countUsers(db)) === 0
}

/** Mints the one-time secret with which an administrator makes an account; older ones stop working. */
export async function inviteAdministrator(db: Database, now: number): Promise<string> {
  const { secret, hash } = mintSecret()
  await db.write(async tx => {
    await voidTokens(tx, 'setup')
    await insertToken(tx, { purpose: 'setup', hash, createdAt: now, expiresAt: now + dayMs })
  })
  return secret
}

export async function isInvited(db: Reader, secret: string, now: number): Promise<boolean> {
  return (await findToken(db, 'setup', hashSecret(secret), now)) !== undefined
}

const goneLink = () =>
  new AppError(
    'not_found',
    'This link was used before or is older than a day. Run "bioce admin invite" on the server for a new one.',
  )

/**
 * Makes the administrator's account, confirmed, and signs them in; spends the link.
 * @returns the session's secret
 * @throws AppError not_found for a spent link, invalid with messages by field
 */
export async function setUp(
  db: Database,
  link: string,
  person: NewPerson,
  client: Client,
  now: number,
): Promise<string> {
  if (!(await isInvited(db.read, link, now))) throw goneLink()
  const email = normaliseEmail(person.email)
  const faults = faultsOf(person, email)
  if (Object.keys(faults).length > 0) refuse(faults)
  const passwordHash = await hashPassword(person.password)
  return await db.write(async tx => {
    if (!(await useToken(tx, 'setup', hashSecret(link), now))) throw goneLink()
    if (await findUserByEmail(tx, email!)) refuse({ email: 'There is already an account with this address.' })
    const user = await insertUser(tx, {
      email: email!,
      firstName: normaliseName(person.firstName),
      lastName: normaliseName(person.lastName),
      passwordHash,
      confirmedAt: now,
      createdAt: now,
      updatedAt: now,
    })
    for (const role of ['user', 'superuser']) await grantRole(tx, user.id, role)
    await appendAudit(tx, {
      at: now,
      actorId: user.id,
      action: 'administrator_set_up',
      subject: `user:${user.id}`,
      address: client.address,
    })
    return await startSession(tx, user.id, client, false, now)
  })
}

function faultsOf(
  { firstName, lastName, password, email: address }: NewPerson,
  email: string | undefined,
): FieldErrors {
  const faults: Record<string, string> = { ...faultsOfNames({ firstName, lastName }) }
  if (!email) faults.email = notAnAddress
  const fault = faultOfPassword(password, { personal: [firstName, lastName, address] })
  if (fault) faults.password = fault
  return faults
}
