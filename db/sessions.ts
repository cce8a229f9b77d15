import { and, desc, eq, lt, lte, ne, or, sql } from 'drizzle-orm'
import type { Reader, Tx } from './index.ts'
import { prepared } from './prepared.ts'
import { type Session, sessions, type User, users } from './schema.ts'

/** The session behind a cookie's secret or behind the one before it. Whether it is still good is the caller's rule. */
export async function findSessionByHash(
  db: Reader,
  tokenHash: string,
): Promise<{ session: Session; user: User } | undefined> {
  const [row] = await sessionByHash(db).all({ tokenHash })
  return row
}

const sessionByHash = prepared(db => {
  const tokenHash = sql.placeholder('tokenHash')
  return db
    .select({ session: sessions, user: users })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(or(eq(sessions.tokenHash, tokenHash), eq(sessions.previousHash, tokenHash)))
    .prepare()
})

export async function listSessionsOf(db: Reader, userId: number): Promise<Session[]> {
  return await db.select().from(sessions).where(eq(sessions.userId, userId)).orderBy(desc(sessions.seenAt))
}

export async function insertSession(tx: Tx, session: typeof sessions.$inferInsert): Promise<Session> {
  const [inserted] = await tx.insert(sessions).values(session).returning()
  return inserted!
}

/** Notes that a session was used, and drops its proof where that is over. */
export async function markSessionSeen(
  tx: Tx,
  { id, strongAuthAt }: Pick<Session, 'id' | 'strongAuthAt'>,
  now: number,
): Promise<void> {
  const proof = strongAuthAt === null ? { strongAuthAt } : {}
  await tx
    .update(sessions)
    .set({ seenAt: now, ...proof })
    .where(eq(sessions.id, id))
}

/** Gives a session a new secret; false when it has another by now, or is over. */
export async function renewSession(
  tx: Tx,
  { id, tokenHash }: Session,
  changes: Pick<Session, 'tokenHash'> & Partial<Session>,
): Promise<boolean> {
  const changed = await tx
    .update(sessions)
    .set(changes)
    .where(and(eq(sessions.id, id), eq(sessions.tokenHash, tokenHash)))
    .returning({ id: sessions.id })
  return changed.length > 0
}

/** Has a session look at the site as somebody else. */
export async function setImpersonation(
  tx: Tx,
  id: number,
  impersonatedId: number,
  impersonationEndsAt: number,
): Promise<void> {
  await tx.update(sessions).set({ impersonatedId, impersonationEndsAt }).where(eq(sessions.id, id))
}

/** Has a session look at the site as its own person again. Answers as whom it looked; undefined when it did not. */
export async function clearImpersonation(tx: Tx, id: number): Promise<number | undefined> {
  const [before] = await tx.select().from(sessions).where(eq(sessions.id, id))
  const own = { impersonatedId: null, impersonationEndsAt: null }
  await tx.update(sessions).set(own).where(eq(sessions.id, id))
  return before?.impersonatedId ?? undefined
}

export async function listImpersonationsOver(db: Reader, now: number): Promise<Session[]> {
  return await db.select().from(sessions).where(lte(sessions.impersonationEndsAt, now))
}

export async function deleteSession(tx: Tx, id: number): Promise<void> {
  await tx.delete(sessions).where(eq(sessions.id, id))
}

/** Ends one of a person's own sessions; false when it is not theirs. */
export async function deleteSessionOf(tx: Tx, userId: number, id: number): Promise<boolean> {
  const gone = await tx
    .delete(sessions)
    .where(and(eq(sessions.id, id), eq(sessions.userId, userId)))
    .returning({ id: sessions.id })
  return gone.length > 0
}

/** Ends all of a person's sessions, or all but one. */
export async function deleteSessionsOf(tx: Tx, userId: number, exceptId?: number): Promise<number> {
  const theirs = eq(sessions.userId, userId)
  const gone = await tx
    .delete(sessions)
    .where(exceptId === undefined ? theirs : and(theirs, ne(sessions.id, exceptId)))
    .returning({ id: sessions.id })
  return gone.length
}

export async function deleteExpiredSessions(tx: Tx, now: number): Promise<number> {
  const gone = await tx.delete(sessions).where(lt(sessions.expiresAt, now)).returning({ id: sessions.id })
  return gone.length
}
