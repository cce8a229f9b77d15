/** A moment: relative in the text, exact with its zone on hover; the browser script adds the reader's own zone. */
export function Time({ at, now }: { at: Date; now: Date }) {
  return (
    <time datetime={at.toISOString()} title={exactTime(at)} safe>
      {relativeTime(at, now)}
    </time>
  )
}

export const exactTime = (at: Date): string => `${calendarDay(at)}, ${at.toISOString().slice(11, 19)} UTC`

/** Where the second does not matter, such as the end of a link. */
export const exactMinute = (at: Date): string => `${calendarDay(at)}, ${clockTime(at)}`

export const exactDay = (at: Date): string => `${calendarDay(at)} (UTC)`

/** Of UTC, where a heading says so. */
export const calendarDay = (at: Date): string => days.format(at)

// Made once: a formatter costs more than all that it formats on a page.
const days = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
})

/** The time of a day that is plain from the context. */
export const clockTime = (at: Date): string => `${at.toISOString().slice(11, 16)} UTC`

const steps: [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
]
const words = new Intl.RelativeTimeFormat('en-GB', { numeric: 'auto' })

export function relativeTime(at: Date, now: Date): string {
  const seconds = (at.getTime() - now.getTime()) / 1000
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size * 0.95) return words.format(Math.round(seconds / size), unit)
  }
  return seconds > 10 ? 'in a moment' : 'just now'
}
