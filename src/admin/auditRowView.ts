import { appendAudit } from '#db/audit.ts'
import type { Database } from '#db/index.ts'
import { spendRate } from '#db/rateLimits.ts'
import type { Viewer } from '../accounts/sessions.ts'
import { minuteMs } from '../durations.ts'
import type { PanelTable } from './tables.ts'

/** Turning pages and coming back within a quarter of an hour is one look. */
const lookMs = 15 * minuteMs

/** Writes down that an administrator looked at what belongs to a person. */
export async function auditRowView(
  db: Database,
  { id: actorId }: Viewer,
  subject: string,
  now: number,
): Promise<void> {
  await db.write(async tx => {
    const { points } = await spendRate(tx, `look:${actorId}:${subject}`, 1, lookMs, now)
    if (points === 1) await appendAudit(tx, { at: now, actorId, action: 'looked_at', subject })
  })
}

/** Whether the rows of a table belong to people or tell of them. */
export const isAboutPeople = ({ isPersonal, columns }: PanelTable): boolean =>
  isPersonal === true || columns.some(({ name }) => name === 'userId')
