import { and, asc, eq, isNull, lt } from 'drizzle-orm'
import type { Reader, Tx } from './index.ts'
import { type Factor, factors } from './schema.ts'

export async function listFactorsOf(db: Reader, userId: number): Promise<Factor[]> {
  return await db.select().from(factors).where(eq(factors.userId, userId)).orderBy(asc(factors.id))
}

export async function findPasskey(db: Reader, credentialId: string): Promise<Factor | undefined> {
  const [factor] = await db.select().from(factors).where(eq(factors.credentialId, credentialId))
  return factor
}

export async function insertFactor(tx: Tx, factor: typeof factors.$inferInsert): Promise<Factor> {
  const [inserted] = await tx.insert(factors).values(factor).returning()
  return inserted!
}

export async function confirmFactor(tx: Tx, id: number, now: number): Promise<void> {
  await tx.update(factors).set({ confirmedAt: now }).where(eq(factors.id, id))
}

/** Accepts a counter only if it is higher than any before: each code, each signature, once. */
export async function advanceFactor(tx: Tx, id: number, counter: number, now: number): Promise<boolean> {
  const changed = await tx
    .update(factors)
    .set({ counter, usedAt: now })
    .where(and(eq(factors.id, id), lt(factors.counter, counter)))
    .returning({ id: factors.id })
  return changed.length > 0
}

/** Notes the use of a passkey whose authenticator keeps no counter. */
export async function markFactorUsed(tx: Tx, id: number, now: number): Promise<void> {
  await tx.update(factors).set({ usedAt: now }).where(eq(factors.id, id))
}

/** Spends a recovery code in one statement: false when there is none such, or it was spent. */
export async function spendRecoveryCode(tx: Tx, userId: number, hash: string, now: number): Promise<boolean> {
  const spent = await tx
    .update(factors)
    .set({ usedAt: now })
    .where(
      and(
        eq(factors.userId, userId),
        eq(factors.kind, 'recovery'),
        eq(factors.secret, hash),
        isNull(factors.usedAt),
      ),
    )
    .returning({ id: factors.id })
  return spent.length > 0
}

export async function deleteFactorOf(tx: Tx, userId: number, id: number): Promise<boolean> {
  const gone = await tx
    .delete(factors)
    .where(and(eq(factors.id, id), eq(factors.userId, userId)))
    .returning({ id: factors.id })
  return gone.length > 0
}

export async function deleteFactorsOf(tx: Tx, userId: number, kind: Factor['kind']): Promise<void> {
  await tx.delete(factors).where(and(eq(factors.userId, userId), eq(factors.kind, kind)))
}

/** Authenticator apps of everybody. */
export async function listTotpFactors(db: Reader): Promise<Factor[]> {
  return await db.select().from(factors).where(eq(factors.kind, 'totp'))
}

export async function setFactorSecret(tx: Tx, id: number, secret: string): Promise<void> {
  await tx.update(factors).set({ secret }).where(eq(factors.id, id))
}
