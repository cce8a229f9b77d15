import { nonNegativeLeastSquares, roomFor } from '../numeric/nnls.ts'
import type { Problem } from '../problem.ts'

/** The weight that a model must be able to hold to be taken back, and the nats of likelihood that this may cost. */
export const recallShare = 0.05
const recallNats = 1

/**
 * Whether the curve leaves model k the weight `share`: a test for the models that a selection dropped.
 *
 * It does where an ensemble of the whole library with that weight fits nearly as well as the best one: where the least
 * chi2(u) over u >= 0 with u_k >= share c is at most 2 nats above the least chi2(u), c being the sum of the best u. That is the
 * profile likelihood of one weight, with the scale, which the curve fixes well, held. It asks neither the prior nor which
 * models were kept, so a model that another can replace comes back beside it.
 *
 * @param share weight between 0 and 1
 * @returns the test, for k in 0 .. K - 1; a call is one least squares that starts near its end, O(K r) a step.
 */
export function recallTest(
  { reduced: { coordinates, data, rank } }: Problem,
  share: number,
): (k: number) => boolean {
  const best = nonNegativeLeastSquares(coordinates, data)
  const enough = best.squared + 2 * recallNats
  const amount = share * best.amounts.reduce((sum, u) => sum + u, 0)
  const start = best.amounts.map(u => (1 - share) * u)
  const room = roomFor(coordinates, rank)
  return k => {
    if (best.amounts[k] >= amount) return true
    const rest = data.map((z, j) => z - amount * coordinates[k * rank + j])
    return nonNegativeLeastSquares(coordinates, rest, { start, enough, room }).squared <= enough
  }
}
