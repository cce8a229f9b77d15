import { appendAudit } from '#db/audit.ts'
import type { Database } from '#db/index.ts'
import { setSetting } from '#db/settings.ts'
import type { Viewer } from '../accounts/sessions.ts'

/** Pauses the queue, or lets it go on: what runs is not touched, no calculation starts while it is paused. */
export async function pauseQueue(
  db: Database,
  administrator: Viewer,
  paused: boolean,
  now: number,
): Promise<void> {
  await db.write(async tx => {
    await setSetting(tx, 'queuePaused', paused, now)
    const action = paused ? 'queue_paused' : 'queue_resumed'
    await appendAudit(tx, { at: now, actorId: administrator.id, action })
  })
}
