import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { appendAudit } from '#db/audit.ts'
import type { Database } from '#db/index.ts'
import type { SiteTextName } from '#db/schema.ts'
import { setSetting } from '#db/settings.ts'
import { findSiteText, insertSiteText } from '#db/siteTexts.ts'
import { updateUser } from '#db/users.ts'
import type { Viewer } from '../accounts/sessions.ts'
import type { Config } from '../config.ts'

const bytesMax = 200_000

/** A text of the operator as it is in force. */
export interface TextInForce {
  /** In Markdown; null for the program's own. */
  text: string | null
  /** Since when; undefined where the program's own was never replaced. */
  since?: number
  /** Why its file is not used, so that what was in force before still is. */
  fault?: string
}

/**
 * Reads `NAME.md` in the site's folder. Where it is not the version that was in force until now, it is from now on, and is kept:
 * people are asked anew when their agreement was to an older one.
 */
export async function findTextInForce(
  { db, config }: { db: Database; config: Pick<Config, 'site'> },
  name: SiteTextName,
  now: number,
): Promise<TextInForce> {
  const before = await findSiteText(db.read, name)
  const held = { text: before?.markdown ?? null, since: before?.createdAt }
  const read = await readText(join(config.site, `${name}.md`))
  if ('fault' in read) return { ...held, fault: read.fault }
  if (read.text === held.text) return held
  await db.write(async tx => {
    if ((await findSiteText(tx, name))?.id !== before?.id) return // somebody else has noted it meanwhile
    await insertSiteText(tx, { name, markdown: read.text, createdAt: now })
    if (name !== 'imprint' && read.text !== null) await setSetting(tx, 'textsChangedAt', now, now)
    await appendAudit(tx, { at: now, action: 'site_text_changed', subject: `site_texts:${name}` })
  })
  return { text: read.text, since: now }
}

async function readText(path: string): Promise<{ text: string | null } | { fault: string }> {
  try {
    if ((await stat(path)).size > bytesMax) return { fault: `It is larger than ${bytesMax / 1000} kB.` }
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await Bun.file(path).bytes())
    return text.includes('\0') ? { fault: 'It is no text.' } : { text: text.trim() || null }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { text: null }
    if (error instanceof TypeError) return { fault: 'It is not UTF-8.' }
    return { fault: `It cannot be read (${(error as Error).message}).` }
  }
}

/** Whether terms or privacy statement are other than those that the person agreed to. */
export const mustAgree = (
  { user, impersonator }: Viewer,
  { textsChangedAt }: { textsChangedAt: number },
): boolean => impersonator === undefined && textsChangedAt > (user.agreedAt ?? 0)

/** Notes that a person agrees to what is in force. */
export async function agree(db: Database, viewer: Viewer, now: number): Promise<void> {
  await db.write(async tx => {
    await updateUser(tx, viewer.id, { agreedAt: now }, now)
    await appendAudit(tx, { at: now, actorId: viewer.id, action: 'texts_agreed' })
  })
}
