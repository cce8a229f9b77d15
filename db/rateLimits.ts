import { and, eq, gt, like, lte, sql } from 'drizzle-orm'
import type { Reader, Tx } from './index.ts'
import { limits } from './schema.ts'

/** What is spent under a key in its current window; nothing once the window has ended. */
export async function findRate(
  db: Reader,
  key: string,
  now: number,
): Promise<{ points: number; expiresAt: number }> {
  const [row] = await db.select().from(limits).where(eq(limits.key, key))
  return row && row.expiresAt > now ? row : { points: 0, expiresAt: now }
}

/** Spends points under a key, opening a window of `windowMs` if none is open. Answers what is spent in it now. */
export async function spendRate(
  tx: Tx,
  key: string,
  points: number,
  windowMs: number,
  now: number,
): Promise<{ points: number; expiresAt: number }> {
  const over = sql`${limits.expiresAt} <= ${now}`
  const [row] = await tx
    .insert(limits)
    .values({ key, points, expiresAt: now + windowMs })
    .onConflictDoUpdate({
      target: limits.key,
      set: {
        points: sql`case when ${over} then ${points} else ${limits.points} + ${points} end`,
        expiresAt: sql`case when ${over} then ${now + windowMs} else ${limits.expiresAt} end`,
      },
    })
    .returning()
  return row!
}

/** Takes one back from a window that is still open. */
export async function returnRate(tx: Tx, key: string, now: number): Promise<void> {
  await tx
    .update(limits)
    .set({ points: sql`case when ${limits.points} > 1 then ${limits.points} - 1 else 0 end` })
    .where(and(eq(limits.key, key), gt(limits.expiresAt, now)))
}

export async function forgetRates(tx: Tx, key: string): Promise<void> {
  await tx.delete(limits).where(eq(limits.key, key))
}

export async function deleteExpiredRates(tx: Tx, now: number): Promise<void> {
  await tx.delete(limits).where(lte(limits.expiresAt, now))
}

/** Windows under keys with a prefix that have ended. */
export async function listExpiredRates(
  db: Reader,
  prefix: string,
  now: number,
): Promise<{ key: string; points: number }[]> {
  return await db
    .select({ key: limits.key, points: limits.points })
    .from(limits)
    .where(and(like(limits.key, `${prefix}%`), lte(limits.expiresAt, now)))
}
