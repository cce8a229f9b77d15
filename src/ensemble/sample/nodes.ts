import { ln } from '../numeric/elementary.ts'
import type { Random } from '../numeric/random.ts'
import { logNormalCdf } from '../numeric/special.ts'
import { addScaled, dot } from '../numeric/vectors.ts'
import { updateScale } from './scale.ts'
import { type CurveNode, scalePrecision, type Target } from './target.ts'
import { setNode, setResidual, type Walker } from './walker.ts'

/** How often in a sweep a neighbouring node is tried. */
const rounds: i32 = 4

/**
 * To the curves of a neighbouring node at the same weights. The scale is left open: the odds are those of the weights with c integrated
 * out, as in evidence/marginal.ts, and c is drawn anew where the step is taken. O(n r).
 */
export function updateNode(target: Target, walker: Walker, beta: number, random: Random): void {
  const nodes = target.nodes
  const line = walker.scratch.line
  const rank = line.length
  for (let round = 0; round < rounds; round++) {
    const from = walker.node as i32
    const to: i32 = random.uniform() < 0.5 ? from - 1 : from + 1
    if (to < 0 || to === nodes.length) continue
    for (let j = 0; j < rank; j++) line[j] = walker.residual[j] + walker.curves.data[j]
    const before = logOdds(target, walker, beta, nodes[from], line)
    setResidual(nodes[to].curves, walker.u, 0, walker.scale, line)
    const after = logOdds(target, walker, beta, nodes[to], line)
    if (!(random.exponential() > before - after)) continue
    setNode(target, walker, to)
    for (let j = 0; j < rank; j++) walker.residual[j] = line[j]
    addScaled(-1, walker.curves.data, 0, walker.residual, 0, rank)
    updateScale(target, walker, beta, random)
  }
}

/** The logarithm of the probability of a node given the weights alone, but for a constant; `curve` is A u there. */
function logOdds(target: Target, walker: Walker, beta: number, node: CurveNode, curve: Float64Array): number {
  const data = node.curves.data
  const rank = data.length
  const weight = beta * walker.precision
  const precision =
    weight * dot(curve, 0, curve, 0, rank) + scalePrecision(target, beta) * walker.scale * walker.scale
  const product = weight * dot(curve, 0, data, 0, rank)
  const misfit =
    weight * (dot(data, 0, data, 0, rank) + node.curves.outside) - (product * product) / precision
  return (
    node.logPrior +
    beta * node.logDeterminant -
    0.5 * misfit -
    0.5 * ln(precision) +
    logNormalCdf(product / Math.sqrt(precision))
  )
}
