/** A library as it was measured: the partials of its models at the points of one curve, or of several in a row (jointCurves.ts). */

import type { Curve, Profiles } from '../contract.ts'
import { curvesInRow, partsInRow } from '../jointCurves.ts'
import { type InputPart, placesOf } from '../parts.ts'
import type { ProblemOptions } from '../problem.ts'
import { contrastPowers, type Rows } from './contrastFit.ts'
import { type HydrationParameters, rowsAt } from './hydration.ts'
import type { Partials } from './partials.ts'

/** A curve, and the models as its instrument sees them. */
export interface Measurement extends Omit<InputPart, 'points'> {
  curve: Curve
  partials: Partials[]
}

export interface MeasuredLibrary {
  names: string[]
  /** All curves, one after another. */
  curve: Curve
  /** Partials of every model at its points. */
  rows: Rows[]
  /** Each curve with how it is taken; at least one. */
  parts: InputPart[]
  /** The first of them: a fit of all begins with that of its average. */
  first: Measurement
}

/** One curve and the models of a library. */
export const measuredOnce = (
  partials: Partials[],
  curve: Curve,
  { qMin, qMax, background, errorScale }: ProblemOptions,
): MeasuredLibrary => measuredTogether([{ partials, curve, qMin, qMax, background, errorScale }])

/** The curves that were measured of one library, whose models are in the same order in each. */
export function measuredTogether(measurements: Measurement[]): MeasuredLibrary {
  const [first] = measurements
  const each = measurements.map(({ partials, curve }) => partials.map(model => rowsAt(model, curve.q)))
  return {
    names: first.partials.map(model => model.name),
    curve: measurements.length === 1 ? first.curve : curvesInRow(measurements.map(({ curve }) => curve)),
    rows: first.partials.map((model, k) =>
      each.length === 1
        ? each[0][k]
        : inRow(
            each.map(rows => rows[k]),
            model.meanRadius,
          ),
    ),
    parts: partsInRow(measurements),
    first,
  }
}

/** Some of its models. */
export function someMeasured(library: MeasuredLibrary, models: number[]): MeasuredLibrary {
  const { names, rows, first } = library
  const some = <T>(all: T[]) => models.map(k => all[k])
  return {
    ...library,
    names: some(names),
    rows: some(rows),
    first: { ...first, partials: some(first.partials) },
  }
}

/** Rows at the points of all curves. */
function inRow(each: Rows[], meanRadius: number): Rows {
  const counts = each.map(({ values }) => values.length / 6)
  const total = counts.reduce((sum, count) => sum + count, 0)
  const values = new Float64Array(6 * total)
  for (let row = 0; row < 6; row++) {
    let at = row * total
    each.forEach((rows, m) => {
      values.set(rows.values.subarray(row * counts[m], (row + 1) * counts[m]), at)
      at += counts[m]
    })
  }
  return { values, meanRadius }
}

/** The rows of every model, those at the points of curve m > 0 times `factors[m - 1]`. */
export function scaledRows({ rows, parts, curve }: MeasuredLibrary, factors: ArrayLike<number>): Rows[] {
  if (parts.length === 1) return rows
  const total = curve.q.length
  const places = placesOf(parts)
  return rows.map(({ values, meanRadius }) => {
    const scaled = values.slice()
    places.forEach(({ from, to }, m) => {
      if (m > 0)
        for (let row = 0; row < 6; row++)
          for (let i = row * total + from; i < row * total + to; i++) scaled[i] *= factors[m - 1]
    })
    return { values: scaled, meanRadius }
  })
}

/** The profile of a model at all points. */
export function profileOf(rows: Rows, q: Float64Array, { c1, contrast }: HydrationParameters): Float64Array {
  const { constant, linear, square } = contrastPowers(rows, q, c1)
  return constant.map((value, i) => value + contrast * (linear[i] + contrast * square[i]))
}

/** The profiles of all models at all points. */
export function profilesOf(
  names: string[],
  rows: Rows[],
  q: Float64Array,
  hydration: HydrationParameters,
): Profiles {
  const values = new Float64Array(names.length * q.length)
  rows.forEach((own, k) => {
    const profile = profileOf(own, q, hydration)
    for (let i = 0; i < q.length; i++) values[i * names.length + k] = profile[i]
  })
  return { names, values }
}
