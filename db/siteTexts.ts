import { desc, eq } from 'drizzle-orm'
import type { Reader, Tx } from './index.ts'
import { type SiteText, type SiteTextName, siteTexts } from './schema.ts'

/** The version in force; undefined where the operator never wrote one. */
export async function findSiteText(db: Reader, name: SiteTextName): Promise<SiteText | undefined> {
  const rows = db.select().from(siteTexts).where(eq(siteTexts.name, name))
  const [newest] = await rows.orderBy(desc(siteTexts.id)).limit(1)
  return newest
}

export async function insertSiteText(tx: Tx, text: typeof siteTexts.$inferInsert): Promise<void> {
  await tx.insert(siteTexts).values(text)
}
