import { appendAudit } from '#db/audit.ts'
import type { Database, Reader } from '#db/index.ts'
import { listSettings, setSetting } from '#db/settings.ts'
import type { Viewer } from '../accounts/sessions.ts'
import { refuse } from '../errors.ts'

/** Who gets in: everyone; everyone, but only administrators may change anything; administrators alone. */
export const accesses = ['open', 'read-only', 'closed'] as const
export type Access = (typeof accesses)[number]

export interface Maintenance {
  /** The line on top of every page; empty for none. */
  banner: string
  /** Until when the line is shown; 0 for as long as it stands. */
  bannerEndsAt: number
  access: Access
}

export const bannerLengthMax = 300

/** What holds at this moment. */
export const findMaintenance = async (db: Reader, now: number): Promise<Maintenance> =>
  maintenanceIn(await listSettings(db), now)

/** The same, of settings that were read already. */
export function maintenanceIn(
  { banner, bannerEndsAt, access }: Awaited<ReturnType<typeof listSettings>>,
  now: number,
): Maintenance {
  const isOver = bannerEndsAt !== 0 && bannerEndsAt <= now
  return { banner: isOver ? '' : banner, bannerEndsAt, access: access as Access }
}

/** @throws AppError invalid by field */
export async function setMaintenance(
  db: Database,
  administrator: Viewer,
  wanted: Maintenance,
  now: number,
): Promise<void> {
  const banner = wanted.banner.trim()
  if (banner.length > bannerLengthMax || /\p{Cc}/u.test(banner))
    refuse({ banner: `Use one line of at most ${bannerLengthMax} characters.` })
  if (wanted.bannerEndsAt !== 0 && wanted.bannerEndsAt <= now)
    refuse({ until: 'This time is in the past. Choose a later one.' })
  await db.write(async tx => {
    const before = await findMaintenance(tx, now)
    const after = { ...wanted, banner }
    await setSetting(tx, 'banner', banner, now)
    await setSetting(tx, 'bannerEndsAt', wanted.bannerEndsAt, now)
    await setSetting(tx, 'access', wanted.access, now)
    const details = { before: { ...before }, after: { ...after } }
    await appendAudit(tx, { at: now, actorId: administrator.id, action: 'maintenance_set', details })
  })
}
