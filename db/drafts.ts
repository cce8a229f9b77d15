import { and, desc, eq, gt, isNull, lte } from 'drizzle-orm'
import type { Reader, Tx } from './index.ts'
import { type Draft, drafts } from './schema.ts'

/** Nobody else's draft is ever found, nor one whose time is over. */
export async function findDraftOf(
  db: Reader,
  userId: number,
  id: number,
  now: number,
): Promise<Draft | undefined> {
  const [draft] = await db
    .select()
    .from(drafts)
    .where(and(eq(drafts.id, id), eq(drafts.userId, userId), gt(drafts.expiresAt, now)))
  return draft
}

/** The draft that a form with this key made before. */
export async function findDraftByKey(
  db: Reader,
  userId: number,
  uploadKey: string,
): Promise<Draft | undefined> {
  const [draft] = await db
    .select()
    .from(drafts)
    .where(and(eq(drafts.userId, userId), eq(drafts.uploadKey, uploadKey)))
  return draft
}

/** For workers: whoever's it is. */
export async function findDraft(db: Reader, id: number): Promise<Draft | undefined> {
  const [draft] = await db.select().from(drafts).where(eq(drafts.id, id))
  return draft
}

const open = (userId: number, now: number) =>
  and(eq(drafts.userId, userId), isNull(drafts.studyId), gt(drafts.expiresAt, now))

/** Those that wait for their owner's word, newest first. */
export async function listOpenDraftsOf(db: Reader, userId: number, now: number): Promise<Draft[]> {
  return await db.select().from(drafts).where(open(userId, now)).orderBy(desc(drafts.id))
}

export async function countOpenDraftsOf(db: Reader, userId: number, now: number): Promise<number> {
  return await db.$count(drafts, open(userId, now))
}

export async function insertDraft(tx: Tx, draft: typeof drafts.$inferInsert): Promise<Draft> {
  const [inserted] = await tx.insert(drafts).values(draft).returning()
  return inserted!
}

export async function updateDraft(
  tx: Tx,
  id: number,
  changes: Partial<typeof drafts.$inferInsert>,
): Promise<void> {
  await tx.update(drafts).set(changes).where(eq(drafts.id, id))
}

/** Where the check of one round stands. False when a file was replaced meanwhile, or the draft is gone. */
export async function setDraftState(
  tx: Tx,
  id: number,
  round: number,
  changes: Partial<Pick<Draft, 'state' | 'progress' | 'message'>>,
): Promise<boolean> {
  const changed = await tx
    .update(drafts)
    .set(changes)
    .where(and(eq(drafts.id, id), eq(drafts.round, round)))
    .returning({ id: drafts.id })
  return changed.length > 0
}

export async function deleteDraft(tx: Tx, id: number): Promise<void> {
  await tx.delete(drafts).where(eq(drafts.id, id))
}

/** All that have not become studies. */
export async function deleteOpenDrafts(tx: Tx): Promise<void> {
  await tx.delete(drafts).where(isNull(drafts.studyId))
}

/** Those whose time is over. */
export async function listExpiredDrafts(db: Reader, now: number): Promise<Draft[]> {
  return await db.select().from(drafts).where(lte(drafts.expiresAt, now))
}
