import { exp, hypot } from '../numeric/elementary.ts'
import { nonNegativeLeastSquares } from '../numeric/nnls.ts'
import type { Random } from '../numeric/random.ts'
import { logSumExp } from '../numeric/special.ts'
import { nodesInRange, type Problem, type ProblemNode } from '../problem.ts'
import { mixtureFit } from './mixtureFit.ts'
import { subsetEvidence } from './subsetEvidence.ts'

/** A set of models where c1 is at nodes: the best of all nodes, so that no line is longer than half of their distance. */
export interface SetAtNodes {
  /** u of each of the models, >= 0, and chi2 and curve with background and hydration at their best. */
  amounts: number[]
  chi2: number
  curve: Float64Array
  /** Over all nodes; NaN where the curves of the models depend on one another. */
  evidence(random: Random): { log: number; error: number }
}

/** Nodes whose best fit is so many nats worse than the best add nothing to the evidence. */
const negligible = 12

/** The best fit of a few models of a problem, at the node that suits them best. O(nodes x n r). */
export function setAtNodes(problem: Problem, models: number[]): SetAtNodes {
  const nodes = nodesInRange(problem)
  const fits = nodes.map(node => {
    const { coordinates, data, rank, outside } = node.reduced
    const columns = Float64Array.from(
      models.flatMap(k => [...coordinates.subarray(k * rank, (k + 1) * rank)]),
    )
    const { amounts, squared } = nonNegativeLeastSquares(columns, data)
    return { node, amounts: [...amounts], cost: (squared + outside) / 2 - node.logPrior }
  })
  const best = fits.reduce((a, b) => (b.cost < a.cost ? b : a))
  const { curve, chi2 } = mixtureFit(atNode(problem, best.node), models, best.amounts)
  return {
    amounts: best.amounts,
    chi2,
    curve,
    evidence: random => {
      const parts = fits
        .filter(({ cost }) => cost < best.cost + negligible)
        .map(({ node }) => {
          const { log, error } = subsetEvidence(atNode(problem, node), models, random)
          return { log: log + node.logPrior, error }
        })
      const log = logSumExp(parts.map(part => part.log))
      return { log, error: hypot(...parts.map(part => exp(part.log - log) * part.error)) }
    },
  }
}

/** The problem as if the node were all there is. */
function atNode(problem: Problem, node: ProblemNode): Problem {
  const { reduced, nuisance, logDeterminant, profile } = node
  const curveLogNormaliser = problem.curveLogNormaliser - problem.logDeterminant + logDeterminant
  return { ...problem, reduced, nuisance, logDeterminant, profile, curveLogNormaliser }
}
