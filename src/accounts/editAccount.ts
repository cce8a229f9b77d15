import { appendAudit } from '#db/audit.ts'
import type { Database, Reader } from '#db/index.ts'
import { deleteSessionsOf } from '#db/sessions.ts'
import { findToken, useToken } from '#db/tokens.ts'
import { findUser, findUserByEmail, setPasswordHash, updateUser } from '#db/users.ts'
import { AppError, refuse } from '../errors.ts'
import { findInstitution } from './academic/index.ts'
import { enqueueAccountMail, toUser, voidLinks } from './accountMail.ts'
import { normaliseEmail, notAnAddress } from './email.ts'
import { hasFactor } from './factors.ts'
import { checkOwnPassword, type PasswordDeps } from './ownPassword.ts'
import { faultOfPassword } from './passwordPolicy.ts'
import { hashPassword } from './passwords.ts'
import { faultsOfNames, type Names, normaliseName } from './person.ts'
import { isWithin, rateLimits } from './rateLimits.ts'
import { registrationMode } from './register.ts'
import { type Client, renew, type Viewer } from './sessions.ts'
import { hashSecret } from './tokens.ts'

export async function editNames(db: Database, viewer: Viewer, names: Names, now: number): Promise<void> {
  const faults = faultsOfNames(names)
  if (Object.keys(faults).length > 0) refuse(faults)
  const changes = { firstName: normaliseName(names.firstName), lastName: normaliseName(names.lastName) }
  await db.write(tx => updateUser(tx, viewer.id, changes, now))
}

interface PasswordChange {
  password: string
  newPassword: string
  /** Ends the person's other sessions. */
  endOthers: boolean
}

/**
 * Changes the password of someone who knows it.
 * @returns the session's new secret
 * @throws AppError invalid, too_many
 */
export async function changePassword(
  deps: PasswordDeps,
  viewer: Viewer,
  { password, newPassword, endOthers }: PasswordChange,
  client: Client,
  now: number,
): Promise<string> {
  const { db } = deps
  const { user } = viewer
  await checkOwnPassword(deps, viewer, password, now)
  const personal = [user.firstName, user.lastName, user.email]
  const fault = faultOfPassword(newPassword, { personal, hasFactor: await hasFactor(db.read, user.id) })
  if (fault) refuse({ newPassword: fault })
  const hash = await hashPassword(newPassword)
  return await db.write(async tx => {
    await setPasswordHash(tx, user.id, hash, now)
    await voidLinks(tx, user.id)
    if (endOthers) await deleteSessionsOf(tx, user.id, viewer.session.id)
    await appendAudit(tx, { at: now, actorId: user.id, action: 'password_changed', address: client.address })
    await enqueueAccountMail(tx, 'password_changed', toUser(user), { address: client.address }, now)
    return await renew(tx, viewer)
  })
}

/**
 * Sends a link to the new address; the change is made when it is followed. Whether the address is taken, only its
 * owner learns.
 * @throws AppError invalid, too_many
 */
export async function askToChangeEmail(
  deps: PasswordDeps,
  viewer: Viewer,
  { email, password }: { email: string; password: string },
  now: number,
): Promise<void> {
  const { db } = deps
  const address = normaliseEmail(email)
  if (!address) refuse({ email: notAnAddress })
  if (address === viewer.user.email) refuse({ email: 'This is already your address.' })
  await checkOwnPassword(deps, viewer, password, now)
  const mustBeAcademic =
    (await registrationMode(db.read)) === 'academic' && !viewer.roles.includes('superuser')
  if (mustBeAcademic && !(await findInstitution(db.read, address)))
    refuse({ email: 'This address does not belong to a university or research institute on our list.' })
  await db.write(async tx => {
    if (!(await isWithin(tx, rateLimits.mailByPerson, address, now))) return
    const owner = await findUserByEmail(tx, address)
    if (owner) return await enqueueAccountMail(tx, 'already_registered', toUser(owner), {}, now)
    await enqueueAccountMail(tx, 'change_email', { email: address, userId: viewer.id }, {}, now)
  })
}

/** The new address that a link stands for, without using it. */
export async function findEmailChange(db: Reader, link: string, now: number): Promise<string | undefined> {
  return (await findToken(db, 'change_email', hashSecret(link), now))?.email ?? undefined
}

/** Makes the change, tells the old address, and spends the link. @throws AppError not_found, conflict */
export async function changeEmail(db: Database, link: string, client: Client, now: number): Promise<void> {
  await db.write(async tx => {
    const token = await useToken(tx, 'change_email', hashSecret(link), now)
    const user = token?.userId ? await findUser(tx, token.userId) : undefined
    if (!token?.email || !user)
      throw new AppError('not_found', 'This link was used before, or it is older than an hour.')
    if (await findUserByEmail(tx, token.email))
      throw new AppError('conflict', 'Another account now uses this address.')
    const institution = await findInstitution(tx, token.email)
    const place = { institution: institution?.name ?? null, country: institution?.country ?? null }
    await updateUser(tx, user.id, { email: token.email, ...place }, now)
    await voidLinks(tx, user.id)
    await appendAudit(tx, { at: now, actorId: user.id, action: 'email_changed', address: client.address })
    await enqueueAccountMail(tx, 'email_changed', toUser(user), { newEmail: token.email }, now)
  })
}
