import { appendAudit, findAuditEntry, listAuditFor } from '#db/audit.ts'
import type { Database, Reader, Tx } from '#db/index.ts'
import { findSetting, isSettingKey, type SettingKey, type SettingValue, setSetting } from '#db/settings.ts'
import type { Viewer } from '../accounts/sessions.ts'
import { AppError, notFound } from '../errors.ts'

const action = 'setting_changed'

/** Sets what administrators decide, and writes down what held before: so it can be undone. */
export async function changeSetting<K extends SettingKey>(
  tx: Tx,
  administrator: Viewer,
  key: K,
  after: SettingValue<K>,
  now: number,
): Promise<void> {
  const before = await findSetting(tx, key)
  await setSetting(tx, key, after, now)
  if (after === before) return
  const change = { subject: `settings:${key}`, details: { before, after } }
  await appendAudit(tx, { at: now, actorId: administrator.id, action, ...change })
}

/** One change of a setting. */
export interface SettingChange {
  id: number
  at: number
  actorId: number | null
  key: SettingKey
  before: SettingValue<SettingKey>
  after: SettingValue<SettingKey>
}

/** The last changes, newest first, each with whether what it set still holds. */
export async function listSettingChanges(db: Reader, most: number) {
  const changes = (await listAuditFor(db, action, most)).flatMap(entry => changeIn(entry) ?? [])
  return await Promise.all(
    changes.map(async change => ({
      ...change,
      holds: (await findSetting(db, change.key)) === change.after,
    })),
  )
}

/** Puts back what held before a change. @throws AppError not_found, conflict */
export async function undoSettingChange(
  db: Database,
  administrator: Viewer,
  id: number,
  now: number,
): Promise<void> {
  await db.write(async tx => {
    const entry = await findAuditEntry(tx, id)
    const change = entry?.action === action ? changeIn(entry) : undefined
    if (!change) throw notFound('change')
    if ((await findSetting(tx, change.key)) !== change.after)
      throw new AppError('conflict', 'This setting was changed again since. Undo the later change first.')
    await changeSetting(tx, administrator, change.key, change.before, now)
  })
}

/** Undefined where the setting is one of another version. */
function changeIn(entry: {
  id: number
  at: number
  actorId: number | null
  subject: string
  details: unknown
}): SettingChange | undefined {
  const { id, at, actorId, subject } = entry
  const key = subject.replace(/^settings:/, '')
  const details = entry.details as Pick<SettingChange, 'before' | 'after'> | null
  return isSettingKey(key) && details ? { id, at, actorId, key, ...details } : undefined
}
