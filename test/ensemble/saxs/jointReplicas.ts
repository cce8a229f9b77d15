import type { FurtherCurve } from '#src/ensemble/analyse.ts'
import type { Curve } from '#src/ensemble/contract.ts'
import { exampleConformers, writeConformer } from '#src/ensemble/example/conformers.ts'
import { Random } from '#src/ensemble/numeric/random.ts'
import { profilesFrom } from '#src/ensemble/saxs/hydration.ts'
import type { Partials } from '#src/ensemble/saxs/partials.ts'
import { inWater, modelPartials, withResolution } from '#src/ensemble/saxs/radiation.ts'
import { neutronsOf } from '#src/ensemble/saxs/radiationOptions.ts'
import { readStructures } from '#src/ensemble/structures/read.ts'
import { conformerPartials, type HydrationTruth, measure } from './hydrationReplicas.ts'

/** A SAXS and a SANS curve of one simulated ensemble. */

/** The sample of the neutrons: a tenth of the solvent is H2O. */
const inHeavyWater = { radiation: 'neutrons', d2o: 0.9 } as const

/** The same conformers as `conformerPartials` for X-rays and for neutrons. */
export function bothPartials(count: number): { xrays: Partials[]; neutrons: Partials[] } {
  const random = Random.stream(7, 1)
  const sample = neutronsOf(inHeavyWater)
  const neutrons = exampleConformers(count, () => random.uniform()).map(conformer => {
    const [structure] = readStructures(writeConformer(conformer), conformer.name).models
    return inWater(modelPartials(structure!, sample, { qMax: 0.5 }), sample)
  })
  return { xrays: conformerPartials(count), neutrons }
}

/** 80 points to 0.3 1/A with errors of 1.5 to 12 %, smeared by a tenth of q, on a scale and a background of their own. */
function measureNeutrons(partials: Partials[], truth: HydrationTruth, seed: number): Curve {
  const random = Random.stream(seed, 97)
  const q = Float64Array.from({ length: 80 }, (_, i) => 0.012 + (0.288 * i) / 79)
  const dq = q.map(value => 0.04 * value + 0.0005)
  const seen = withResolution(partials, { q, dq }, inHeavyWater)
  const { values } = profilesFrom(seen, q, { mode: 'fixed', ...truth })
  const exact = q.map(
    (_, i) => 4e-6 * truth.weights.reduce((sum, w, k) => sum + w * values[i * partials.length + k]!, 0),
  )
  const background = 0.02 * exact[0]!
  const sigma = exact.map((value, i) => value * (0.015 + 0.1 * (q[i]! / 0.3) ** 2) + 0.002 * exact[0]!)
  return {
    q,
    dq,
    sigma,
    intensity: exact.map((value, i) => value + background + sigma[i]! * random.normal()),
  }
}

/** Both curves as an input. */
export function measureBoth(
  { xrays, neutrons }: ReturnType<typeof bothPartials>,
  truth: HydrationTruth,
  seed: number,
): { name: string; curve: Curve; library: Partials[]; more: FurtherCurve[] } {
  const sans = { name: 'sans.dat', curve: measureNeutrons(neutrons, truth, seed), library: neutrons }
  return {
    name: 'saxs.dat',
    curve: measure(xrays, truth, seed, 1),
    library: xrays,
    more: [{ ...sans, ...inHeavyWater }],
  }
}
