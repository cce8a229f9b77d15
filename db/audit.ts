import { AsyncLocalStorage } from 'node:async_hooks'
import { createHash } from 'node:crypto'
import { asc, desc, eq } from 'drizzle-orm'
import type { Reader, Tx } from './index.ts'
import { type AuditEntry, audit } from './schema.ts'

type Facts = Omit<typeof audit.$inferInsert, 'id' | 'hash'>

/** The request under way: every entry that it leads to notes its id, and where it came from. */
export const underWay = new AsyncLocalStorage<{ requestId: string; address: string | null }>()

/** Writes down what was done. Call it in the transaction that does it. */
export async function appendAudit(tx: Tx, written: Facts): Promise<void> {
  const facts = { ...underWay.getStore(), ...written }
  const [last] = await tx.select({ hash: audit.hash }).from(audit).orderBy(desc(audit.id)).limit(1)
  await tx.insert(audit).values({ ...facts, hash: seal(last?.hash ?? '', facts) })
}

/** Newest first. */
export async function listAudit(db: Reader, limit: number, offset = 0): Promise<AuditEntry[]> {
  return await db.select().from(audit).orderBy(desc(audit.id)).limit(limit).offset(offset)
}

/** What one person did, newest first. */
export async function listAuditOf(db: Reader, actorId: number): Promise<AuditEntry[]> {
  return await db.select().from(audit).where(eq(audit.actorId, actorId)).orderBy(desc(audit.id))
}

/** The id of the first row that does not follow from the one before it; undefined when the chain is whole. */
export async function findBrokenAudit(db: Reader): Promise<number | undefined> {
  let previous = ''
  for (const row of await db.select().from(audit).orderBy(asc(audit.id))) {
    if (row.hash !== seal(previous, row)) return row.id
    previous = row.hash
  }
  return undefined
}

/** SHA-256 over the previous seal and every fact of the row, in a fixed order. */
function seal(previous: string, row: Facts): string {
  const facts = [row.at, row.actorId, row.action, row.subject ?? '', row.details, row.address, row.requestId]
  return createHash('sha256')
    .update(JSON.stringify([previous, ...facts.map(fact => fact ?? null)]))
    .digest('hex')
}
