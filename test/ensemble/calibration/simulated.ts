import type { Curve } from '#src/ensemble/contract.ts'
import { bundleTrace, dress, linkerTrace, type Vector } from '#src/ensemble/example/chain.ts'
import { exampleConformers, writeConformer } from '#src/ensemble/example/conformers.ts'
import { Random } from '#src/ensemble/numeric/random.ts'
import { logSumExp } from '#src/ensemble/numeric/special.ts'
import { type HydrationParameters, profilesFrom } from '#src/ensemble/saxs/hydration.ts'
import { type Partials, partialsOf } from '#src/ensemble/saxs/partials.ts'
import { readStructures } from '#src/ensemble/structures/read.ts'

/** Simulated measurements of which everything is known, with what can be wrong with real ones. */

/** How the weights are shared: see `drawWeights`. */
export const truths = ['sparse', 'even', 'broad', 'pure', 'smooth'] as const
export type Truth = (typeof truths)[number]

/** What is wrong with the measurement or with the library. */
export const flaws = [
  'nothing',
  'background',
  'errors x 2',
  'errors x 1/2',
  'missing state',
  'wrong protein',
] as const
export type Flaw = (typeof flaws)[number]

/** A curve, the library that it is analysed with, and what is true. */
export interface Simulated {
  curve: Curve
  library: Partials[]
  weights: number[]
  hydration: HydrationParameters
  /** The same curve with nothing wrong, and a library that lacks nothing: what the oracle sees. */
  clean: { curve: Curve; library: Partials[]; weights: number[] }
}

/** Share of the mixture that the library lacks, where it lacks a state. */
const missingShare = 0.4
/** A background, as a share of the intensity of the last point. */
const backgroundShare = 0.1

/** The partial intensities of so many conformers of the example's protein, and one more. Another seed is another library. */
export function conformersOf(modelCount: number, seed: number): Partials[] {
  const random = Random.stream(seed, 120)
  return exampleConformers(modelCount + 1, () => random.uniform()).map(conformer =>
    partialsOf(readStructures(writeConformer(conformer), conformer.name).models[0]!, { qMax: 0.4 }),
  )
}

/** Two proteins that no mixture of the conformers looks like: a long bundle of helices and a random coil. */
export function otherProteins(): Partials[] {
  const random = Random.stream(1, 121)
  const coil = linkerTrace([0, 0, 0], [0, 0, 1], 150, () => random.uniform())
  const read = (name: string, trace: Vector[]) =>
    readStructures(writeConformer({ name, residues: dress(trace, () => 'ALA'), rg: 0 }), name).models[0]!
  return [
    partialsOf(read('bundle', bundleTrace(4, 36)), { qMax: 0.4 }),
    partialsOf(read('coil', coil), { qMax: 0.4 }),
  ]
}

/**
 * sparse: Dirichlet(1/K); even: Dirichlet(2) over four models; broad: Dirichlet(1) over all; pure: one model; smooth: a Gaussian in Rg times
 * lognormal(0.5).
 */
function drawWeights(truth: Truth, models: Partials[], random: Random): number[] {
  const count = models.length
  const some = new Set<number>()
  while (truth === 'even' && some.size < Math.min(4, count)) some.add(random.integer(count))
  if (truth === 'pure') some.add(random.integer(count))
  const rgs = models.map(model => model.rg)
  const [least, most] = [Math.min(...rgs), Math.max(...rgs)]
  const centre = least + (most - least) * random.uniform()
  const width = (most - least) * (0.15 + 0.25 * random.uniform())
  const logs = models.map((model, k) => {
    if (truth === 'smooth') return -0.5 * ((model.rg - centre) / width) ** 2 + 0.5 * random.normal()
    if (truth === 'sparse') return random.logGamma(1 / count)
    if (truth === 'broad') return random.logGamma(1)
    return some.has(k) ? random.logGamma(2) : Number.NEGATIVE_INFINITY
  })
  const total = logSumExp(logs)
  return logs.map(log => Math.exp(log - total))
}

/**
 * A curve on 160 points up to 0.35 1/A with errors of 0.4 % rising to 3.4 %, of a mixture of `conformers` but one, which the library lacks;
 * c1 in 0.97 to 1.03 and a contrast of 0.005 to 0.027 e/A^3. Weights, hydration and noise depend on the truth and the seed, not on the flaw.
 */
export function simulate(
  conformers: Partials[],
  others: Partials[],
  truth: Truth,
  flaw: Flaw,
  seed: number,
): Simulated {
  const random = Random.stream(seed, 122, truths.indexOf(truth))
  const lacking = 1 + random.integer(conformers.length - 2)
  const library = conformers.filter((_, k) => k !== lacking)
  const weights = drawWeights(truth, library, random)
  const hydration = { c1: 0.97 + 0.06 * random.uniform(), contrast: 0.005 + 0.022 * random.uniform() }
  const noise = Array.from({ length: 160 }, () => random.normal())

  let mixture: [models: Partials[], weights: number[]] = [library, weights]
  if (flaw === 'missing state')
    mixture = [
      [...library, conformers[lacking]!],
      [...weights.map(weight => (1 - missingShare) * weight), missingShare],
    ]
  if (flaw === 'wrong protein') mixture = [[others[seed % others.length]!], [1]]
  const [models, shares] = mixture
  const q = Float64Array.from({ length: noise.length }, (_, i) => 0.01 + (0.34 * i) / (noise.length - 1))
  const { values } = profilesFrom(models, q, { mode: 'fixed', ...hydration })
  const exact = q.map(
    (_, i) => 2.5e-8 * shares.reduce((sum, share, k) => sum + share * values[i * models.length + k]!, 0),
  )
  const sigma = exact.map((value, i) => value * (0.004 + 0.03 * (q[i]! / 0.35) ** 2))
  const intensity = exact.map((value, i) => value + sigma[i]! * noise[i]!)
  const constant = flaw === 'background' ? backgroundShare * exact.at(-1)! : 0
  const factor = flaw === 'errors x 2' ? 2 : flaw === 'errors x 1/2' ? 0.5 : 1
  return {
    curve: {
      q,
      intensity: intensity.map(value => value + constant),
      sigma: sigma.map(error => factor * error),
    },
    library,
    weights: shares.slice(0, library.length),
    hydration,
    clean: { curve: { q, intensity, sigma }, library: models, weights: shares },
  }
}
