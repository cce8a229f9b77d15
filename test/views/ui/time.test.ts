import { expect, test } from 'bun:test'
import { exactTime, relativeTime, Time } from '#views/ui/time.tsx'

const now = new Date('2026-11-22T20:15:06Z')
const before = (seconds: number) => relativeTime(new Date(now.getTime() - seconds * 1000), now)

test('a moment is told relative to now', () => {
  expect([3, 60, 26 * 60, 3600, 86_400, 40 * 86_400].map(before)).toEqual([
    'just now',
    '1 minute ago',
    '26 minutes ago',
    '1 hour ago',
    'yesterday',
    'last month',
  ])
})

test('the exact time and its zone stand behind the relative one', () => {
  expect(exactTime(now)).toBe('22 Nov 2026, 20:15:06 UTC')
  expect(String(Time({ at: now, now }))).toContain('datetime="2026-11-22T20:15:06.000Z"')
})
