import type { Curve } from '#src/ensemble/contract.ts'
import { exampleConformers, writeConformer } from '#src/ensemble/example/conformers.ts'
import { Random } from '#src/ensemble/numeric/random.ts'
import { logSumExp } from '#src/ensemble/numeric/special.ts'
import { type HydrationParameters, profilesFrom } from '#src/ensemble/saxs/hydration.ts'
import { type Partials, partialsOf } from '#src/ensemble/saxs/partials.ts'
import { readStructures } from '#src/ensemble/structures/read.ts'

/** Simulated measurements of which weights and hydration are known, for tests and the bench of the hydration. */

/** What was hidden in a curve. */
export interface HydrationTruth extends HydrationParameters {
  weights: number[]
}

/** Partials of `count` conformers of the example's two-domain protein. */
export function conformerPartials(count: number): Partials[] {
  const random = Random.stream(7, 1)
  return exampleConformers(count, () => random.uniform()).map(conformer =>
    partialsOf(readStructures(writeConformer(conformer), conformer.name).models[0]!, { qMax: 0.5 }),
  )
}

/** Weights from Dirichlet(1/K), c1 in 0.97 to 1.03 and a contrast of 0.005 to 0.027 e/A^3. */
export function drawTruth(modelCount: number, seed: number): HydrationTruth {
  const random = Random.stream(seed, 99)
  const logs = Array.from({ length: modelCount }, () => random.logGamma(1 / modelCount))
  const total = logSumExp(logs)
  return {
    weights: logs.map(log => Math.exp(log - total)),
    c1: 0.97 + 0.06 * random.uniform(),
    contrast: 0.005 + 0.022 * random.uniform(),
  }
}

/** The curve of a mixture on 160 points to 0.35 1/A, with errors of 0.4 % rising to 3.4 %, times `noise`. */
export function measure(partials: Partials[], truth: HydrationTruth, seed: number, noise = 1): Curve {
  const random = Random.stream(seed, 98)
  const q = Float64Array.from({ length: 160 }, (_, i) => 0.01 + (0.34 * i) / 159)
  const { values } = profilesFrom(partials, q, { mode: 'fixed', ...truth })
  const width = partials.length
  const exact = q.map(
    (_, i) => 2.5e-8 * truth.weights.reduce((sum, weight, k) => sum + weight * values[i * width + k]!, 0),
  )
  const sigma = exact.map((value, i) => value * (0.004 + 0.03 * (q[i]! / 0.35) ** 2))
  return { q, sigma, intensity: exact.map((value, i) => value + noise * sigma[i]! * random.normal()) }
}
