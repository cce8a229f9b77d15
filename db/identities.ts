import { and, asc, eq } from 'drizzle-orm'
import type { Reader, Tx } from './index.ts'
import { type Identity, identities } from './schema.ts'

export async function findIdentity(
  db: Reader,
  issuer: string,
  subject: string,
): Promise<Identity | undefined> {
  const [identity] = await db
    .select()
    .from(identities)
    .where(and(eq(identities.issuer, issuer), eq(identities.subject, subject)))
  return identity
}

export async function listIdentitiesOf(db: Reader, userId: number): Promise<Identity[]> {
  return await db.select().from(identities).where(eq(identities.userId, userId)).orderBy(asc(identities.id))
}

export async function insertIdentity(tx: Tx, identity: typeof identities.$inferInsert): Promise<void> {
  await tx.insert(identities).values(identity)
}

export async function markIdentityUsed(tx: Tx, id: number, now: number): Promise<void> {
  await tx.update(identities).set({ usedAt: now }).where(eq(identities.id, id))
}

/** False when there is no such identity of theirs (any more). */
export async function deleteIdentityOf(tx: Tx, userId: number, id: number): Promise<boolean> {
  const gone = await tx
    .delete(identities)
    .where(and(eq(identities.id, id), eq(identities.userId, userId)))
    .returning({ id: identities.id })
  return gone.length > 0
}
