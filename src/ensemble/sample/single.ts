import { errorScaleNodes, scaleGiven } from '../evidence/marginal.ts'
import { Random } from '../numeric/random.ts'
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
  const { coordinates, data, outside } = problem.reduced
  const count = options.chains * options.iterations
  const random = Random.stream(options.seed, 1)
  const logErrorScale = drawErrorScales(problem, options.scalePrior, count, random)
  const scale = logErrorScale.map(x => {
    const { mean, sd } = scaleGiven(problem, options.scalePrior, [1], x)
    return drawPositiveNormal(mean, sd, random)
  })
  const chi2 = scale.map(c => data.reduce((sum, z, j) => sum + (c * coordinates[j] - z) ** 2, outside))
  const shifts = problem.reducedShifts
  const shiftChi2 = shifts
    ? shifts.data.reduce((sum, z, j) => sum + (shifts.coordinates[j] - z) ** 2, shifts.outside)
    : 0
  return {
    count,
    modelCount: 1,
    chainCount: options.chains,
    chain: Uint16Array.from({ length: count }, (_, d) => Math.floor(d / options.iterations)),
    weights: new Float64Array(count).fill(1),
    scale,
    chi2,
    shiftChi2: new Float64Array(count).fill(shiftChi2),
    hyper: new Float64Array(count),
    errorScale: logErrorScale.map(Math.exp),
    temperature: new Float64Array(count),
    nuisance: new Float64Array(),
  }
}

/** Draws of x = log(f/f0), [count]; no random numbers where it is known. */
function drawErrorScales(
  problem: Problem,
  scalePrior: 'half-normal' | 'flat',
  count: number,
  random: Random,
): Float64Array {
  const nodes = errorScaleNodes(problem, scalePrior, [1])
  if (nodes.length === 1) return new Float64Array(count)
  const total = logSumExp(nodes.map(node => node.log))
  let sum = 0
  const cumulative = nodes.map(node => (sum += Math.exp(node.log - total)))
  const spacing = nodes[1].x - nodes[0].x
  return Float64Array.from({ length: count }, () => {
    const wanted = random.uniform()
    const n = Math.max(
      0,
      cumulative.findIndex(share => share >= wanted),
    )
    return nodes[n].x + spacing * (random.uniform() - 0.5)
  })
}
