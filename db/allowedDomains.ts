import { asc, eq, inArray } from 'drizzle-orm'
import type { Reader, Tx } from './index.ts'
import { type AllowedDomain, allowedDomains } from './schema.ts'

export async function listAllowedDomains(db: Reader): Promise<AllowedDomain[]> {
  return await db.select().from(allowedDomains).orderBy(asc(allowedDomains.domain))
}

/** @param domains a host and its parents, such as mail.lab.example, lab.example, example */
export async function findAllowedDomain(db: Reader, domains: string[]): Promise<AllowedDomain | undefined> {
  const found = await db.select().from(allowedDomains).where(inArray(allowedDomains.domain, domains))
  return found.sort((a, b) => b.domain.length - a.domain.length)[0]
}

export async function insertAllowedDomain(
  tx: Tx,
  domain: typeof allowedDomains.$inferInsert,
): Promise<AllowedDomain> {
  const [inserted] = await tx.insert(allowedDomains).values(domain).returning()
  return inserted!
}

export async function deleteAllowedDomain(tx: Tx, id: number): Promise<void> {
  await tx.delete(allowedDomains).where(eq(allowedDomains.id, id))
}
