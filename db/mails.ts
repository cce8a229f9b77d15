import { and, desc, eq, inArray, lt, min, sql } from 'drizzle-orm'
import type { Reader, Tx } from './index.ts'
import { type Mail, mails } from './schema.ts'

export async function findMail(db: Reader, id: number): Promise<Mail | undefined> {
  const [mail] = await db.select().from(mails).where(eq(mails.id, id))
  return mail
}

/** Puts a mail into the outbox. jobs/mailRunner.ts adds the job that sends it. */
export async function insertMail(tx: Tx, mail: typeof mails.$inferInsert): Promise<Mail> {
  const [inserted] = await tx.insert(mails).values(mail).returning()
  return inserted!
}

/** Newest first, for the administrators' page. */
export async function listMails(db: Reader, limit: number): Promise<Mail[]> {
  return await db.select().from(mails).orderBy(desc(mails.id)).limit(limit)
}

export async function listMailsTo(db: Reader, email: string): Promise<Mail[]> {
  return await db.select().from(mails).where(eq(mails.email, email)).orderBy(desc(mails.id))
}

/** Forgets a mail that turned out to have nobody to go to. */
export async function deleteMail(tx: Tx, id: number): Promise<void> {
  await tx.delete(mails).where(eq(mails.id, id))
}

export async function deleteMailsTo(tx: Tx, email: string): Promise<void> {
  await tx.delete(mails).where(eq(mails.email, email))
}

/** False when it was sent before. */
export async function markMailSent(tx: Tx, id: number, now: number): Promise<boolean> {
  const changed = await tx
    .update(mails)
    .set({ state: 'sent', sentAt: now, error: null, attempts: sql`${mails.attempts} + 1` })
    .where(and(eq(mails.id, id), eq(mails.state, 'waiting')))
    .returning({ id: mails.id })
  return changed.length > 0
}

/** Notes an attempt that did not work; `last` when there will be no other. */
export async function markMailRefused(tx: Tx, id: number, error: string, last: boolean): Promise<void> {
  await tx
    .update(mails)
    .set({ state: last ? 'failed' : 'waiting', error, attempts: sql`${mails.attempts} + 1` })
    .where(and(eq(mails.id, id), eq(mails.state, 'waiting')))
}

/** Gives up a mail that waits. */
export async function giveUpMail(tx: Tx, id: number, error: string): Promise<void> {
  const waiting = and(eq(mails.id, id), eq(mails.state, 'waiting'))
  await tx.update(mails).set({ state: 'failed', error }).where(waiting)
}

/** Lets a mail that was given up wait again. False when it was not. */
export async function reopenMail(tx: Tx, id: number): Promise<boolean> {
  const reopened = await tx
    .update(mails)
    .set({ state: 'waiting' })
    .where(and(eq(mails.id, id), eq(mails.state, 'failed')))
    .returning({ id: mails.id })
  return reopened.length > 0
}

/** Forgets mails that were sent, or given up, long ago, some at a time, and says how many: they name a person and what they did. */
export async function deleteMailsBefore(tx: Tx, moment: number, most = 200): Promise<number> {
  const old = await tx
    .select({ id: mails.id })
    .from(mails)
    .where(and(inArray(mails.state, ['sent', 'failed']), lt(mails.createdAt, moment)))
    .limit(most)
  const ids = old.map(({ id }) => id)
  if (ids.length > 0) await tx.delete(mails).where(inArray(mails.id, ids))
  return ids.length
}

/** How many mails were given up, and how long the oldest of those still to go has waited. */
export async function findMailTrouble(
  db: Reader,
  now: number,
): Promise<{ failed: number; oldestWaitingMs: number }> {
  const failed = await db.$count(mails, eq(mails.state, 'failed'))
  const [row] = await db
    .select({ oldest: min(mails.createdAt) })
    .from(mails)
    .where(eq(mails.state, 'waiting'))
  const oldest = row?.oldest ?? now
  return { failed, oldestWaitingMs: now - oldest }
}
