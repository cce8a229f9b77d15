import type { AnalysisInput } from './analyse.ts'
import type { Curve, Profiles } from './contract.ts'
import { qMaxByDefault, upTo } from './curve/upTo.ts'
import { refusal } from './faults/index.ts'
import { hypot, pow } from './numeric/elementary.ts'
import type { Random } from './numeric/random.ts'
import { type Observable, powers } from './observables.ts'
import { referenceScaleOf } from './problem.ts'
import { type Hydration, profilesFrom } from './saxs/hydration.ts'
import { usualContrast } from './saxs/hydrationRange.ts'
import type { Partials } from './saxs/partials.ts'
import { withResolution } from './saxs/radiation.ts'
import type { RadiationOptions } from './saxs/radiationOptions.ts'
import type { Shifts } from './shifts.ts'

/** What a simulated measurement is of. */
export interface Simulation {
  /** Of every model of the library; they are divided by their sum. */
  weights: ArrayLike<number>
  /** Of calculated profiles. */
  hydration: Hydration
  /** Errors are so many times those of the curves, and noise has their size. */
  noise: number
  /** What else each curve has: by what its stated errors are off, and a constant background. Neither where it is left out. */
  curves?: { errorScale: number; background: number }[]
}

/**
 * The same measurement, as it would be of an ensemble with these weights: each curve at its own points, with its own instrument and
 * scale, and noise of its errors; chemical shifts and measured means likewise. Energies and bounds stay.
 *
 * @throws FaultError options.weights
 */
export function simulateInput(
  input: AnalysisInput,
  options: RadiationOptions & { qMax?: number },
  simulation: Simulation,
  random: Random,
): AnalysisInput {
  const simulated = simulateCurve(input.curve, input.library, options, simulation, 0, random)
  const more = input.more?.map((each, m) => ({
    ...each,
    ...simulateCurve(each.curve, each.library, each, simulation, m + 1, random),
  }))
  const { weights } = simulation
  const shifts = input.shifts && simulateShifts(input.shifts, weights, random)
  const observables = input.observables?.map(each => simulateObservable(each, weights, random))
  return { ...input, ...simulated, more, shifts, observables }
}

/** The mean over the models of row j of a table [M, K]. */
function meanOf(values: ArrayLike<number>, weights: ArrayLike<number>, j = 0): number {
  let [sum, total] = [0, 0]
  for (let k = 0; k < weights.length; k++) {
    sum += weights[k] * values[j * weights.length + k]
    total += weights[k]
  }
  return sum / total
}

function simulateShifts(shifts: Shifts, weights: ArrayLike<number>, random: Random): Shifts {
  const measured = shifts.measured.map(
    (_, j) => meanOf(shifts.values, weights, j) + hypot(shifts.error[j], shifts.rms[j]) * random.normal(),
  )
  return { ...shifts, measured }
}

/** A mean anew, its error in the power in which it is averaged, as the inference takes it. */
function simulateObservable(of: Observable, weights: ArrayLike<number>, random: Random): Observable {
  if (of.kind !== 'mean') return of
  const power = powers[of.average]
  const exact = meanOf(
    of.values.map(value => pow(value, power)),
    weights,
  )
  const sd = Math.abs(power) * pow(exact, 1 - 1 / power) * of.error
  const drawn = exact + sd * random.normal()
  // A distance has no power below 0: that far off its error is no longer small beside it.
  return { ...of, measured: power === 1 ? drawn : pow(Math.max(drawn, 1e-3 * exact), 1 / power) }
}

/** Weights of every model as shares of 1. @throws FaultError options.weights */
export function sharesOf(weights: ArrayLike<number>, models: number): Float64Array {
  const all = Float64Array.from(weights)
  const total = all.reduce((sum, weight) => sum + weight, 0)
  if (all.length !== models || !(total > 0) || all.some(weight => !(weight >= 0)))
    throw refusal('options.weights', { weights: all.length, models })
  return all.map(weight => weight / total)
}

function simulateCurve(
  measured: Curve,
  library: Profiles | Partials[],
  options: RadiationOptions & { qMax?: number },
  { weights, noise, hydration, curves }: Simulation,
  place: number,
  random: Random,
): { curve: Curve } {
  const isTable = !Array.isArray(library)
  const curve = isTable ? measured : upTo(measured, options.qMax ?? qMaxByDefault)
  const { names, values } = isTable
    ? library
    : profilesFrom(withResolution(library, curve, options), curve.q, hydration)
  const shares = sharesOf(weights, names.length)
  const mixture = curve.q.map((_, i) =>
    shares.reduce((sum, share, k) => sum + share * values[i * names.length + k], 0),
  )
  const { errorScale, background } = curves?.[place] ?? { errorScale: 1, background: 0 }
  const scale = referenceScaleOf(
    { ...curve, intensity: curve.intensity.map(value => value - background) },
    { names: ['mixture'], values: mixture },
    { qMin: 0, qMax: Number.MAX_VALUE },
  )
  const exact = mixture.map(value => scale * value + background)
  const sigma = curve.sigma.map(error => noise * error)
  return {
    curve: {
      ...curve,
      sigma,
      intensity: exact.map((value, i) => value + errorScale * sigma[i] * random.normal()),
    },
  }
}

/** A curve that was not measured, for its q and its errors: as counting gives them, `noise` of the intensity at the smallest q and growing with 1/sqrt(I). */
export function madeUpCurve({ q, dq }: Pick<Curve, 'q' | 'dq'>, library: Partials[], noise: number): Curve {
  const { names, values } = profilesFrom(library, q, { mode: 'fixed', c1: 1, contrast: usualContrast })
  const mean = q.map((_, i) => {
    let sum = 0
    for (let k = 0; k < names.length; k++) sum += values[i * names.length + k] / names.length
    return sum
  })
  const sigma = mean.map(value => noise * Math.sqrt(value * mean[0]))
  return { q, intensity: mean, sigma, ...(dq && { dq }) }
}
