import { logMarginalLikelihood } from '#src/ensemble/evidence/marginal.ts'
import { buildProblem, type InferInput, subProblem } from '#src/ensemble/problem.ts'
import { inclusionPriorOf } from '#src/ensemble/sample/inclusion.ts'
import { simplexNodes } from './quadrature.ts'

/** A point of the posterior of three models: weights, how many of them take part, and the exponent. */
interface Point {
  w: number[]
  n: number
  a: number
}

/** The posterior of three models under the inclusion prior by brute force over their seven subsets, errors known and without a background. */
export function bySubsets(input: InferInput): {
  moment(f: (point: Point) => number): number
  logEvidence: number
} {
  const problem = buildProblem(input)
  const step = 0.5
  const terms: (Point & { log: number })[] = []
  const { logSubset } = inclusionPriorOf(3, 3)
  for (let set = 1; set < 8; set++) {
    const members = [0, 1, 2].filter(k => set & (1 << k))
    const part = subProblem(problem, members)
    // The nodes lie where they lie whatever the exponent.
    const likelihoods: number[] = []
    for (let h = -5; h <= 5; h += step) {
      const a = Math.exp(h)
      const prior = logSubset[members.length]! - 0.5 * h * h + Math.log(step / Math.sqrt(2 * Math.PI))
      const nodes =
        members.length === 1
          ? [{ weights: [1], log: 0 }]
          : simplexNodes(
              members.map(() => a),
              members.length === 2 ? 0.05 : 0.2,
            )
      nodes.forEach((node, n) => {
        const w = [0, 0, 0]
        members.forEach((k, i) => {
          w[k] = node.weights[i]!
        })
        likelihoods[n] ??= logMarginalLikelihood(part, 'half-normal', node.weights)
        terms.push({ log: prior + node.log + likelihoods[n], w, n: members.length, a })
      })
    }
  }
  const largest = terms.reduce((most, term) => Math.max(most, term.log), Number.NEGATIVE_INFINITY)
  const logEvidence = largest + Math.log(terms.reduce((sum, term) => sum + Math.exp(term.log - largest), 0))
  return {
    logEvidence,
    moment: f => terms.reduce((sum, term) => sum + f(term) * Math.exp(term.log - logEvidence), 0),
  }
}
