import type { Details } from '../contract.ts'
import { nuisanceGiven } from '../nuisance.ts'
import type { Problem } from '../problem.ts'

/**
 * The model of the library that fits best alone, on the ensemble's footing: with its own best scale, and the directions
 * in which the curve may be off (hydration, background) at their best amounts.
 *
 * In the reduced coordinates, from which these are integrated out, c = A_k.z/|A_k|^2, but not negative, leaves
 * outside + |c A_k - z|^2; the model with the least is taken, and its curve is c S_k + sum t_p J_p. O(K r + N P).
 */
export function bestSingleOf(problem: Problem): NonNullable<Details['bestSingle']> {
  const { names, modelCount, pointCount, curves, intensity, sigma, errorScale, nuisance } = problem
  const { coordinates, data, rank } = problem.reduced
  let best = { model: 0, scale: 0, cost: Infinity }
  for (let model = 0; model < modelCount; model++) {
    let [above, below] = [0, 0]
    for (let j = 0; j < rank; j++) {
      above += coordinates[model * rank + j] * data[j]
      below += coordinates[model * rank + j] ** 2
    }
    const scale = Math.max(0, above / below)
    const cost = scale * scale * below - 2 * scale * above
    if (cost < best.cost) best = { model, scale, cost }
  }
  const row = best.model * pointCount
  const curve = curves.slice(row, row + pointCount).map(value => best.scale * value)
  if (nuisance) {
    const amounts = new Float64Array(nuisance.count)
    const u = new Float64Array(modelCount)
    u[best.model] = best.scale
    nuisanceGiven(nuisance, u, null, amounts)
    for (let i = 0; i < nuisance.directions.length; i++)
      curve[i % pointCount] += amounts[Math.floor(i / pointCount)] * nuisance.directions[i]
  }
  const stated = errorScale.reference ** 2
  const chi2 = curve.reduce((sum, value, i) => sum + stated * ((intensity[i] - value) / sigma[i]) ** 2, 0)
  return { name: names[best.model], curve: [...curve], chi2PerPoint: chi2 / pointCount }
}
