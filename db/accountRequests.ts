import { and, desc, eq } from 'drizzle-orm'
import type { Reader, Tx } from './index.ts'
import { type AccountRequest, accountRequests } from './schema.ts'

export async function findAccountRequestByHash(
  db: Reader,
  statusHash: string,
): Promise<AccountRequest | undefined> {
  const [request] = await db.select().from(accountRequests).where(eq(accountRequests.statusHash, statusHash))
  return request
}

export async function findWaitingRequestByEmail(
  db: Reader,
  email: string,
): Promise<AccountRequest | undefined> {
  const [request] = await db
    .select()
    .from(accountRequests)
    .where(and(eq(accountRequests.email, email), eq(accountRequests.state, 'waiting')))
  return request
}

/** Newest first. */
export async function listAccountRequests(db: Reader): Promise<AccountRequest[]> {
  return await db.select().from(accountRequests).orderBy(desc(accountRequests.id))
}

export async function insertAccountRequest(
  tx: Tx,
  request: typeof accountRequests.$inferInsert,
): Promise<AccountRequest> {
  const [inserted] = await tx.insert(accountRequests).values(request).returning()
  return inserted!
}

/** Decides once: undefined when there is no such request or it was decided before. */
export async function decideAccountRequest(
  tx: Tx,
  id: number,
  decision: { state: 'approved' | 'refused'; decidedBy: number; answer: string | null },
  now: number,
): Promise<AccountRequest | undefined> {
  const [request] = await tx
    .update(accountRequests)
    .set({ ...decision, decidedAt: now })
    .where(and(eq(accountRequests.id, id), eq(accountRequests.state, 'waiting')))
    .returning()
  return request
}

export async function deleteAccountRequestsOf(tx: Tx, email: string): Promise<void> {
  await tx.delete(accountRequests).where(eq(accountRequests.email, email))
}
