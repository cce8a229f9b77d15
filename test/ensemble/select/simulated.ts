import type { Curve } from '#src/ensemble/contract.ts'
import { nonNegativeLeastSquares } from '#src/ensemble/numeric/nnls.ts'
import { Random } from '#src/ensemble/numeric/random.ts'
import { logSumExp } from '#src/ensemble/numeric/special.ts'
import { buildProblem, type InferInput } from '#src/ensemble/problem.ts'
import { profilesFrom } from '#src/ensemble/saxs/hydration.ts'
import type { Partials } from '#src/ensemble/saxs/partials.ts'
import { fitSharedHydration, hydrationNuisance } from '#src/ensemble/saxs/sharedHydration.ts'
import { madeUpLibrary } from '../../bench/madeUpLibrary.ts'
import { conformerPartials } from '../saxs/hydrationReplicas.ts'

/** Simulated curves of a few models out of a library whose neighbours look alike, for the test and the bench of selection. */

export interface Simulated {
  input: InferInput
  /** True weights, [K]: two to six models hold all. */
  truth: number[]
  /** By how much chi2 must rise at least when a model is left out of an exact curve, [K]; 0 for models that hold nothing. */
  missed: number[]
}

const beadScale = 1.5
const atomScale = 2.5e-8

/** Two domains of beads on a linker, 200 points with errors of 1 to 5 % times `noise`. */
export function beadSet(modelCount: number, noise: number, seed: number): Simulated {
  const random = Random.stream(seed, 55)
  const { curve, profiles } = madeUpLibrary(modelCount, 200, seed)
  const truth = fewModels(modelCount, random)
  const exact = mixtureOf(profiles.values, truth, beadScale)
  const sigma = exact.map((value, i) => noise * value * (0.01 + 0.16 * curve.q[i]! ** 2))
  const input = { profiles, curve: measured(curve.q, exact, sigma, random) }
  return { input, truth, missed: missedWithout(input, truth, beadScale) }
}

const libraries = new Map<number, Partials[]>()

/** Conformers of the example's protein, 160 points with errors of 0.4 to 3.4 % times `noise`; their hydration known or not. */
export function atomSet(modelCount: number, noise: number, known: boolean, seed: number): Simulated {
  const random = Random.stream(seed, 56)
  const partials = libraries.get(modelCount) ?? conformerPartials(modelCount)
  libraries.set(modelCount, partials)
  const truth = fewModels(modelCount, random)
  const hydration = { c1: 0.97 + 0.06 * random.uniform(), contrast: 0.005 + 0.022 * random.uniform() }
  const q = Float64Array.from({ length: 160 }, (_, i) => 0.01 + (0.34 * i) / 159)
  const profiles = profilesFrom(partials, q, { mode: 'fixed', ...hydration })
  const exact = mixtureOf(profiles.values, truth, atomScale)
  const sigma = exact.map((value, i) => noise * value * (0.004 + 0.03 * (q[i]! / 0.35) ** 2))
  const curve = measured(q, exact, sigma, random)
  if (known)
    return { input: { curve, profiles }, truth, missed: missedWithout({ curve, profiles }, truth, atomScale) }
  const amounts = Float64Array.from(truth, weight => atomScale * weight)
  const nuisance = hydrationNuisance(partials, q, { ...hydration, amounts })
  const found = fitSharedHydration(partials, curve, {})
  const input = {
    curve,
    profiles: profilesFrom(partials, q, { mode: 'shared', ...found }),
    nuisance: hydrationNuisance(partials, q, found),
  }
  return { input, truth, missed: missedWithout({ curve, profiles, nuisance }, truth, atomScale) }
}

/** Weights of two to six models anywhere in the library, from Dirichlet(2). */
function fewModels(modelCount: number, random: Random): number[] {
  const logs = Array.from({ length: 2 + random.integer(5) }, () => random.logGamma(2))
  const total = logSumExp(logs)
  const weights = new Array<number>(modelCount).fill(0)
  for (const log of logs) {
    let k = random.integer(modelCount)
    while (weights[k]! > 0) k = random.integer(modelCount)
    weights[k] = Math.exp(log - total)
  }
  return weights
}

function mixtureOf(values: Float64Array, weights: number[], scale: number): Float64Array {
  const width = weights.length
  return Float64Array.from(
    { length: values.length / width },
    (_, i) => scale * weights.reduce((sum, weight, k) => sum + weight * values[i * width + k]!, 0),
  )
}

function measured(q: Float64Array, exact: Float64Array, sigma: Float64Array, random: Random): Curve {
  return { q, sigma, intensity: exact.map((value, i) => value + sigma[i]! * random.normal()) }
}

function missedWithout(input: InferInput, truth: number[], scale: number): number[] {
  const { coordinates, rank } = buildProblem(input).reduced
  const row = (k: number) => coordinates.subarray(k * rank, (k + 1) * rank)
  const exact = new Float64Array(rank)
  truth.forEach((weight, k) => {
    for (let j = 0; j < rank; j++) exact[j]! += scale * weight * row(k)[j]!
  })
  return truth.map((weight, k) => {
    if (weight === 0) return 0
    const others = truth.flatMap((_, other) => (other === k ? [] : [...row(other)]))
    return nonNegativeLeastSquares(Float64Array.from(others), exact).squared
  })
}
