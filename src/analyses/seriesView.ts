import type { ResultTable } from './methodOutcome.ts'

/** A mean and its 95 % interval; without one the ends are NaN. */
interface QuantityInterval {
  mean: number
  lower: number
  upper: number
}

/** What one curve tells of a quantity: alone, and together with the others. */
interface QuantityPoint {
  curve: string
  value: number
  alone: QuantityInterval
  smooth: QuantityInterval | null
}

/** A weight, group or mean over the variable. */
export interface QuantityView {
  kind: string
  name: string
  unit: string
  /** By value. */
  points: QuantityPoint[]
}

/** A series as a page shows it. */
export interface SeriesView {
  /** With its unit: `time (s)`. */
  variable: string
  quantities: QuantityView[]
}

const ways = ['alone', 'smooth'] as const
const columns = [
  ...['curve', 'quantity', 'name', 'unit'],
  ...ways.flatMap(way => ['mean', 'lower', 'upper'].map(end => `${way}_${end}`)),
]

/**
 * Reads the table of a series, as `bioce series` writes it: a row for each curve and quantity, its second column the variable.
 * @returns or what is wrong with it, in a sentence
 */
export function seriesViewOf({ head, rows }: ResultTable): SeriesView | string {
  const missing = columns.find(name => !head.includes(name))
  if (missing !== undefined) return `It has no column "${missing}".`
  const [variable = ''] = head.filter(name => !columns.includes(name))
  if (variable === '') return 'It has no column for the variable.'
  const at = new Map(head.map((name, place) => [name, place]))
  const quantities = new Map<string, QuantityView>()
  for (const [i, row] of rows.entries()) {
    const word = (name: string) => row[at.get(name)!] ?? ''
    const number = (name: string) => (word(name) === '' ? Number.NaN : Number(word(name)))
    const interval = (way: (typeof ways)[number]): QuantityInterval => ({
      mean: number(`${way}_mean`),
      lower: number(`${way}_lower`),
      upper: number(`${way}_upper`),
    })
    const [value, alone, smooth] = [number(variable), interval('alone'), interval('smooth')]
    if (!Number.isFinite(value) || !Number.isFinite(alone.mean))
      return `Its line ${i + 2} has no number where one is needed.`
    const [kind, name, unit] = [word('quantity'), word('name'), word('unit')]
    const key = JSON.stringify([kind, name])
    const known = quantities.get(key) ?? { kind, name, unit, points: [] }
    known.points.push({
      ...{ curve: word('curve'), value, alone },
      smooth: Number.isFinite(smooth.mean) ? smooth : null,
    })
    quantities.set(key, known)
  }
  if (quantities.size === 0) return 'It has no rows.'
  for (const { points } of quantities.values()) points.sort((a, b) => a.value - b.value)
  return { variable, quantities: [...quantities.values()] }
}
