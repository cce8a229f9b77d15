import type { Curve } from '../contract.ts'
import { errorsByScatter } from '../curve/noise.ts'
import { type Fault, type FaultCode, fault, refusal } from '../faults/index.ts'
import type { ColumnReading } from './curveColumns.ts'
import type { DataRow } from './curveTable.ts'

/** Errors of this share of the intensity stand in for missing ones (as the original does for simulated data). */
const assumedRelativeError = 0.05

/** Warnings about points that are left out, with their lines. */
type OfLines = 'curve.no_value' | 'curve.q_negative' | 'curve.masked' | 'curve.repeated_rows'

export interface CurvePoints {
  curve: Curve
  /** For each point the row of the file that it came from, counted from 0. */
  rowOf: Int32Array
  warnings: Fault<FaultCode>[]
}

/**
 * Makes the points of a curve of the rows of a file: leaves out what was not measured, puts them in the order of q, and
 * fills in errors that are missing. Every point that is changed or left out is told by a warning.
 *
 * @param perAngstrom what q is multiplied by to be in 1/A
 * @throws FaultError for fewer than three points, most q negative, every intensity zero
 */
export function pointsOf(
  rows: DataRow[],
  { roles, relative, dqShare }: ColumnReading,
  perAngstrom: number,
  file: string,
): CurvePoints {
  const warnings: Fault<FaultCode>[] = []
  const say = (found: Fault<FaultCode> | undefined) => found && warnings.push(found)
  const at = (row: DataRow, column: number) => (column < 0 ? Number.NaN : row.values[column]!)
  let kept = rows.map((row, index) => ({
    row,
    index,
    q: at(row, roles.q) * perAngstrom,
    intensity: at(row, roles.intensity),
    sigma: at(row, roles.sigma),
  }))
  type Point = (typeof kept)[number]
  const leaveOut = (code: OfLines, isOut: (point: Point, index: number) => boolean) => {
    const out = new Set(kept.filter(isOut))
    if (out.size === 0) return
    kept = kept.filter(point => !out.has(point))
    say(fault<OfLines>(code, { lines: [...out].map(({ row }) => row.line) }, { file }))
  }
  leaveOut('curve.no_value', ({ q, intensity }) => !Number.isFinite(q + intensity))
  const negative = kept.filter(({ q }) => q < 0).length
  if (negative > kept.length / 2)
    throw refusal(
      'curve.q_all_negative',
      { q: String(kept[0]!.row.values[roles.q]) },
      { file, line: kept[0]!.row.line },
    )
  leaveOut('curve.q_negative', ({ q }) => q < 0)
  if (kept.length > 0 && kept.every(({ intensity }) => intensity === 0))
    throw refusal('curve.all_zero', {}, { file })
  const [first, last] = [kept.findIndex(isNotZero), kept.findLastIndex(isNotZero)]
  // At the beam stop and in masked pixels programs write 0, with or without an error.
  leaveOut(
    'curve.masked',
    ({ q, intensity, sigma }, index) =>
      intensity === 0 && (index < first || q === 0 || (roles.sigma < 0 ? index > last : !(sigma > 0))),
  )

  const falls = kept.filter((point, i) => i > 0 && point.q < kept[i - 1]!.q).length
  if (falls > 0 && kept.every((point, i) => i === 0 || point.q <= kept[i - 1]!.q)) {
    kept.reverse()
    say(fault('curve.reversed', { points: kept.length }, { file }))
  } else if (falls > 0) {
    const order = new Map(kept.map((point, i) => [point, i]))
    kept.sort((a, b) => a.q - b.q || order.get(a)! - order.get(b)!)
    const moved = kept.filter((point, i) => order.get(point) !== i).length
    say(fault('curve.sorted', { points: moved, falls }, { file }))
  }
  leaveOut('curve.repeated_rows', (point, i) => i > 0 && isRepeat(point.row, kept[i - 1]!.row))
  const shared = kept.filter(({ q }, i) => q === kept[i - 1]?.q).length
  if (shared > 0) say(fault('curve.repeated_q', { points: shared }, { file }))
  if (kept.length < 3)
    throw refusal('curve.too_few_points', { count: kept.length }, { file, line: rows[0]!.line })

  const q = Float64Array.from(kept, point => point.q)
  const intensity = Float64Array.from(kept, point => point.intensity)
  const sigma = Float64Array.from(kept, point =>
    relative === null ? point.sigma : point.sigma * relative * Math.abs(point.intensity),
  )
  if (relative !== null) say(fault('curve.relative_errors', {}, { file }))
  say(
    fillErrors(
      kept.map(({ row }) => row.line),
      { q, intensity, sigma },
      roles.sigma < 0,
      file,
    ),
  )
  const dq = Float64Array.from(kept, ({ row }) => at(row, roles.dq) * dqShare * perAngstrom)
  const hasDq = roles.dq >= 0 && dq.every(value => value >= 0)
  return {
    curve: { q, intensity, sigma, ...(hasDq && { dq }) },
    rowOf: Int32Array.from(kept, ({ index }) => index),
    warnings,
  }
}

const isNotZero = ({ intensity }: { intensity: number }) => intensity !== 0

const isRepeat = (a: DataRow, b: DataRow) =>
  a.values.length === b.values.length && a.values.every((value, i) => Object.is(value, b.values[i]))

/** Puts an error in `sigma` wherever it is not positive; returns the warning. */
function fillErrors(
  lines: number[],
  { q, intensity, sigma }: Curve,
  isWithout: boolean,
  file: string,
): Fault<FaultCode> | undefined {
  const isKnown = (i: number) => sigma[i]! > 0 && Number.isFinite(sigma[i]!)
  const missing = [...sigma.keys()].filter(i => !isKnown(i))
  if (missing.length === 0) return
  if (missing.length < sigma.length) {
    // A known error on each side of every point, the nearest.
    const [before, after] = [new Float64Array(sigma.length), new Float64Array(sigma.length)]
    for (let i = 0; i < sigma.length; i++) before[i] = isKnown(i) ? sigma[i]! : (before[i - 1] ?? 0)
    for (let i = sigma.length - 1; i >= 0; i--) after[i] = isKnown(i) ? sigma[i]! : (after[i + 1] ?? 0)
    for (const i of missing)
      sigma[i] = before[i] && after[i] ? (before[i]! + after[i]!) / 2 : before[i]! + after[i]!
    return fault('curve.bad_errors', { lines: missing.map(i => lines[i]!) }, { file })
  }
  const scatter = errorsByScatter({ q, intensity })
  const mean = intensity.reduce((sum, value) => sum + Math.abs(value), 0) / intensity.length
  for (const i of missing)
    sigma[i] = scatter ? scatter[i]! : assumedRelativeError * (Math.abs(intensity[i]!) || mean)
  return fault(scatter ? 'curve.errors_estimated' : 'curve.no_errors', { isWithout }, { file })
}
