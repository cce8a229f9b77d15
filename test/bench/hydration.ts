/**
 * What a hydration fitted to the data does to the weights: bias and spread of c1 and contrast, and how often 95 % intervals
 * hold the true weights, over simulated curves of which all is known.
 *
 *     bun test/bench/hydration.ts [replicas] [conformers]
 */

import { analyseLibrary } from '#src/ensemble/analyse.ts'
import { inferEnsemble } from '#src/ensemble/infer.ts'
import { mean, variance } from '#src/ensemble/numeric/orderStatistics.ts'
import { fitAverage, type HydrationParameters, profilesFrom } from '#src/ensemble/saxs/hydration.ts'
import { fitSharedHydration } from '#src/ensemble/saxs/sharedHydration.ts'
import { classicModel } from '#src/ensemble/settings.ts'
import { conformerPartials, drawTruth, measure } from '../ensemble/saxs/hydrationReplicas.ts'

const [replicas, conformers] = [60, 5].map((usual, i) => Number(process.argv[2 + i] ?? usual))
const options = {
  ...classicModel,
  iterations: 400,
  iterationsMax: 1600,
  effort: 'gate',
  select: false,
} as const
const silent = { report: () => {} }
const partials = conformerPartials(conformers!)

interface Way {
  name: string
  c1: number[]
  contrast: number[]
  held: number
  weights: number
}
const ways = ['known', 'average', 'found with the weights', 'the same, sampled'].map(
  (name): Way => ({ name, c1: [], contrast: [], held: 0, weights: 0 }),
)

for (let seed = 0; seed < replicas!; seed++) {
  const truth = drawTruth(conformers!, seed)
  const curve = measure(partials, truth, seed)
  const take = (
    way: Way,
    hydration: HydrationParameters,
    models: { weight: { q025: number; q975: number } }[],
  ) => {
    way.c1.push(hydration.c1 - truth.c1)
    way.contrast.push(hydration.contrast - truth.contrast)
    models.forEach(({ weight }, k) => {
      way.weights++
      if (weight.q025 <= truth.weights[k]! && truth.weights[k]! <= weight.q975) way.held++
    })
  }
  for (const [way, hydration] of [
    truth,
    fitAverage(partials, curve),
    fitSharedHydration(partials, curve, {}),
  ].entries()) {
    const profiles = profilesFrom(partials, curve.q, { mode: 'fixed', ...hydration })
    const { result } = await inferEnsemble({ curve, profiles }, options, silent)
    take(ways[way]!, hydration, result.models)
  }
  const { result } = await analyseLibrary({ curve, library: partials }, options, silent)
  take(ways[3]!, result.hydration!, result.models)
}

const spread = (values: number[], digits: number) =>
  `${mean(values).toFixed(digits)} +- ${Math.sqrt(variance(values)).toFixed(digits)}`
console.log(`${replicas} replicas, ${conformers} conformers`)
for (const { name, c1, contrast, held, weights } of ways)
  console.log(
    `${name.padEnd(26)} c1 ${spread(c1, 4)}   contrast ${spread(contrast, 5)}   weights held ${((100 * held) / weights).toFixed(1)} %`,
  )
