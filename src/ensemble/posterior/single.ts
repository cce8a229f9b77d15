import type { Details } from '../contract.ts'
import type { Problem } from '../problem.ts'

/**
 * The model of the library that fits best alone, for comparison with the ensemble.
 *
 * Each curve has its best scale, c = sum(y s/sigma^2) / sum(s^2/sigma^2), but not a negative one. O(N K).
 */
export function bestSingleOf(problem: Problem): NonNullable<Details['bestSingle']> {
  const { names, modelCount, pointCount, curves, intensity, sigma } = problem
  let best = { model: 0, scale: 0, chi2: Infinity }
  for (let model = 0; model < modelCount; model++) {
    const row = model * pointCount
    let [above, below, data] = [0, 0, 0]
    for (let i = 0; i < pointCount; i++) {
      const weight = 1 / (sigma[i] * sigma[i])
      above += intensity[i] * curves[row + i] * weight
      below += curves[row + i] ** 2 * weight
      data += intensity[i] ** 2 * weight
    }
    const scale = Math.max(0, above / below)
    const chi2 = data - 2 * scale * above + scale * scale * below
    if (chi2 < best.chi2) best = { model, scale, chi2 }
  }
  const row = best.model * pointCount
  return {
    name: names[best.model],
    curve: Array.from(curves.subarray(row, row + pointCount), value => best.scale * value),
    chi2PerPoint: best.chi2 / pointCount,
  }
}
