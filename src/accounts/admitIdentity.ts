import { appendAudit } from '#db/audit.ts'
import {
  deleteIdentityOf,
  findIdentity,
  insertIdentity,
  listIdentitiesOf,
  markIdentityUsed,
} from '#db/identities.ts'
import type { Database, Tx } from '#db/index.ts'
import { grantRole } from '#db/roles.ts'
import type { User } from '#db/schema.ts'
import { confirmUser, findUser, findUserByEmail, insertUser, updateUser } from '#db/users.ts'
import { AppError, notFound } from '../errors.ts'
import { findInstitution } from './academic/index.ts'
import { enqueueAccountMail, toUser, voidLinks } from './accountMail.ts'
import { normaliseEmail } from './email.ts'
import { hasFactor } from './factors.ts'
import { storableName } from './person.ts'
import { registrationMode } from './register.ts'
import { renew, type Viewer } from './sessions.ts'
import type { ProvedIdentity } from './signOn.ts'

/**
 * The person whom a provider has confirmed: the one whose account is connected with it; else the one with its address,
 * which the provider says is theirs; else a new one, if such people may open accounts here.
 * @throws AppError forbidden in words
 */
export async function admitIdentity(
  db: Database,
  identity: ProvedIdentity,
  provider: string,
  now: number,
): Promise<User> {
  return await db.write(async tx => {
    const known = await findIdentity(tx, identity.issuer, identity.subject)
    if (known) {
      await markIdentityUsed(tx, known.id, now)
      return checkOpen(await findUser(tx, known.userId))
    }
    const email = normaliseEmail(identity.email ?? '')
    if (!email)
      throw new AppError(
        'forbidden',
        `No account here is connected with this account of ${provider}, and ${provider} does not confirm an e-mail address. Sign in with your password, and connect it under Account.`,
      )
    const owner = (await findUserByEmail(tx, email)) ?? (await openAccount(tx, identity, email, now))
    checkOpen(owner)
    if (owner.confirmedAt === null) {
      // Nobody knows who chose the password: whoever typed the address had not proved that it was theirs.
      await updateUser(tx, owner.id, { passwordHash: null }, now)
      await confirmUser(tx, owner.id, now)
      await voidLinks(tx, owner.id)
    }
    await connect(tx, owner, identity, provider, now)
    return (await findUser(tx, owner.id))!
  })
}

function checkOpen(user: User | undefined): User {
  if (!user || user.disabledAt !== null)
    throw new AppError('forbidden', 'This account is closed. Write to the administrators (see Contact).')
  return user
}

async function openAccount(tx: Tx, identity: ProvedIdentity, email: string, now: number): Promise<User> {
  const mode = await registrationMode(tx)
  const institution = await findInstitution(tx, email)
  if (mode === 'approval' || mode === 'invitation')
    throw new AppError(
      'forbidden',
      'Accounts on this server are opened by its administrators. Ask for one first.',
    )
  if (mode === 'academic' && !institution)
    throw new AppError(
      'forbidden',
      `${email} does not belong to a university or research institute that we know. Ask for an account under “Open an account”.`,
    )
  const user = await insertUser(tx, {
    email,
    firstName: storableName(identity.firstName ?? '') || storableName(email.split('@')[0]!),
    lastName: storableName(identity.lastName ?? '') || '–',
    institution: institution?.name,
    country: institution?.country,
    confirmedAt: now,
    createdAt: now,
    updatedAt: now,
  })
  await grantRole(tx, user.id, 'user')
  await appendAudit(tx, { at: now, actorId: user.id, action: 'registered' })
  return user
}

async function connect(tx: Tx, user: User, identity: ProvedIdentity, provider: string, now: number) {
  const { issuer, subject } = identity
  await insertIdentity(tx, { userId: user.id, issuer, subject, createdAt: now, usedAt: now })
  await appendAudit(tx, { at: now, actorId: user.id, action: 'identity_connected', details: { issuer } })
  await enqueueAccountMail(tx, 'identity_connected', toUser(user), { provider }, now)
}

/**
 * Of a person who is signed in: connects the identity with their account, or takes it for a proof that it is them.
 * @returns the session's new secret @throws AppError conflict where it is another person's
 */
export async function useIdentity(
  db: Database,
  viewer: Viewer,
  identity: ProvedIdentity,
  { provider, isFresh }: { provider: string; isFresh: boolean },
  now: number,
): Promise<string> {
  return await db.write(async tx => {
    const known = await findIdentity(tx, identity.issuer, identity.subject)
    if (known && known.userId !== viewer.id)
      throw new AppError('conflict', `This account of ${provider} is connected with another account here.`)
    if (!known && !isFresh)
      throw new AppError('conflict', 'Confirm your password first, then connect it once more.')
    if (known) await markIdentityUsed(tx, known.id, now)
    else await connect(tx, viewer.user, identity, provider, now)
    // Who has a second factor proves it with that.
    const isProof = known !== undefined && !(await hasFactor(tx, viewer.id))
    if (isProof) await appendAudit(tx, { at: now, actorId: viewer.id, action: 'stepped_up' })
    return await renew(tx, viewer, isProof ? { strongAuthAt: now } : {})
  })
}

export const listIdentities = listIdentitiesOf

/** @throws AppError not_found */
export async function disconnect(db: Database, viewer: Viewer, id: number, now: number): Promise<void> {
  await db.write(async tx => {
    if (!(await deleteIdentityOf(tx, viewer.id, id))) throw notFound('connection')
    await appendAudit(tx, { at: now, actorId: viewer.id, action: 'identity_disconnected' })
  })
}
