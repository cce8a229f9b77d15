import { minuteMs } from '../durations.ts'
import type { Deps } from './deps.ts'

/** In memory, as what they cost is over with the process. */
const counts = new WeakMap<object, Map<string, { endsAt: number; count: number }>>()

/** Counts one more request under a key, in windows of a minute. @returns how many are left; less than none is too many */
export function countRequest({ db, now }: Pick<Deps, 'db' | 'now'>, key: string, most: number) {
  const windows = counts.get(db) ?? new Map<string, { endsAt: number; count: number }>()
  counts.set(db, windows)
  for (const [other, { endsAt }] of windows) if (endsAt <= now()) windows.delete(other)
  const window = windows.get(key) ?? { endsAt: now() + minuteMs, count: 0 }
  windows.set(key, window)
  window.count++
  return { left: most - window.count, waitMs: window.endsAt - now() }
}
