import { nuisanceGiven } from '../nuisance.ts'
import type { Problem } from '../problem.ts'

/**
 * The curve sum u_k S_k + sum t_p J_p of a few models, with the directions in which the curve may be off (hydration, background) at
 * their best amounts, and its chi2 in the stated errors, or of several curves in errors as the points of each scatter. O(n N + N P).
 */
export function mixtureFit(
  problem: Problem,
  models: number[],
  amounts: number[],
): { curve: Float64Array; chi2: number } {
  const { pointCount, profile, intensity, sigma, parts, nuisance, modelCount } = problem
  const curve = new Float64Array(pointCount)
  const u = new Float64Array(modelCount)
  models.forEach((k, at) => {
    u[k] = amounts[at]
    const values = profile(k)
    for (let i = 0; i < pointCount; i++) curve[i] += amounts[at] * values[i]
  })
  if (nuisance) {
    const shifts = new Float64Array(nuisance.count)
    nuisanceGiven(nuisance, u, null, shifts)
    for (let i = 0; i < nuisance.directions.length; i++)
      curve[i % pointCount] += shifts[Math.floor(i / pointCount)] * nuisance.directions[i]
  }
  let chi2 = 0
  for (const { start, end, whitening, errorScale } of parts) {
    const told = (whitening / (parts.length > 1 ? errorScale.reference : 1)) ** 2
    for (let i = start; i < end; i++) chi2 += told * ((intensity[i] - curve[i]) / sigma[i]) ** 2
  }
  return { curve, chi2 }
}
