import type { FitResult, HydrationCheck } from '../contract.ts'
import { type Draws, thinned } from '../posterior/draws.ts'
import { contrastPowers } from './contrastFit.ts'
import { rowsAt } from './hydration.ts'
import type { Partials } from './partials.ts'

/** Draws that are calculated again. */
const checkedDraws = 100

/**
 * How far the inference is off because it takes curves as linear about the nodes of c1: for some of the draws the profiles are calculated
 * exactly at their c1 and contrast, and the chi2 of the curve at its best scale is compared with what the draw has. `background` are the amounts of a constant.
 * O(draws x active models x N).
 */
export function checkHydration(
  partials: Partials[],
  fit: Pick<FitResult, 'q' | 'intensity' | 'sigma'>,
  draws: Draws,
  hydration: { c1: Float64Array; contrast: Float64Array },
  background: Float64Array | null,
): HydrationCheck {
  const q = Float64Array.from(fit.q)
  const rows = partials.map(model => rowsAt(model, q))
  const chosen = thinned(draws.count, checkedDraws)
  const changes = chosen.map(d => {
    const values = new Float64Array(6 * q.length)
    rows.forEach((row, k) => {
      const amount = draws.scale[d]! * draws.weights[d * draws.modelCount + k]!
      if (amount > 0) for (let i = 0; i < values.length; i++) values[i]! += amount * row.values[i]!
    })
    const { constant, linear, square } = contrastPowers(
      { values, meanRadius: rows[0]!.meanRadius },
      q,
      hydration.c1[d]!,
    )
    const contrast = hydration.contrast[d]!
    // The squared misfit at the best scale: yy - sy^2/ss.
    let [yy, sy, ss] = [0, 0, 0]
    for (let i = 0; i < q.length; i++) {
      const curve = (constant[i]! + contrast * (linear[i]! + contrast * square[i]!)) / fit.sigma[i]!
      const data = (fit.intensity[i]! - (background?.[d] ?? 0)) / fit.sigma[i]!
      yy += data * data
      sy += data * curve
      ss += curve * curve
    }
    return yy - (sy * sy) / ss - draws.chi2[d]!
  })
  const sorted = changes.toSorted((a, b) => a - b)
  return {
    draws: chosen.length,
    median: sorted[Math.floor(sorted.length / 2)]!,
    largest: Math.max(...changes.map(Math.abs)),
  }
}
