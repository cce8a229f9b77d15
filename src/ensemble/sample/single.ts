import { scaleGiven } from '../evidence/marginal.ts'
import { Random } from '../numeric/random.ts'
import type { Draws } from '../posterior/draws.ts'
import type { Problem } from '../problem.ts'
import { drawPositiveNormal } from './normal.ts'

/**
 * The posterior of a library of one model: its weight is 1, its scale a Gaussian cut at 0, drawn exactly and
 * independently, `iterations` draws for each of `chains`.
 */
export function sampleScaleOnly(
  problem: Problem,
  options: { chains: number; iterations: number; seed: number; scalePrior: 'half-normal' | 'flat' },
): Draws {
  const { coordinates, data, outside } = problem.reduced
  const count = options.chains * options.iterations
  const random = Random.stream(options.seed, 1)
  const { mean, sd } = scaleGiven(problem, options.scalePrior, [1])
  const scale = Float64Array.from({ length: count }, () => drawPositiveNormal(mean, sd, random))
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
    nuisance: new Float64Array(),
  }
}
