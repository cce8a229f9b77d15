import { and, eq, gt, isNull, lt } from 'drizzle-orm'
import type { Reader, Tx } from './index.ts'
import { type Purpose, type Token, tokens } from './schema.ts'

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
