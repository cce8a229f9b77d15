import type { AnalysisInput } from './analyse.ts'
import type { Curve, Profiles } from './contract.ts'
import { qMaxByDefault, upTo } from './curve/upTo.ts'
import { refusal } from './faults/index.ts'
import type { Random } from './numeric/random.ts'
import { referenceScaleOf } from './problem.ts'
import { type HydrationParameters, profilesFrom } from './saxs/hydration.ts'
import type { Partials } from './saxs/partials.ts'
import { type RadiationOptions, withResolution } from './saxs/radiation.ts'

/** What a simulated measurement is of. */
export interface Simulation extends HydrationParameters {
  /** Of every model of the library; they are divided by their sum. */
  weights: readonly number[]
  /** Errors are so many times those of the curves, and noise has their size. */
  noise: number
}

/**
 * The same measurement, as it would be of an ensemble with these weights: each curve at its own points, with its own instrument and
 * scale, and noise of its errors.
 *
 * @throws FaultError options.weights
 */
export function simulateInput(
  input: AnalysisInput,
  options: RadiationOptions & { qMax?: number },
  simulation: Simulation,
  random: Random,
): AnalysisInput {
  const simulated = simulateCurve(input.curve, input.library, options, simulation, random)
  const more = input.more?.map(each => ({
    ...each,
    ...simulateCurve(each.curve, each.library, each, simulation, random),
  }))
  return { ...input, ...simulated, more }
}

function simulateCurve(
  measured: Curve,
  library: Profiles | Partials[],
  options: RadiationOptions & { qMax?: number },
  { weights, noise, ...hydration }: Simulation,
  random: Random,
): { curve: Curve } {
  const isTable = !Array.isArray(library)
  const curve = isTable ? measured : upTo(measured, options.qMax ?? qMaxByDefault)
  const { names, values } = isTable
    ? library
    : profilesFrom(withResolution(library, curve, options), curve.q, { mode: 'fixed', ...hydration })
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  if (weights.length !== names.length || !(total > 0) || weights.some(weight => !(weight >= 0)))
    throw refusal('options.weights', { weights: weights.length, models: names.length })
  const mixture = curve.q.map((_, i) =>
    weights.reduce((sum, weight, k) => sum + (weight / total) * values[i * names.length + k], 0),
  )
  const scale = referenceScaleOf(
    curve,
    { names: ['mixture'], values: mixture },
    { qMin: 0, qMax: Number.MAX_VALUE },
  )
  const exact = mixture.map(value => scale * value)
  const sigma = curve.sigma.map(error => noise * error)
  return {
    curve: { ...curve, sigma, intensity: exact.map((value, i) => value + sigma[i] * random.normal()) },
  }
}

/** A curve that was not measured, for its q and its errors: as counting gives them, `noise` of the intensity at the smallest q and growing with 1/sqrt(I). */
export function madeUpCurve(q: Float64Array, library: Partials[], noise: number): Curve {
  const { names, values } = profilesFrom(library, q, { mode: 'fixed', c1: 1, contrast: 0.015 })
  const mean = q.map((_, i) => {
    let sum = 0
    for (let k = 0; k < names.length; k++) sum += values[i * names.length + k] / names.length
    return sum
  })
  return { q, intensity: mean, sigma: mean.map(value => noise * Math.sqrt(value * mean[0])) }
}
