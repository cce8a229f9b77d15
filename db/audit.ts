import { AsyncLocalStorage } from 'node:async_hooks'
import { createHash } from 'node:crypto'
import { asc, desc, eq, gt } from 'drizzle-orm'
import type { Reader, Tx } from './index.ts'
import { type AuditEntry, audit } from './schema.ts'
import { giveTurn } from './turns.ts'

type Facts = Omit<typeof audit.$inferInsert, 'id' | 'hash'>

/** The request under way: every entry that it leads to notes its id, and where it came from. */
export const requestContext = new AsyncLocalStorage<{
  requestId: string
  address: string | null
  peer?: string | null
}>()

/** Writes down what was done. Call it in the transaction that does it. */
export async function appendAudit(tx: Tx, written: Facts): Promise<void> {
  const { requestId, address } = requestContext.getStore() ?? {}
  const facts = { requestId, address, ...written }
  const [last] = await tx.select({ hash: audit.hash }).from(audit).orderBy(desc(audit.id)).limit(1)
  await tx.insert(audit).values({ ...facts, hash: seal(last?.hash ?? '', facts) })
}

/** Newest first. */
export async function listAudit(db: Reader, limit: number, offset = 0): Promise<AuditEntry[]> {
  return await db.select().from(audit).orderBy(desc(audit.id)).limit(limit).offset(offset)
}

/** The last entries of one action, newest first. */
export async function listAuditFor(db: Reader, action: string, limit: number): Promise<AuditEntry[]> {
  const rows = db.select().from(audit).where(eq(audit.action, action))
  return await rows.orderBy(desc(audit.id)).limit(limit)
}

export async function findAuditEntry(db: Reader, id: number): Promise<AuditEntry | undefined> {
  const [entry] = await db.select().from(audit).where(eq(audit.id, id))
  return entry
}

/** What one person did, newest first. */
export async function listAuditOf(db: Reader, actorId: number): Promise<AuditEntry[]> {
  return await db.select().from(audit).where(eq(audit.actorId, actorId)).orderBy(desc(audit.id))
}

const rowsAtATime = 1000

/** Every entry, oldest first, a thousand at a time, between which others have their turn. */
export async function* readAudit(db: Reader): AsyncGenerator<AuditEntry> {
  for (let last = 0; ; ) {
    const rows = await db
      .select()
      .from(audit)
      .where(gt(audit.id, last))
      .orderBy(asc(audit.id))
      .limit(rowsAtATime)
    yield* rows
    if (rows.length < rowsAtATime) return
    last = rows.at(-1)!.id
    await giveTurn()
  }
}

/** What the seals of the audit say. Compare `last` with a copy kept elsewhere: entries cut off the end leave no gap. */
export interface AuditVerdict {
  entries: number
  /** The id of the first row that does not follow from the one before it; undefined when the chain is whole. */
  broken: number | undefined
  /** The seal of the last entry. */
  last: string
}

/** Follows the chain of seals from its beginning, in the database or in an exported file. */
export async function verifyAudit(rows: AsyncIterable<AuditEntry>): Promise<AuditVerdict> {
  let entries = 0
  let last = ''
  for await (const row of rows) {
    if (row.hash !== seal(last, row)) return { entries, broken: row.id, last }
    last = row.hash
    entries++
  }
  return { entries, broken: undefined, last }
}

export const findBrokenAudit = async (db: Reader) => (await verifyAudit(readAudit(db))).broken

/** SHA-256 over the previous seal and every fact of the row, in a fixed order. */
function seal(previous: string, row: Facts): string {
  const facts = [row.at, row.actorId, row.action, row.subject ?? '', row.details, row.address, row.requestId]
  return createHash('sha256')
    .update(JSON.stringify([previous, ...facts.map(fact => fact ?? null)]))
    .digest('hex')
}
