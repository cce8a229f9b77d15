import { and, desc, eq, gt, isNull, lt, sql } from 'drizzle-orm'
import type { Reader, Tx } from './index.ts'
import { type Purpose, type Token, tokens, type User, users } from './schema.ts'

/** A token that may still be used for this purpose: not spent, not expired. */
export async function findToken(
  db: Reader,
  purpose: Purpose,
  hash: string,
  now: number,
): Promise<Token | undefined> {
  const [token] = await db
    .select()
    .from(tokens)
    .where(usable(purpose, hash, now))
  return token
}

export async function insertToken(tx: Tx, token: typeof tokens.$inferInsert): Promise<Token> {
  const [inserted] = await tx.insert(tokens).values(token).returning()
  return inserted!
}

/** Those that are used any number of times. */
export type LastingPurpose = Extract<Purpose, 'api' | 'share'>

/** A token that may be used any number of times, with its owner; nothing once it has expired. */
export async function findLastingToken(
  db: Reader,
  purpose: LastingPurpose,
  hash: string,
  now: number,
): Promise<{ token: Token; user: User } | undefined> {
  const [found] = await db
    .select({ token: tokens, user: users })
    .from(tokens)
    .innerJoin(users, eq(users.id, tokens.userId))
    .where(and(eq(tokens.hash, hash), eq(tokens.purpose, purpose), gt(tokens.expiresAt, now)))
  return found
}

/** Newest first. */
export async function listTokensOf(
  db: Reader,
  userId: number,
  purpose: LastingPurpose,
  now: number,
): Promise<Token[]> {
  return await db
    .select()
    .from(tokens)
    .where(and(eq(tokens.userId, userId), eq(tokens.purpose, purpose), gt(tokens.expiresAt, now)))
    .orderBy(desc(tokens.id))
}

/** Counts one more use of a token. */
export async function markTokenUsed(tx: Tx, id: number, now: number): Promise<void> {
  await tx
    .update(tokens)
    .set({ usedAt: now, uses: sql`${tokens.uses} + 1` })
    .where(eq(tokens.id, id))
}

/** Whether there was such a token of theirs. */
export async function deleteTokenOf(
  tx: Tx,
  userId: number,
  purpose: LastingPurpose,
  id: number,
): Promise<boolean> {
  const gone = await tx
    .delete(tokens)
    .where(and(eq(tokens.id, id), eq(tokens.userId, userId), eq(tokens.purpose, purpose)))
    .returning({ id: tokens.id })
  return gone.length > 0
}

/** All tokens of a purpose that a person has made. */
export async function deleteTokensOf(tx: Tx, userId: number, purpose: LastingPurpose): Promise<void> {
  await tx.delete(tokens).where(and(eq(tokens.userId, userId), eq(tokens.purpose, purpose)))
}

/** Spends a token in one statement: of any number of attempts at once, one gets it. */
export async function useToken(
  tx: Tx,
  purpose: Purpose,
  hash: string,
  now: number,
): Promise<Token | undefined> {
  const [token] = await tx
    .update(tokens)
    .set({ usedAt: now })
    .where(usable(purpose, hash, now))
    .returning()
  return token
}

/** Voids the tokens of one purpose that a person has not used yet. */
export async function voidTokensOf(tx: Tx, userId: number, purpose: Purpose): Promise<void> {
  await tx
    .delete(tokens)
    .where(and(eq(tokens.userId, userId), eq(tokens.purpose, purpose), isNull(tokens.usedAt)))
}

/** Voids the unused tokens of one purpose that were sent to an address without an account. */
export async function voidTokensTo(tx: Tx, email: string, purpose: Purpose): Promise<void> {
  await tx
    .delete(tokens)
    .where(and(eq(tokens.email, email), eq(tokens.purpose, purpose), isNull(tokens.usedAt)))
}

/** Voids every token of a purpose, whoever holds it: there is one setup link at a time. */
export async function voidTokens(tx: Tx, purpose: Purpose): Promise<void> {
  await tx.delete(tokens).where(and(eq(tokens.purpose, purpose), isNull(tokens.usedAt)))
}

/** Every token that was sent to an address, used or not. */
export async function deleteTokensTo(tx: Tx, email: string): Promise<void> {
  await tx.delete(tokens).where(eq(tokens.email, email))
}

export async function deleteExpiredTokens(tx: Tx, now: number): Promise<number> {
  const gone = await tx.delete(tokens).where(lt(tokens.expiresAt, now)).returning({ id: tokens.id })
  return gone.length
}

const usable = (purpose: Purpose, hash: string, now: number) =>
  and(eq(tokens.hash, hash), eq(tokens.purpose, purpose), isNull(tokens.usedAt), gt(tokens.expiresAt, now))
