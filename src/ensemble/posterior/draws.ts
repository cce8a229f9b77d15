import { nuisanceGiven } from '../nuisance.ts'
import type { Random } from '../numeric/random.ts'
import { type Entries, type SparseRows, valueAt } from '../numeric/sparseRows.ts'
import type { ProblemNode } from '../problem.ts'

/**
 * The draws of a posterior, all chains together: what is kept with a result and what every statistic reads.
 * Chain of draw d: `chain[d]`; draws of one chain are in the order drawn and chains follow one another.
 */
export interface Draws {
  /** D, over all chains. */
  count: number
  modelCount: number
  chainCount: number
  /** Index of the chain of each draw, [D]. */
  chain: Uint16Array
  /** Weights w, [D, K]; rows sum to 1. */
  weights: SparseRows
  /** Scale c, chi2 of the curve, [D]. */
  scale: Float64Array
  chi2: Float64Array
  /** chi2 of the chemical shifts and hyperparameter of the energy prior, [D]; zeros where there are none. */
  shiftChi2: Float64Array
  hyper: Float64Array
  /** f, by which the stated errors are multiplied, [D]; of M curves that of each, [D, M] row-major. */
  errorScale: Float64Array
  /** T of the energy prior, [D]; of no meaning where there is none. */
  temperature: Float64Array
  /** Which of the problem's nodes the curve is of, [D]. */
  node: Float64Array
  /** Amounts of the nuisance directions, [D, P] row-major; empty where there are none. */
  nuisance: Float64Array
}

/**
 * Draws the amounts of the nuisance directions, one set for each draw of the weights, and makes chi2 that of the curve
 * they belong to. `draws` are as the sampler left them, with errors relative to f0; they are changed.
 */
export function drawNuisance(nodes: ProblemNode[], draws: Draws, random: Random): void {
  const { count } = nodes[0].nuisance!
  draws.nuisance = new Float64Array(draws.count * count)
  for (let d = 0; d < draws.count; d++) {
    const { models, amounts } = amountsOf(draws, d)
    const own = draws.nuisance.subarray(d * count, (d + 1) * count)
    const { nuisance } = nodes[draws.node[d]]
    draws.chi2[d] += nuisanceGiven(nuisance!, amounts, random, own, draws.errorScale[d], models)
  }
}

/** Takes the draws of a sampler, which knows the errors as multiplied by f0, to the stated errors. Changes `draws`. */
export function toStatedErrors(draws: Draws, reference: number): void {
  for (let d = 0; d < draws.count; d++) {
    draws.errorScale[d] *= reference
    draws.chi2[d] *= reference * reference
  }
}

/** One column of draws cut into its chains, as views: no memory is copied. */
export function byChain(draws: Draws, values: Float64Array): Float64Array[] {
  const length = draws.count / draws.chainCount
  return Array.from({ length: draws.chainCount }, (_, c) => values.subarray(c * length, (c + 1) * length))
}

/** The models that take part in a draw, and u of each. */
export function amountsOf(
  { weights, scale }: Draws,
  d: number,
): { models: Uint16Array; amounts: Float64Array } {
  const { starts, columns, values } = weights
  const [from, to] = [starts[d], starts[d + 1]]
  return { models: columns.subarray(from, to), amounts: values.subarray(from, to).map(w => w * scale[d]) }
}

/** The draws of the weight of model k, [D], a fresh array. */
export function weightsOf(draws: Draws, k: number): Float64Array {
  return Float64Array.from({ length: draws.count }, (_, d) => valueAt(draws.weights, d, k))
}

/** Every draw of a number of which `entries` are those that are not 0, [D], a fresh array. */
export function wholeColumn({ rows, values }: Entries, count: number): Float64Array {
  const column = new Float64Array(count)
  for (let i = 0; i < rows.length; i++) column[rows[i]] = values[i]
  return column
}

/** The draws of the weight of a group of models, the sum over its members, [D], a fresh array. */
export function weightOf({ count, modelCount, weights }: Draws, members: readonly number[]): Float64Array {
  const isMember = new Uint8Array(modelCount)
  for (const k of members) isMember[k] = 1
  const { starts, columns, values } = weights
  return Float64Array.from({ length: count }, (_, d) => {
    let sum = 0
    for (let i = starts[d]; i < starts[d + 1]; i++) if (isMember[columns[i]] === 1) sum += values[i]
    return sum
  })
}

/** Posterior mean weights, [K]. */
export function meanWeights(draws: Draws): Float64Array {
  const { count, modelCount, weights } = draws
  const sums = new Float64Array(modelCount)
  for (let i = 0; i < weights.starts[count]; i++) sums[weights.columns[i]] += weights.values[i]
  return sums.map(sum => sum / count)
}

/** Indices of about `wanted` draws, evenly spread over all chains. */
export function thinned(count: number, wanted: number): number[] {
  const step = Math.max(1, count / wanted)
  return Array.from({ length: Math.min(count, wanted) }, (_, i) => Math.floor(i * step))
}
