import type { Reader } from '#db/index.ts'
import { findBytesBy } from '#db/studies.ts'
import { countFailures, countUsersByMonth, sumUsageBy, sumUsageByMonth, type UsageSum } from '#db/usage.ts'
import { countryName } from '../accounts/academic/index.ts'
import { csvLine } from '../csv.ts'
import { hourMs } from '../durations.ts'

const monthsShown = 24

export interface Month extends UsageSum {
  /** Such as 2026-11. */
  name: string
  newPeople: number
  /** The median of how long runs had waited; null where none began. */
  waitedMs: number | null
}

export interface Group extends UsageSum {
  name: string
}

export interface Statistics {
  months: Month[]
  countries: Group[]
  institutions: Group[]
  methods: Group[]
  failures: { name: string; runs: number }[]
  /** What all files of people take, and of how many people. */
  storage: { bytes: number; people: number }
}

/** How the site was used in this month and the 23 before it, in UTC. Runs of analyses that were deleted since are counted. */
export async function findStatistics(db: Reader, now: number): Promise<Statistics> {
  const starts = monthStarts(now)
  const since = starts[0]!
  const byMonth = new Map((await sumUsageByMonth(db, starts)).map(row => [row.month, row]))
  const newPeople = await countUsersByMonth(db, starts)
  const unknown = (what: string) => (row: UsageSum & { key: string | null }) => ({
    ...row,
    name: row.key ?? `no known ${what}`,
  })
  const countries = await sumUsageBy(db, 'country', since)
  const bytes = [...(await findBytesBy(db, undefined, now)).values()].filter(each => each > 0)
  return {
    months: starts.map((start, month) => ({
      ...{ runs: 0, failed: 0, people: 0, cpuMs: 0, waitedMs: null },
      ...byMonth.get(month),
      name: new Date(start).toISOString().slice(0, 7),
      newPeople: newPeople.get(month) ?? 0,
    })),
    countries: countries.map(row => ({ ...row, name: row.key ? countryName(row.key) : 'no known country' })),
    institutions: (await sumUsageBy(db, 'institution', since)).map(unknown('institution')),
    methods: (await sumUsageBy(db, 'method', since)).map(unknown('method')),
    failures: (await countFailures(db, since)).map(({ reason, total }) => ({
      name: reason ?? 'unknown',
      runs: total,
    })),
    storage: { bytes: bytes.reduce((sum, each) => sum + each, 0), people: bytes.length },
  }
}

/** When each of the months began, oldest first. */
function monthStarts(now: number): number[] {
  const today = new Date(now)
  return Array.from({ length: monthsShown }, (_, index) =>
    Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - (monthsShown - 1 - index)),
  )
}

export const statisticsTables = ['months', 'countries', 'institutions', 'methods', 'failures'] as const
export type StatisticsTable = (typeof statisticsTables)[number]

/** One of the tables as CSV, with times in hours and seconds. */
export function writeStatistics(statistics: Statistics, table: StatisticsTable): string {
  const [head, ...rows] = linesOf(statistics, table)
  return [head!, ...rows].map(line => `${csvLine(line)}\r\n`).join('')
}

function linesOf(statistics: Statistics, table: StatisticsTable): (string | number)[][] {
  if (table === 'failures')
    return [['reason', 'failed'], ...statistics.failures.map(({ name, runs }) => [name, runs])]
  const heads = { months: 'month', countries: 'country', institutions: 'institution', methods: 'method' }
  const more = table === 'months' ? ['new_people', 'median_wait_s'] : []
  return [
    [heads[table], 'analyses', 'failed', 'people', 'cpu_hours', ...more],
    ...statistics[table].map(row => [
      row.name,
      row.runs,
      row.failed,
      row.people,
      (row.cpuMs / hourMs).toFixed(3),
      ...('newPeople' in row
        ? [row.newPeople, row.waitedMs === null ? '' : Math.round(row.waitedMs / 1000)]
        : []),
    ]),
  ]
}
