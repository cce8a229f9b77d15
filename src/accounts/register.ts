import { appendAudit } from '#db/audit.ts'
import type { Database, Reader, Tx } from '#db/index.ts'
import { grantRole } from '#db/roles.ts'
import type { User } from '#db/schema.ts'
import { findSetting } from '#db/settings.ts'
import { findToken, useToken } from '#db/tokens.ts'
import { findUserByEmail, insertUser, updateUser } from '#db/users.ts'
import { AppError, refuse } from '../errors.ts'
import { findInstitution } from './academic/index.ts'
import { enqueueAccountMail, toUser } from './accountMail.ts'
import { normaliseEmail, notAnAddress } from './email.ts'
import { faultOfPassword } from './passwordPolicy.ts'
import { hashPassword } from './passwords.ts'
import { faultsOfNames, type Names, normaliseName } from './person.ts'
import { checkRate, isWithin, networkOf, rateLimits } from './rateLimits.ts'
import type { Client } from './sessions.ts'
import { hashSecret } from './tokens.ts'

/** Who may open an account by themselves: people with an academic address, nobody, anybody, or the invited. */
const registrationModes = ['academic', 'approval', 'open', 'invitation'] as const
export type RegistrationMode = (typeof registrationModes)[number]

/** The fault of an address that belongs to nobody we know; its person may ask for an account instead. */
export const notAcademic =
  'This address does not belong to a university or research institute that we know. You can ask for an account.'

export interface Registration extends Names {
  email: string
  password: string
  /** The secret of an invitation's link. */
  invitation?: string
}

export async function registrationMode(db: Reader): Promise<RegistrationMode> {
  return (await findSetting(db, 'registration')) as RegistrationMode
}

/** The address that an invitation was sent to, while it is good. */
export async function findInvitation(db: Reader, secret: string, now: number): Promise<string | undefined> {
  return (await findToken(db, 'invite', hashSecret(secret), now))?.email ?? undefined
}

/**
 * Opens an account, or says nothing: whether the address had one already, only its owner learns, by mail. An
 * invitation proves the address; everyone else gets a link that does.
 * @throws AppError invalid with messages by field, too_many
 */
export async function register(
  db: Database,
  facts: Registration,
  client: Client,
  now: number,
): Promise<void> {
  if (client.address) {
    const network = networkOf(client.address)
    await db.write(tx => checkRate(tx, rateLimits.registerByAddress, network, now))
  }
  const email = normaliseEmail(facts.email)
  const invited = facts.invitation ? await findInvitation(db.read, facts.invitation, now) : undefined
  await checkRegistration(db.read, facts, email, invited)
  const institution = await findInstitution(db.read, email!)
  const passwordHash = await hashPassword(facts.password)
  const person = {
    email: email!,
    firstName: normaliseName(facts.firstName),
    lastName: normaliseName(facts.lastName),
    institution: institution?.name,
    country: institution?.country,
  }
  await db.write(async tx => {
    if (invited && !(await useToken(tx, 'invite', hashSecret(facts.invitation!), now)))
      throw spentInvitation()
    const confirmedAt = invited ? now : null
    const existing = await findUserByEmail(tx, person.email)
    if (existing) return await remind(tx, existing, now)
    const user = await insertUser(tx, {
      ...person,
      passwordHash,
      confirmedAt,
      agreedAt: now,
      createdAt: now,
      updatedAt: now,
    })
    await grantRole(tx, user.id, 'user')
    await appendAudit(tx, { at: now, actorId: user.id, action: 'registered', address: client.address })
    if (!invited) await enqueueAccountMail(tx, 'confirm', toUser(user), {}, now)
  })
}

/**
 * The address is taken. While it is not confirmed nobody knows whose password that was, so it is forgotten: whoever
 * follows the new link proves to own the address and chooses one.
 */
async function remind(tx: Tx, user: User, now: number) {
  if (user.confirmedAt === null) await updateUser(tx, user.id, { passwordHash: null }, now)
  if (user.disabledAt !== null || !(await isWithin(tx, rateLimits.mailByPerson, user.email, now))) return
  await enqueueAccountMail(
    tx,
    user.confirmedAt === null ? 'confirm' : 'already_registered',
    toUser(user),
    {},
    now,
  )
}

async function checkRegistration(
  db: Reader,
  facts: Registration,
  email: string | undefined,
  invited: string | undefined,
): Promise<void> {
  const mode = await registrationMode(db)
  const faults: Record<string, string> = { ...faultsOfNames(facts) }
  if (facts.invitation && !invited) throw spentInvitation()
  if (!email) faults.email = notAnAddress
  else if (invited && email !== invited)
    faults.email = `The invitation was sent to ${invited}; use that address.`
  else if (!invited && mode === 'academic' && !(await findInstitution(db, email))) faults.email = notAcademic
  const fault = faultOfPassword(facts.password, { personal: [facts.firstName, facts.lastName, facts.email] })
  if (fault) faults.password = fault
  if (Object.keys(faults).length > 0) refuse(faults)
  if (!invited && (mode === 'invitation' || mode === 'approval'))
    throw new AppError('forbidden', 'Accounts on this server are opened by its administrators.')
}

const spentInvitation = () =>
  new AppError('not_found', 'This invitation was used before or is older than a week. Ask for a new one.')
