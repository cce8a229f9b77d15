import { appendAudit } from '#db/audit.ts'
import { deleteFactorsOf } from '#db/factors.ts'
import type { Database, Tx } from '#db/index.ts'
import { grantRole, listRolesOf, revokeRole } from '#db/roles.ts'
import type { User } from '#db/schema.ts'
import { deleteSessionsOf } from '#db/sessions.ts'
import { deleteTokensOf } from '#db/tokens.ts'
import {
  confirmUser,
  findUser,
  findUserByEmail,
  insertUser,
  listUsersWithRole,
  updateUser,
} from '#db/users.ts'
import { AppError, notFound, refuse } from '../errors.ts'
import { findInstitution } from './academic/index.ts'
import { enqueueAccountMail, toUser, voidLinks } from './accountMail.ts'
import { normaliseEmail } from './email.ts'
import type { Viewer } from './sessions.ts'

/** What administrators do about people. Each is written down, and ends the person's sessions where rights change. */
type Act = (tx: Tx, user: User) => Promise<{ action: string; details?: string }>

async function changeUser(db: Database, administrator: Viewer, userId: number, now: number, act: Act) {
  await db.write(async tx => {
    const user = await findUser(tx, userId)
    if (!user) throw notFound('user')
    const written = await act(tx, user)
    await appendAudit(tx, { at: now, actorId: administrator.id, subject: `user:${userId}`, ...written })
  })
}

/** Closes an account: its person is signed out everywhere and cannot come back in. */
export async function disableUser(db: Database, administrator: Viewer, userId: number, now: number) {
  await changeUser(db, administrator, userId, now, async (tx, user) => {
    await requireAnotherAdministrator(tx, user)
    await updateUser(tx, user.id, { disabledAt: now }, now)
    await deleteSessionsOf(tx, user.id)
    await deleteTokensOf(tx, user.id, 'api')
    return { action: 'user_disabled' }
  })
}

export async function enableUser(db: Database, administrator: Viewer, userId: number, now: number) {
  await changeUser(db, administrator, userId, now, async (tx, user) => {
    await updateUser(tx, user.id, { disabledAt: null }, now)
    return { action: 'user_enabled' }
  })
}

/**
 * Gives a role or takes it back; where that changes anything the person is told, and signs in anew.
 * @throws AppError not_found, conflict for the last administrator
 */
export async function setRole(
  db: Database,
  administrator: Viewer,
  userId: number,
  { role, isHeld }: { role: string; isHeld: boolean },
  now: number,
) {
  await changeUser(db, administrator, userId, now, async (tx, user) => {
    if ((await listRolesOf(tx, user.id)).includes(role) === isHeld)
      throw new AppError('conflict', 'This has changed meanwhile. Look at it again.')
    if (role === 'superuser' && !isHeld) await requireAnotherAdministrator(tx, user)
    if (!isHeld) await revokeRole(tx, user.id, role)
    else if (!(await grantRole(tx, user.id, role))) throw notFound('role')
    await deleteSessionsOf(tx, user.id)
    await enqueueAccountMail(tx, 'role_changed', toUser(user), { role, isHeld }, now)
    return { action: isHeld ? 'role_granted' : 'role_revoked', details: role }
  })
}

/** Signs a person out everywhere. */
export async function endSessionsOf(db: Database, administrator: Viewer, userId: number, now: number) {
  await changeUser(db, administrator, userId, now, async (tx, user) => {
    await deleteSessionsOf(tx, user.id)
    return { action: 'sessions_ended' }
  })
}

/** For someone who has lost their second factor and the recovery codes, and told the administrator so in person. */
export async function removeFactorsOf(db: Database, administrator: Viewer, userId: number, now: number) {
  if (administrator.id === userId)
    throw new AppError('forbidden', 'Another administrator must do this for you.')
  await changeUser(db, administrator, userId, now, async (tx, user) => {
    for (const kind of ['totp', 'passkey', 'recovery'] as const) await deleteFactorsOf(tx, user.id, kind)
    await deleteSessionsOf(tx, user.id)
    await enqueueAccountMail(tx, 'factor_changed', toUser(user), { change: 'removed_by_administrator' }, now)
    return { action: 'factors_removed' }
  })
}

/** Sends a link for a new password; nobody but the person ever sees or sets it. */
export async function sendReset(db: Database, administrator: Viewer, userId: number, now: number) {
  await changeUser(db, administrator, userId, now, async (tx, user) => {
    await enqueueAccountMail(tx, 'reset', toUser(user), {}, now)
    return { action: 'reset_sent' }
  })
}

/** Opens an account for a person, who is sent a link to confirm the address and choose a password. @returns its id */
export async function addUser(
  tx: Tx,
  person: { email: string; firstName: string; lastName: string },
  now: number,
): Promise<number> {
  const institution = await findInstitution(tx, person.email)
  const place = { institution: institution?.name, country: institution?.country }
  const user = await insertUser(tx, { ...person, ...place, createdAt: now, updatedAt: now })
  await grantRole(tx, user.id, 'user')
  await enqueueAccountMail(tx, 'confirm', toUser(user), {}, now)
  return user.id
}

/** What follows where an administrator has edited a person: links to the old address are void, and its owner is told. */
export async function followEdit(
  tx: Tx,
  before: { id?: unknown; email?: unknown },
  { email }: { email?: unknown },
  now: number,
): Promise<void> {
  if (typeof email !== 'string') return
  const id = Number(before.id)
  await voidLinks(tx, id)
  const old = { email: String(before.email), userId: id }
  await enqueueAccountMail(tx, 'email_changed', old, { newEmail: email }, now)
}

/** Takes an address for confirmed, for a person whose mail does not arrive; one without a password gets a link to choose one. */
export async function confirmByHand(db: Database, administrator: Viewer, userId: number, now: number) {
  await changeUser(db, administrator, userId, now, async (tx, user) => {
    await confirmUser(tx, user.id, now)
    await voidLinks(tx, user.id)
    if (user.passwordHash === null) await enqueueAccountMail(tx, 'reset', toUser(user), {}, now)
    return { action: 'confirmed_by_hand' }
  })
}

const addressesMax = 200

/** The addresses in a text, such as a list of participants from a table or from a mail; words that are none are left out. */
function addressesIn(text: string): string[] {
  const words = text.split(/[\s,;<>()"]+/).filter(word => word.includes('@'))
  const wrong = words.filter(word => normaliseEmail(word) === undefined)
  if (wrong.length > 0) refuse({ emails: `This does not look like an e-mail address: ${wrong[0]}` })
  const addresses = [...new Set(words.map(word => normaliseEmail(word)!))]
  if (addresses.length === 0) refuse({ emails: 'Enter an e-mail address, such as name@example.org.' })
  if (addresses.length > addressesMax)
    refuse({ emails: `Invite at most ${addressesMax} people at once; these are ${addresses.length}.` })
  return addresses
}

/** Who was invited, and who has an account already. */
export interface Invited {
  sent: string[]
  known: string[]
}

/** Invites all addresses in a text to open accounts, whatever they belong to. @throws AppError invalid */
export async function inviteAll(
  db: Database,
  administrator: Viewer,
  text: string,
  now: number,
): Promise<Invited> {
  const addresses = addressesIn(text)
  const inviter = `${administrator.user.firstName} ${administrator.user.lastName}`
  return await db.write(async tx => {
    const known: string[] = []
    for (const email of addresses)
      if (await findUserByEmail(tx, email)) known.push(email)
      else await enqueueAccountMail(tx, 'invitation', { email }, { inviter }, now)
    const sent = addresses.filter(each => !known.includes(each))
    const details = { invitations: sent.length }
    await appendAudit(tx, { at: now, actorId: administrator.id, action: 'invited', details })
    return { sent, known }
  })
}

/** @throws AppError conflict when nobody would be left to look after the server */
export async function requireAnotherAdministrator(tx: Tx, user: User): Promise<void> {
  const others = (await listUsersWithRole(tx, 'superuser')).filter(each => each.id !== user.id)
  if (others.length === 0)
    throw new AppError('conflict', 'This is the only administrator. Give another person the role first.')
}
