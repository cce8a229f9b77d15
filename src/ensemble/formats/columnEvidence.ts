import { scatterOverError } from '../curve/noise.ts'
import { ln } from '../numeric/elementary.ts'
import type { ColumnRoles } from './curveColumns.ts'
import type { DataRow } from './curveTable.ts'

/** What columns of numbers are, by what they hold. */

/** 0, 1, 2, ... or 1, 2, 3, ... before what rises as q does: the index that spreadsheets and pandas write. */
function isRowNumbers(rows: DataRow[], width: number): boolean {
  if (width < 3 || rows.length < 5) return false
  const [start] = rows[0]!.values
  const isCounting = (start === 0 || start === 1) && rows.every((row, i) => row.values[0] === start! + i)
  return isCounting && rises(rows, 1) && rows.at(-1)!.values[1]! < rows.length
}

const rises = (rows: DataRow[], column: number) =>
  rows.every((row, i) => i === 0 || row.values[column]! > rows[i - 1]!.values[column]!)
const falls = (rows: DataRow[], column: number) =>
  rows.every((row, i) => i === 0 || row.values[column]! < rows[i - 1]!.values[column]!)

/**
 * The columns in the order q, intensity, and what follows. q is the first, unless another of the first three is steady and
 * the first is not, or is far more evenly spaced: a falling intensity before a rising q looks like a falling q.
 */
export function orderOf(rows: DataRow[], width: number): number[] {
  const columns = Array.from({ length: width }, (_, column) => column)
  const [first, ...others] = isRowNumbers(rows, width) ? columns.slice(1) : columns
  const [q] =
    rows.length < 5
      ? []
      : others
          .slice(0, 2)
          .filter(column => isRatherQ(rows, column, first!))
          .toSorted((a, b) => evenness(rows, a) - evenness(rows, b))
  return q === undefined ? [first!, ...others] : [q, first!, ...others.filter(column => column !== q)]
}

function isRatherQ(rows: DataRow[], column: number, first: number): boolean {
  const isQ = rows.every(row => row.values[column]! >= 0) && (rises(rows, column) || falls(rows, column))
  if (!isQ || rises(rows, first)) return false
  if (falls(rows, first)) return evenness(rows, column) < 0.5 * evenness(rows, first)
  const turns = rows.filter((row, i) => i > 0 && row.values[first]! < rows[i - 1]!.values[first]!).length
  return turns > 0.05 * rows.length
}

/** Spread of the steps of a column over their mean: 0 where it is evenly spaced. */
function evenness(rows: DataRow[], column: number): number {
  const steps = rows.slice(1).map((row, i) => Math.abs(row.values[column]! - rows[i]!.values[column]!))
  const mean = steps.reduce((a, b) => a + b, 0) / steps.length
  return Math.sqrt(steps.reduce((sum, step) => sum + (step - mean) ** 2, 0) / steps.length) / mean
}

/** Values of the strongest half of the rows, where noise is least. */
function strongest(rows: DataRow[], intensity: number, share = 0.5): DataRow[] {
  const usable = rows.filter(row => row.values[intensity]! > 0 && row.values[0] !== 0)
  const sorted = usable.toSorted((a, b) => b.values[intensity]! - a.values[intensity]!)
  return sorted.slice(0, Math.max(3, Math.ceil(share * sorted.length)))
}

function medianRatio(rows: DataRow[], over: number, under: number): number {
  const ratios = rows.map(row => Math.abs(row.values[over]! / row.values[under]!)).filter(Number.isFinite)
  ratios.sort((a, b) => a - b)
  return ratios[ratios.length >> 1] ?? Number.NaN
}

/** In fewer rows a column may be near the intensity by chance. */
const trackingRowsMin = 4

/** Whether a column follows the intensity on its own scale, as a fitted curve does and no error. */
export function tracks(rows: DataRow[], intensity: number, column: number): boolean {
  const strong = strongest(rows, intensity)
  if (strong.length < trackingRowsMin) return false
  const near = strong.filter(({ values }) => Math.abs(values[column]! / values[intensity]! - 1) < 0.25).length
  return near > 0.8 * strong.length
}

export function isErrorOf(rows: DataRow[], intensity: number, column: number): boolean {
  return medianRatio(strongest(rows, intensity), column, intensity) < 0.5
}

/** Whether the errors stand before the intensities: read so, the points scatter by about their errors. */
export function isErrorFirst(rows: DataRow[], { q, intensity, sigma }: ColumnRoles): boolean {
  if (!(medianRatio(strongest(rows, sigma), intensity, sigma) < 0.3)) return false
  const ratio = scatterOf(rows, q, sigma, intensity)
  return ratio !== null && ratio > 0.2 && ratio < 5
}

/** See `scatterOverError`, of these columns. */
function scatterOf(rows: DataRow[], q: number, intensity: number, sigma: number): number | null {
  const whole = rows.filter(
    ({ values }) => values[sigma]! > 0 && Number.isFinite(values[intensity]! + values[q]!),
  )
  const column = (at: number) => Float64Array.from(whole, row => row.values[at]!)
  return scatterOverError({ q: column(q), intensity: column(intensity), sigma: column(sigma) })
}

/** The resolution of q: positive, below q or of its size, and without relation to the intensity. */
export function isResolution(rows: DataRow[], { q, intensity, sigma }: ColumnRoles, column: number): boolean {
  const isPlausible = rows.every(({ values }) => values[column]! > 0 && values[column]! < 2 * values[q]!)
  const ratio = medianRatio(rows, column, q)
  if (!isPlausible || !(ratio > 0.002)) return false
  const jumps = rows.filter(
    (row, i) => i > 0 && Math.abs(ln(row.values[column]! / rows[i - 1]!.values[column]!)) > 0.3,
  )
  return (
    jumps.length < 0.05 * rows.length &&
    medianRatio(rows, column, sigma) !== 1 &&
    medianRatio(rows, column, intensity) !== 1
  )
}

/** A measured intensity scatters by more than this share of the error that stands beside it. */
const scatterMin = 0.1

/**
 * A calculated profile, as CRYSOL's .int, FoXS' .dat and Pepsi-SAXS' .out are: what stands where errors do is as large as the
 * intensity, and the rows begin at q = 0, follow a smooth curve, or have a head or a name that says so.
 */
export function isCalculated(rows: DataRow[], roles: ColumnRoles, isSaid: boolean): boolean {
  const { q, intensity, sigma } = roles
  if (sigma < 0) return isSaid
  const isLarge = medianRatio(strongest(rows, intensity, 0.2), sigma, intensity) > 0.5
  if (isLarge && (isSaid || beginsAtZero(rows, roles))) return true
  return (isSaid || isLarge) && (scatterOf(rows, q, intensity, sigma) ?? 1) < scatterMin
}

/** Whether there is an intensity at q = 0, where nothing can be measured. */
export const beginsAtZero = (rows: DataRow[], { q, intensity }: ColumnRoles) =>
  rows[0]!.values[q] === 0 && rows[0]!.values[intensity]! > 0

/** Fewer rows than this in a third of the curve tell nothing of its errors. */
const thirdRowsMin = 30

/**
 * By what the errors are to be multiplied, with the intensity, where they are a share of it: 1, or 0.01 for per cent. Null
 * where they are absolute: read as shares they must agree with the scatter of the points in each third of the curve, and read
 * as they stand they must not.
 */
export function relativeByScatter(rows: DataRow[], { q, intensity, sigma }: ColumnRoles): number | null {
  const whole = rows.filter(({ values }) => values[q]! > 0 && Number.isFinite(values[intensity]!))
  const third = Math.floor(whole.length / 3)
  if (third < thirdRowsMin) return null
  if (!whole.every(({ values }) => values[sigma]! > 0 && values[sigma]! <= 100)) return null
  const thirds = [whole.slice(0, third), whole.slice(third, 2 * third), whole.slice(2 * third)]
  const off = (share: number | null) =>
    thirds.map(part => {
      const read = part.map(({ line, values }) => {
        const size = values[intensity]!
        const error = share === null ? values[sigma]! : share * values[sigma]! * Math.abs(size)
        return { line, values: [values[q]!, size, error] }
      })
      const ratio = scatterOf(read, 0, 1, 2)
      return ratio === null ? Number.POSITIVE_INFINITY : Math.abs(ln(ratio))
    })
  if (off(null).every(each => each < ln(5))) return null
  return [1, 0.01].find(share => off(share).every(each => each < ln(2))) ?? null
}
