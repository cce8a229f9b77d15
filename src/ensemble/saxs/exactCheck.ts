import type { FitResult, HydrationCheck } from '../contract.ts'
import { type Draws, thinned } from '../posterior/draws.ts'
import { contrastPowers, type Rows } from './contrastFit.ts'
import { rowsAt } from './hydration.ts'
import type { Partials } from './partials.ts'

/** Draws that are calculated again. */
const checkedDraws = 100

/** One curve of an inference. */
export interface CheckedCurve {
  /** Models as its instrument sees them, in the order of the weights of a draw. */
  partials: Partials[]
  fit: Pick<FitResult, 'q' | 'intensity' | 'sigma'>
  /** Amounts of a constant, [D]. */
  background: Float64Array | null
  /** By what its errors are multiplied in the chi2 of the draws. */
  reference: number
}

/**
 * How far the inference is off because it takes curves as linear about the nodes of c1: for some of the draws the profiles are calculated
 * exactly at their c1 and contrast, and the chi2 of the curves, each at its best scale, is compared with what the draw has.
 * O(draws x active models x N).
 */
export function checkHydration(
  curves: CheckedCurve[],
  draws: Draws,
  hydration: { c1: Float64Array; contrast: Float64Array },
): HydrationCheck {
  const exact = curves.map(curve => exactMisfit(curve, draws, hydration))
  const chosen = thinned(draws.count, checkedDraws)
  const changes = chosen.map(d => exact.reduce((sum, misfit) => sum + misfit(d), 0) - draws.chi2[d]!)
  const sorted = changes.toSorted((a, b) => a - b)
  return {
    draws: chosen.length,
    median: sorted[Math.floor(sorted.length / 2)]!,
    largest: Math.max(...changes.map(Math.abs)),
  }
}

/** The squared misfit of a draw at its best scale: yy - sy^2/ss. */
function exactMisfit(
  { partials, fit, background, reference }: CheckedCurve,
  draws: Draws,
  hydration: { c1: Float64Array; contrast: Float64Array },
): (d: number) => number {
  const q = Float64Array.from(fit.q)
  // Of a large library few models are in the draws that are looked at.
  const known = new Map<number, Rows>()
  const rowOf = (k: number) => {
    const row = known.get(k) ?? rowsAt(partials[k]!, q)
    known.set(k, row)
    return row
  }
  return d => {
    const values = new Float64Array(6 * q.length)
    const { starts, columns, values: weights } = draws.weights
    for (let at = starts[d]!; at < starts[d + 1]!; at++) {
      const amount = draws.scale[d]! * weights[at]!
      const own = rowOf(columns[at]!).values
      for (let i = 0; i < values.length; i++) values[i]! += amount * own[i]!
    }
    const { constant, linear, square } = contrastPowers(
      { values, meanRadius: rowOf(0).meanRadius },
      q,
      hydration.c1[d]!,
    )
    const contrast = hydration.contrast[d]!
    let [yy, sy, ss] = [0, 0, 0]
    for (let i = 0; i < q.length; i++) {
      const curve = (constant[i]! + contrast * (linear[i]! + contrast * square[i]!)) / fit.sigma[i]!
      const data = (fit.intensity[i]! - (background?.[d] ?? 0)) / fit.sigma[i]!
      yy += data * data
      sy += data * curve
      ss += curve * curve
    }
    return (yy - (sy * sy) / ss) / reference ** 2
  }
}
