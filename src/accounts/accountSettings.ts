import type { Database, Reader } from '#db/index.ts'
import { findSetting } from '#db/settings.ts'
import { changeSetting } from '../admin/changeSetting.ts'
import { refuse } from '../errors.ts'
import type { Viewer } from './sessions.ts'
import { faultsOfNumbers } from './wholeNumbers.ts'

/** What administrators decide about everybody's account, each a whole number within its bounds. */
const bounds = {
  factorGraceDays: [0, 90],
  idleMinutes: [30, 720],
  retentionDays: [0, 3650],
} as const

export type AccountSettings = Record<keyof typeof bounds, number>

const names = Object.keys(bounds) as (keyof typeof bounds)[]

export async function findAccountSettings(db: Reader): Promise<AccountSettings> {
  const entries = await Promise.all(names.map(async name => [name, await findSetting(db, name)]))
  return Object.fromEntries(entries)
}

/** @param typed as texts, by name @throws AppError invalid, by field */
export async function setAccountSettings(
  db: Database,
  administrator: Viewer,
  typed: Record<keyof AccountSettings, string>,
  now: number,
): Promise<void> {
  const faults = faultsOfNumbers(bounds, typed)
  // A study that is removed sooner than its owner can be told in time would be lost.
  if (!faults.retentionDays && Number(typed.retentionDays) > 0 && Number(typed.retentionDays) < 30)
    faults.retentionDays = 'Use 30 days or more, or 0 to keep studies.'
  if (Object.keys(faults).length > 0) refuse(faults)
  await db.write(async tx => {
    for (const name of names) await changeSetting(tx, administrator, name, Number(typed[name]), now)
  })
}
