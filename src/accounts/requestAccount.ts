import {
  decideAccountRequest,
  findAccountRequestByHash,
  findWaitingRequestByEmail,
  insertAccountRequest,
  listAccountRequests,
} from '#db/accountRequests.ts'
import { appendAudit } from '#db/audit.ts'
import type { Database, Reader } from '#db/index.ts'
import { grantRole } from '#db/roles.ts'
import type { AccountRequest } from '#db/schema.ts'
import { findUserByEmail, insertUser, listUsersWithRole } from '#db/users.ts'
import { type FieldErrors, notFound, refuse } from '../errors.ts'
import { findInstitution } from './academic/index.ts'
import { enqueueAccountMail, toUser } from './accountMail.ts'
import { normaliseEmail, notAnAddress } from './email.ts'
import { faultsOfNames, type Names, normaliseName } from './person.ts'
import { checkRate, networkOf, rateLimits } from './rateLimits.ts'
import type { Client, Viewer } from './sessions.ts'
import { hashSecret, mintSecret } from './tokens.ts'

export interface AccountRequestFields extends Names {
  email: string
  institution: string
  /** Why they need an account. */
  message: string
}

/**
 * Asks the administrators for an account; they are told by mail. Asking again with the same address adds nothing.
 * @returns the secret of the page that shows where the request stands
 * @throws AppError invalid, too_many
 */
export async function requestAccount(
  db: Database,
  request: AccountRequestFields,
  client: Client,
  now: number,
): Promise<string> {
  const email = normaliseEmail(request.email)
  const faults = faultsOf(request, email)
  if (Object.keys(faults).length > 0) refuse(faults)
  const { secret, hash } = mintSecret()
  const names = { firstName: normaliseName(request.firstName), lastName: normaliseName(request.lastName) }
  await db.write(async tx => {
    if (client.address) await checkRate(tx, rateLimits.registerByAddress, networkOf(client.address), now)
    const isSecond = (await findWaitingRequestByEmail(tx, email!)) !== undefined
    const { id } = await insertAccountRequest(tx, {
      ...names,
      email: email!,
      institution: request.institution.trim(),
      message: request.message.trim(),
      statusHash: hash,
      createdAt: now,
    })
    await appendAudit(tx, { at: now, action: 'account_requested', subject: `request:${id}` })
    if (isSecond) return
    await enqueueAccountMail(tx, 'request_received', { email: email! }, { name: names.firstName }, now)
    for (const administrator of await listUsersWithRole(tx, 'superuser'))
      await enqueueAccountMail(tx, 'account_requested', toUser(administrator), { requestId: id }, now)
  })
  return secret
}

/** Where a request stands, for whoever holds the secret of its page. @throws AppError not_found */
export async function getRequest(db: Reader, secret: string): Promise<AccountRequest> {
  const request = await findAccountRequestByHash(db, hashSecret(secret))
  if (!request) throw notFound('request')
  return request
}

export interface Decision {
  state: 'approved' | 'refused'
  /** What the administrator writes back. */
  answer: string
}

/**
 * Approves (the person gets an account and a link to choose a password) or refuses, and writes to the person. Other
 * waiting requests of the same address are decided alike.
 * @throws AppError not_found when it was decided before
 */
export async function decideRequest(
  db: Database,
  administrator: Viewer,
  id: number,
  { state, answer }: Decision,
  now: number,
): Promise<void> {
  const decision = { state, decidedBy: administrator.id, answer: answer.trim() || null }
  await db.write(async tx => {
    const request = await decideAccountRequest(tx, id, decision, now)
    if (!request) throw notFound('waiting request')
    const twins = (await listAccountRequests(tx)).filter(
      each => each.email === request.email && each.state === 'waiting',
    )
    for (const twin of twins) await decideAccountRequest(tx, twin.id, decision, now)
    await appendAudit(tx, {
      at: now,
      actorId: administrator.id,
      action: `account_request_${state}`,
      subject: `request:${id}`,
    })
    if (state === 'refused') {
      const facts = { name: request.firstName, answer: decision.answer }
      return await enqueueAccountMail(tx, 'request_refused', { email: request.email }, facts, now)
    }
    const existing = await findUserByEmail(tx, request.email)
    if (existing) return await enqueueAccountMail(tx, 'already_registered', toUser(existing), {}, now)
    const institution = await findInstitution(tx, request.email)
    const user = await insertUser(tx, {
      email: request.email,
      firstName: request.firstName,
      lastName: request.lastName,
      institution: institution?.name ?? (request.institution || null),
      country: institution?.country,
      createdAt: now,
      updatedAt: now,
    })
    await grantRole(tx, user.id, 'user')
    await enqueueAccountMail(tx, 'request_approved', toUser(user), {}, now)
  })
}

function faultsOf(request: AccountRequestFields, email: string | undefined): FieldErrors {
  const faults: Record<string, string> = { ...faultsOfNames(request) }
  if (!email) faults.email = notAnAddress
  if (request.institution.trim().length > 200) faults.institution = 'Use at most 200 characters.'
  const length = request.message.trim().length
  if (length < 10 || length > 2000)
    faults.message = 'Tell us in 10 to 2,000 characters what you want to use it for.'
  return faults
}
