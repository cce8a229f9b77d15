import type { Database } from '#db/index.ts'
import { enqueue } from '#db/queue.ts'
import { log } from '#src/log.ts'
import type { Attempt, JobOutcome, Runner } from './runner.ts'

export interface BackupOptions {
  /** Makes a backup and returns its name and the files missing from it: src/admin/backUp.ts. */
  make(db: Database, now: number): Promise<{ name: string; missing: string[] }>
  /** Removes the old ones. */
  prune(keep: number, now: number): Promise<number>
  /** How many nightly ones are kept; 0 for no nightly ones. */
  keep: number
}

/** Makes a backup, removes old ones, and plans that of the next night. */
export const createBackupRunner = ({ make, prune, keep }: BackupOptions): Runner => ({
  /** Planned when it begins: a night that fails does not end the nights. */
  async begin(tx, _job, now) {
    if (keep > 0) await enqueue(tx, nextNight(now), now)
  },
  async run({ db, now }: Attempt): Promise<JobOutcome> {
    const { name, missing } = await make(db, now())
    if (missing.length > 0)
      log.error('backup lacks files', new Error(`${missing.length} rows have no files`), { name, missing })
    await prune(Math.max(1, keep), now())
    log.info('backup made', { name })
    return { kind: 'done' }
  },
})

/** Schedules a backup for the night unless there is one. Any number of workers may call it. */
export async function planBackup(db: Database, now: number): Promise<void> {
  await db.write(tx => enqueue(tx, nextNight(now), now))
}

/** Three in the morning on this machine: one for each day of the calendar, whoever asks. */
function nextNight(now: number) {
  const at = new Date(now)
  if (at.getHours() >= 3) at.setDate(at.getDate() + 1)
  at.setHours(3, 0, 0, 0)
  const day = `${at.getFullYear()}-${at.getMonth() + 1}-${at.getDate()}`
  return { kind: 'backup', payload: {}, runAt: at.getTime(), priority: -2, uniqueKey: `backup:${day}` }
}
