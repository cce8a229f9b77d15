import type { Details } from '../contract.ts'
import { mixtureFit } from '../point/mixtureFit.ts'
import type { Problem } from '../problem.ts'

/**
 * The model of the library that fits best alone, on the ensemble's footing: with its own best scale, and the directions
 * in which the curve may be off (hydration, background) at their best amounts.
 *
 * In the reduced coordinates, from which these are integrated out, c = A_k.z/|A_k|^2, but not negative, leaves
 * outside + |c A_k - z|^2; the model with the least is taken, and its curve is c S_k + sum t_p J_p. O(K r + N P).
 */
export function bestSingleOf(problem: Problem): NonNullable<Details['bestSingle']> {
  const costs = singleCosts(problem)
  const best = costs.indexOf(costs.reduce((a, b) => Math.min(a, b)))
  const { curve, chi2 } = mixtureFit(problem, [best], [scaleOf(problem, best).scale])
  return { name: problem.names[best], curve: [...curve], chi2PerPoint: chi2 / problem.pointCount }
}

/** chi2 of every model alone less that of no model, with errors as the problem has them, [K]. */
export const singleCosts = (problem: Problem): number[] =>
  problem.names.map((_, model) => scaleOf(problem, model).cost)

function scaleOf({ reduced }: Problem, model: number): { scale: number; cost: number } {
  const { coordinates, data, rank } = reduced
  let [above, below] = [0, 0]
  for (let j = 0; j < rank; j++) {
    above += coordinates[model * rank + j] * data[j]
    below += coordinates[model * rank + j] ** 2
  }
  const scale = below > 0 ? Math.max(0, above / below) : 0 // errors without end leave nothing of a curve
  return { scale, cost: scale * scale * below - 2 * scale * above }
}
