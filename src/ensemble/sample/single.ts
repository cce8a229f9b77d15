import { errorScaleNodes, scaleGiven } from '../evidence/marginal.ts'
import { exp } from '../numeric/elementary.ts'
import { Random } from '../numeric/random.ts'
import { rowsOf } from '../numeric/sparseRows.ts'
import { logSumExp } from '../numeric/special.ts'
import type { Draws } from '../posterior/draws.ts'
import type { Problem } from '../problem.ts'
import { drawPositiveNormal } from './normal.ts'

/**
 * The posterior of a library of one model: its weight is 1, its error scale is drawn by quadrature, and its scale
 * from a Gaussian cut at 0, exactly and independently, `iterations` draws for each of `chains`.
 */
export function sampleScaleOnly(
  problem: Problem,
  options: { chains: number; iterations: number; seed: number; scalePrior: 'half-normal' | 'flat' },
): Draws {
  const count = options.chains * options.iterations
  const random = Random.stream(options.seed, 1)
  const { logErrorScale, node } = drawErrorScales(problem, options.scalePrior, count, random)
  const [scale, chi2] = [new Float64Array(count), new Float64Array(count)]
  for (let d = 0; d < count; d++) {
    const own = problem.nodes[node[d]].reduced
    const { mean, sd } = scaleGiven({ ...problem, reduced: own }, options.scalePrior, [1], logErrorScale[d])
    scale[d] = drawPositiveNormal(mean, sd, random)
    chi2[d] = own.data.reduce((sum, z, j) => sum + (scale[d] * own.coordinates[j] - z) ** 2, own.outside)
  }
  const shifts = problem.reducedShifts
  const shiftChi2 = shifts
    ? shifts.data.reduce((sum, z, j) => sum + (shifts.coordinates[j] - z) ** 2, shifts.outside)
    : 0
  return {
    count,
    modelCount: 1,
    chainCount: options.chains,
    chain: Uint16Array.from({ length: count }, (_, d) => Math.floor(d / options.iterations)),
    weights: rowsOf(new Float64Array(count).fill(1), 1),
    scale,
    chi2,
    shiftChi2: new Float64Array(count).fill(shiftChi2),
    hyper: new Float64Array(count),
    errorScale: logErrorScale.map(exp),
    temperature: new Float64Array(count),
    node,
    nuisance: new Float64Array(),
  }
}

/** Draws of x = log(f/f0) and of the node, [count] each; no random numbers where both are known. */
function drawErrorScales(
  problem: Problem,
  scalePrior: 'half-normal' | 'flat',
  count: number,
  random: Random,
): { logErrorScale: Float64Array; node: Float64Array } {
  const places = errorScaleNodes(problem, scalePrior, [1])
  const [logErrorScale, node] = [new Float64Array(count), new Float64Array(count)]
  if (places.length === 1) return { logErrorScale, node }
  const total = logSumExp(places.map(place => place.log))
  let sum = 0
  const cumulative = places.map(place => (sum += exp(place.log - total)))
  const spacing = problem.errorScale.logSd > 0 ? places[1].x - places[0].x : 0
  for (let d = 0; d < count; d++) {
    const wanted = random.uniform()
    const n = placeOf(cumulative, wanted)
    logErrorScale[d] = places[n].x + spacing * (random.uniform() - 0.5)
    node[d] = places[n].node
  }
  return { logErrorScale, node }
}

/** The first of ascending shares that is at least `wanted`; 0 where none is. */
function placeOf(shares: number[], wanted: number): number {
  let [low, high] = [0, shares.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (shares[middle] >= wanted) high = middle
    else low = middle + 1
  }
  return low === shares.length ? 0 : low
}
