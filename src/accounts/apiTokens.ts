import { appendAudit } from '#db/audit.ts'
import { type Database, type Reader, unlessBusy } from '#db/index.ts'
import { listRolesOf } from '#db/roles.ts'
import type { Json, Token, User } from '#db/schema.ts'
import { deleteTokenOf, findLastingToken, insertToken, listTokensOf, markTokenUsed } from '#db/tokens.ts'
import { dayMs, minuteMs } from '../durations.ts'
import { AppError, notFound } from '../errors.ts'
import { enqueueAccountMail, toUser } from './accountMail.ts'
import { checkFresh } from './permissions.ts'
import type { Viewer } from './sessions.ts'
import { checkedFields } from './tokenFields.ts'
import { hashSecret, mintSecret } from './tokens.ts'

/** What a token lets a program do; each includes what stands before it. */
export const scopes = ['read', 'submit', 'manage'] as const
export type Scope = (typeof scopes)[number]

export const tokenDaysMax = 365
const tokensMax = 10
/** Writing down every use would make a write of every read. */
const usedEveryMs = minuteMs
/** Scanners for leaked secrets know a token by its beginning. */
const prefix = 'bioce_'

export interface NewToken {
  name: string
  scope: Scope
  days: number
}

/**
 * Makes a token for the programs of a person, who has proved to be themselves a short while ago, and tells them by mail.
 * @returns the token, which exists nowhere else
 * @throws StepUpNeeded; AppError invalid by field, conflict where they have enough
 */
export async function makeToken(
  db: Database,
  viewer: Viewer,
  wanted: NewToken,
  now: number,
): Promise<string> {
  checkFresh(viewer, now)
  const { name, days } = checkedFields(wanted, 'token', tokenDaysMax)
  const { scope } = wanted
  const secret = prefix + mintSecret().secret
  await db.write(async tx => {
    const others = await listTokensOf(tx, viewer.id, 'api', now)
    if (others.length >= tokensMax)
      throw new AppError(
        'conflict',
        `You have ${others.length} tokens, which is the most allowed. Revoke one that you no longer use.`,
      )
    const data = { scope } satisfies Json
    const expiresAt = now + days * dayMs
    const facts = { purpose: 'api', hash: hashSecret(secret), name, data, createdAt: now, expiresAt } as const
    const { id } = await insertToken(tx, { ...facts, userId: viewer.id })
    const act = { at: now, actorId: viewer.id, action: 'token_made', subject: `token:${id}` }
    await appendAudit(tx, { ...act, details: { scope, expiresAt } })
    await enqueueAccountMail(tx, 'token_made', toUser(viewer.user), { name, scope, days }, now)
  })
  return secret
}

/** @throws AppError not_found */
export async function revokeToken(db: Database, viewer: Viewer, id: number, now: number): Promise<void> {
  await db.write(async tx => {
    if (!(await deleteTokenOf(tx, viewer.id, 'api', id))) throw notFound('token')
    await appendAudit(tx, { at: now, actorId: viewer.id, action: 'token_revoked', subject: `token:${id}` })
  })
}

export async function listApiTokens(db: Reader, userId: number, now: number) {
  const tokens = await listTokensOf(db, userId, 'api', now)
  return tokens.map(token => ({
    id: token.id,
    name: token.name ?? '',
    scope: scopeOf(token),
    createdAt: new Date(token.createdAt),
    expiresAt: new Date(token.expiresAt),
    usedAt: token.usedAt === null ? null : new Date(token.usedAt),
  }))
}

/** The person whose token a program shows, and what it lets the program do. */
export interface Caller {
  user: User
  roles: string[]
  token: Token
  scope: Scope
}

/** Nothing for a token that is revoked, expired or made up, or whose owner may not come in any more. */
export async function findCaller(db: Database, secret: string, now: number): Promise<Caller | undefined> {
  if (!secret.startsWith(prefix)) return
  const found = await findLastingToken(db.read, 'api', hashSecret(secret), now)
  if (!found || found.user.disabledAt !== null) return
  const { token, user } = found
  if (now - (token.usedAt ?? 0) > usedEveryMs)
    await db.write(tx => markTokenUsed(tx, token.id, now)).catch(unlessBusy)
  return { user, token, roles: await listRolesOf(db.read, user.id), scope: scopeOf(token) }
}

export const includes = (scope: Scope, needed: Scope) => scopes.indexOf(scope) >= scopes.indexOf(needed)

const scopeOf = ({ data }: Token): Scope => (data as { scope: Scope }).scope
