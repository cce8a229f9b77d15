import type { Database, Reader } from '#db/index.ts'
import { findSetting } from '#db/settings.ts'
import { changeSetting } from '../admin/changeSetting.ts'
import { refuse } from '../errors.ts'
import { guestBytesMax } from './guests.ts'
import type { Viewer } from './sessions.ts'
import { faultsOfNumbers } from './wholeNumbers.ts'

/** Where people may work without an account. */
export const guestPlaces = ['loopback', 'everywhere', 'nowhere'] as const

const bounds = {
  guestsMax: [1, 100_000],
  guestDays: [1, 90],
  guestUploadMb: [1, 1000],
} as const

const names = Object.keys(bounds) as (keyof typeof bounds)[]

export type GuestSettings = Record<keyof typeof bounds | 'guests', string>

/** As they stand in the form, and what all guests together may keep. */
export async function findGuestSettings(db: Reader): Promise<{ values: GuestSettings; bytesMax: number }> {
  const numbers = await Promise.all(names.map(async name => [name, String(await findSetting(db, name))]))
  return {
    values: { guests: await findSetting(db, 'guests'), ...Object.fromEntries(numbers) },
    bytesMax: await guestBytesMax(db),
  }
}

/** @throws AppError invalid, by field */
export async function setGuestSettings(
  db: Database,
  administrator: Viewer,
  typed: GuestSettings,
  now: number,
): Promise<void> {
  const faults = faultsOfNumbers<keyof typeof bounds>(bounds, typed)
  if (Object.keys(faults).length > 0) refuse(faults)
  await db.write(async tx => {
    await changeSetting(tx, administrator, 'guests', typed.guests, now)
    for (const name of names) await changeSetting(tx, administrator, name, Number(typed[name]), now)
  })
}
