import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { analyseLibrary } from '#src/ensemble/analyse.ts'
import type { Curve, FirstAnswer } from '#src/ensemble/contract.ts'
import { logMarginalLikelihood } from '#src/ensemble/evidence/marginal.ts'
import { readCurve } from '#src/ensemble/formats/index.ts'
import { nonNegativeLeastSquares } from '#src/ensemble/numeric/nnls.ts'
import { Random } from '#src/ensemble/numeric/random.ts'
import { logSumExp } from '#src/ensemble/numeric/special.ts'
import { firstAnswerOf } from '#src/ensemble/point/firstAnswer.ts'
import { possibleShares } from '#src/ensemble/posterior/possible.ts'
import { buildProblem } from '#src/ensemble/problem.ts'
import { profilesFrom } from '#src/ensemble/saxs/hydration.ts'
import { hydrationNodes } from '#src/ensemble/saxs/hydrationNodes.ts'
import { measuredOnce } from '#src/ensemble/saxs/measured.ts'
import { type Partials, partialsOf } from '#src/ensemble/saxs/partials.ts'
import {
  c1Prior,
  contrastPrior,
  fitSharedHydration,
  hydrationNuisance,
} from '#src/ensemble/saxs/sharedHydration.ts'
import { readStructures } from '#src/ensemble/structures/read.ts'
import { long, sharedFolder, unlessLong, unlessShared } from '../../support/skips.ts'
import { conformerPartials, measure } from './hydrationReplicas.ts'

/** c1 sampled by its nodes, against sums over c1, contrast and weights with exact profiles at each. */

const silent = { report: () => {} }
const conformers = conformerPartials(3)

/** 60 points with errors of 2 to 16 %, of so many models. */
function measured(
  library: Partials[],
  weights: number[],
  hydration: { c1: number; contrast: number },
): Curve {
  const random = Random.stream(5, weights.length)
  const q = Float64Array.from({ length: 60 }, (_, i) => 0.01 + (0.34 * i) / 59)
  const { values } = profilesFrom(library, q, { mode: 'fixed', ...hydration })
  const exact = q.map(
    (_, i) => 1e-8 * weights.reduce((sum, w, k) => sum + w * values[i * weights.length + k]!, 0),
  )
  const sigma = exact.map((value, i) => value * (0.02 + 0.14 * (q[i]! / 0.35) ** 2))
  const background = 0.1 * exact.at(-1)!
  return { q, sigma, intensity: exact.map((value, i) => value + background + sigma[i]! * random.normal()) }
}

const grid = (from: number, to: number, count: number) =>
  Array.from({ length: count }, (_, n) => from + ((n + 0.5) * (to - from)) / count)

/** Every composition on a grid. */
function compositions(modelCount: number, count: number): number[][] {
  if (modelCount === 1) return [[1]]
  if (modelCount === 2) return grid(0, 1, count).map(w => [w, 1 - w])
  const sides = grid(0, 1, count)
  return sides.flatMap(a => sides.flatMap(b => (a + b < 1 ? [[a, b, 1 - a - b]] : [])))
}

/** Posterior means and sds of c1, contrast and the weights, and the log evidence, for weights that are all equally likely before the data. */
function bySums(library: Partials[], curve: Curve, count: number) {
  const weights = compositions(library.length, count)
  const places = grid(0.95, 1.05, 32).flatMap(c1 => grid(0, 0.03, 32).map(contrast => ({ c1, contrast })))
  const priors = places.map(
    ({ c1, contrast }) =>
      -0.5 * ((c1 - c1Prior.mean) / c1Prior.sd) ** 2 -
      0.5 * ((contrast - contrastPrior.mean) / contrastPrior.sd) ** 2,
  )
  const logs: number[] = []
  for (const [n, place] of places.entries()) {
    const profiles = profilesFrom(library, curve.q, { mode: 'fixed', ...place })
    const problem = buildProblem({ curve, profiles }, { background: 'auto' })
    for (const w of weights) logs.push(priors[n]! + logMarginalLikelihood(problem, 'half-normal', w))
  }
  const total = logSumExp(logs)
  const statistics = (of: (place: (typeof places)[number], w: number[]) => number) => {
    let [mean, square] = [0, 0]
    logs.forEach((log, n) => {
      const value = of(places[Math.floor(n / weights.length)]!, weights[n % weights.length]!)
      mean += Math.exp(log - total) * value
      square += Math.exp(log - total) * value * value
    })
    return { mean, sd: Math.sqrt(square - mean * mean) }
  }
  return {
    c1: statistics(({ c1 }) => c1),
    contrast: statistics(({ contrast }) => contrast),
    weights: library.map((_, k) => statistics((_, w) => w[k]!)),
    logEvidence: total - logSumExp(priors) - Math.log(weights.length),
  }
}

for (const { modelCount, c1, quick } of [
  { modelCount: 1, c1: 1.02, quick: true },
  { modelCount: 2, c1: 1.05, quick: true },
  { modelCount: 3, c1: 0.96, quick: false },
])
  test.skipIf(!(quick || long))(
    `c1 by nodes is what sums with exact profiles say: ${modelCount} models, c1 ${c1}${quick ? '' : unlessLong}`,
    async () => {
      const library = conformers.slice(0, modelCount)
      const weights = [[1], [0.7, 0.3], [0.5, 0.3, 0.2]][modelCount - 1]!
      const curve = measured(library, weights, { c1, contrast: 0.02 })
      const sums = bySums(library, curve, modelCount < 3 ? 40 : 28)
      const { result } = await analyseLibrary(
        { curve, library },
        {
          background: 'auto',
          errorScale: 'fixed',
          prior: 1,
          select: false,
          iterations: 1500,
          effort: long ? 'thorough' : 'gate',
        },
        silent,
      )
      const hydration = result.hydration!
      const near = (mean: number, sd: number, wanted: { mean: number; sd: number }) => {
        expect(Math.abs(mean - wanted.mean)).toBeLessThan(0.15 * wanted.sd)
        expect(sd / wanted.sd).toBeWithin(0.9, 1.1)
      }
      near(hydration.c1, hydration.c1Sd!, sums.c1)
      near(hydration.contrast, hydration.contrastSd!, sums.contrast)
      if (modelCount > 1)
        for (const [k, { weight }] of result.models.entries()) near(weight.mean, weight.sd, sums.weights[k]!)
      expect(Math.abs(result.evidence!.log - sums.logEvidence)).toBeLessThan(0.15)
      // 0.45 is the median of what the best scale takes off chi2; exact profiles change nothing more.
      expect(Math.abs(hydration.check!.median)).toBeLessThan(1)
    },
  )

test('possible weights and the best set are those of ensembles with exact profiles, at any c1 and contrast', () => {
  const library = conformers.slice(0, 2)
  const curve = measured(library, [0.7, 0.3], { c1: 1.04, contrast: 0.02 })
  const options = { background: 'auto' } as const
  const shares = grid(0, 1, 200)
  const least = new Float64Array(shares.length).fill(Number.POSITIVE_INFINITY)
  for (const c1 of grid(0.95, 1.05, 40))
    for (const contrast of grid(0, 0.03, 40)) {
      const profiles = profilesFrom(library, curve.q, { mode: 'fixed', c1, contrast })
      const { reduced } = buildProblem({ curve, profiles }, options)
      const prior =
        ((c1 - c1Prior.mean) / c1Prior.sd) ** 2 + ((contrast - contrastPrior.mean) / contrastPrior.sd) ** 2
      shares.forEach((share, n) => {
        let [square, along, data] = [0, 0, 0]
        for (let j = 0; j < reduced.rank; j++) {
          const v = share * reduced.coordinates[j]! + (1 - share) * reduced.coordinates[reduced.rank + j]!
          square += v * v
          along += v * reduced.data[j]!
          data += reduced.data[j]! ** 2
        }
        least[n] = Math.min(least[n]!, reduced.outside + data - along ** 2 / square + prior)
      })
    }
  const best = Math.min(...least)
  const possible = shares.filter((_, n) => least[n]! < best + 3.841)
  const problemsOf = (models: Partials[]) => {
    const about = fitSharedHydration(models, curve, options)
    const nuisance = hydrationNuisance(models, curve.q, about)
    const nodes = hydrationNodes(measuredOnce(models, curve, options), about, nuisance)
    const profiles = profilesFrom(models, curve.q, { mode: 'shared', ...about })
    return {
      held: buildProblem({ curve, profiles }, options),
      whole: () => buildProblem({ curve, profiles, nuisance, nodes }, options),
    }
  }
  const problem = problemsOf(library).whole()
  const found = possibleShares(problem, 1, 1)([0])
  // The priors about the nodes make chi2 uneven by 0.5 between them.
  const width = possible.at(-1)! - possible[0]!
  expect(Math.abs(found.lower - possible[0]!)).toBeLessThan(0.07 * width)
  expect(Math.abs(found.upper - possible.at(-1)!)).toBeLessThan(0.07 * width)
  const { scalePriorSd } = problem
  const [single, pair] = firstAnswerOf(problem, 1, {
    library: problemsOf(library).held,
    of: models => ({ ...problemsOf(models.map(k => library[k]!)).whole(), scalePriorSd }),
  }).answer.best
  const weightOf = (models: { name: string; weight: number }[]) =>
    models.find(({ name }) => name === library[0]!.name)!.weight
  expect(Math.abs(weightOf(pair!.models) - shares[least.indexOf(best)]!)).toBeLessThan(0.1 * width)
  // The sums end with the range of c1, the nodes do not.
  expect(Math.abs(pair!.evidence!.log - bySums(library, curve, 40).logEvidence)).toBeLessThan(0.25)
  const alone = library.find(({ name }) => name === single!.models[0]!.name)!
  expect(Math.abs(single!.evidence!.log - bySums([alone], curve, 40).logEvidence)).toBeLessThan(0.25)
})

test.skipIf(!long)(
  `the best sets are those that some hydration within its range brings nearest, however badly few models fit${unlessLong}`,
  async () => {
    const library = conformerPartials(4)
    const { q, intensity, sigma } = measured(library, [0.4, 0.1, 0.2, 0.3], { c1: 1.01, contrast: 0.015 })
    const curve = { q, intensity, sigma: sigma.map(error => error / 10) }
    const least = new Map<string, number>()
    const subsets = Array.from({ length: 15 }, (_, n) => [0, 1, 2, 3].filter(k => (n + 1) & (1 << k)))
    for (const c1 of [0.95, ...grid(0.95, 1.05, 24), 1.05])
      for (const contrast of [0, ...grid(0, 0.03, 24), 0.03]) {
        const { values } = profilesFrom(library, q, { mode: 'fixed', c1, contrast })
        const profiles = { names: library.map(({ name }) => name), values }
        const { reduced } = buildProblem({ curve, profiles }, { background: 'auto' })
        for (const models of subsets) {
          const rows = models.flatMap(k => [
            ...reduced.coordinates.subarray(k * reduced.rank, (k + 1) * reduced.rank),
          ])
          const { squared } = nonNegativeLeastSquares(Float64Array.from(rows), reduced.data)
          const key = models.join()
          least.set(key, Math.min(least.get(key) ?? Number.POSITIVE_INFINITY, squared + reduced.outside))
        }
      }
    let told: FirstAnswer | undefined
    const first = (answer: FirstAnswer) => {
      told = answer
      throw new Error('enough')
    }
    const options = { background: 'auto', errorScale: 'fixed' } as const
    await expect(analyseLibrary({ curve, library }, options, { ...silent, first })).rejects.toThrow('enough')
    const { best } = told!.answer
    expect(best.map(({ models }) => models.length)).toEqual([1, 2, 3, 4])
    for (const { models, chi2PerPoint, evidence } of best) {
      const places = models.map(({ name }) => library.findIndex(model => model.name === name))
      const rivals = subsets
        .filter(each => each.length === models.length)
        .map(each => least.get(each.join())!)
      const own = least.get(places.sort().join())!
      expect(own).toBe(Math.min(...rivals))
      // The grid is coarse, and the background costs a little of chi2 too.
      expect((chi2PerPoint * q.length) / own).toBeWithin(0.9, 1.02)
      expect(evidence).not.toBeNull()
    }
    const asked = { ...options, iterations: 40, iterationsMax: 40, effort: 'gate' } as const
    const { details } = (await analyseLibrary({ curve, library }, asked, silent)).result
    const [single] = details.leastSquares!.best
    expect(single!.chi2PerPoint).toBe(details.bestSingle!.chi2PerPoint)
    expect(Math.abs(single!.evidence!.log - best[0]!.evidence!.log)).toBeLessThan(0.01)
    expect(details.leastSquares!.supported).toEqual(told!.answer.supported)
  },
  60_000,
)

test('models of beads, of which nothing is open, have one node', () => {
  const beads = conformers.map(model => ({
    ...model,
    meanRadius: 0,
    values: model.values.map((value, i) => (i < model.values.length / 6 ? value : 0)),
  }))
  const curve = measured(beads, [0.5, 0.3, 0.2], { c1: 1, contrast: 0 })
  const about = fitSharedHydration(beads, curve, {})
  const nodes = hydrationNodes(
    measuredOnce(beads, curve, {}),
    about,
    hydrationNuisance(beads, curve.q, about),
  )
  expect(nodes.each.map(node => [node.logPrior, ...node.nuisance.sd])).toEqual([[0, 0, 0]])
  expect(nodes.inRange(1)).toBe(1)
})

test('the nodes that a curve leaves have the prior probability of their neighbourhood', () => {
  const curve = measured(conformers, [0.5, 0.3, 0.2], { c1: 0.96, contrast: 0.02 })
  const about = fitSharedHydration(conformers, curve, { background: 'auto' })
  const line = hydrationNuisance(conformers, curve.q, about)
  const { each, hydration, inRange } = hydrationNodes(
    measuredOnce(conformers, curve, { background: 'auto' }),
    about,
    line,
  )
  // The density of Normal(1, 0.0289), as a sum of the local ones, between two nodes.
  const c1 = 0.9925
  const local = 0.7 * 0.005
  const density = each.reduce(
    (sum, node, n) =>
      sum +
      Math.exp(node.logPrior - 0.5 * ((c1 - hydration[n]!.c1) / local) ** 2) /
        (local * Math.sqrt(2 * Math.PI)),
    0,
  )
  const stated = Math.exp(-0.5 * ((c1 - 1) / c1Prior.sd) ** 2) / (c1Prior.sd * Math.sqrt(2 * Math.PI))
  expect(density / stated).toBeCloseTo(1, 3)
  // Both ranges end sqrt(3) sd from the mean.
  expect(inRange(1)).toBeCloseTo(0.9167 ** 2, 3)
})

test('where curve and range contradict each other the hydration is held at the best inside, and the fit is that of exact profiles', async () => {
  const library = conformers.slice(0, 2)
  // A Gaussian of 14 A: domains of this size have it at no hydration, lines outside the range nearly do.
  const q = Float64Array.from({ length: 100 }, (_, i) => 0.01 + (0.29 * i) / 99)
  const random = Random.stream(9)
  const exact = q.map(value => Math.exp(-((14 * value) ** 2) / 3))
  const sigma = exact.map(value => 0.01 * value)
  const curve = { q, sigma, intensity: exact.map((value, i) => value + sigma[i]! * random.normal()) }
  const options = { background: 'none', select: false, iterations: 200, iterationsMax: 200 } as const
  const { result } = await analyseLibrary({ curve, library }, options, silent)
  const { hydration, verdict, fit, details } = result
  expect(hydration).toMatchObject({ c1Sd: 0, contrastSd: 0, outside: expect.closeTo(1) })
  expect(hydration!.c1).toBeWithin(0.95, 1.05 + 1e-9)
  expect(hydration!.contrast).toBeWithin(0, 0.03 + 1e-9)
  expect(verdict).toMatchObject({ code: 'misfit' })
  expect(verdict!.reasons).toContainEqual(expect.stringContaining('held where it fits best inside'))
  // No mixture fits worse than the best single model, and this one is of profiles as they are.
  expect(fit.chi2PerPoint).toBeWithin(
    0.9 * details.bestSingle!.chi2PerPoint,
    1.01 * details.bestSingle!.chi2PerPoint,
  )
})

const noShared = unlessShared('saxs')

test.skipIf(noShared !== '')(
  `a node is left out where its lines would be followed far from it: profiles of draws are exact${noShared}`,
  async () => {
    const text = (name: string) => readFileSync(sharedFolder('saxs', 'inputs', name), 'utf8')
    const { curve } = readCurve(text('23922_merge.dat'), '23922_merge.dat')
    const models = ['3KFO.pdb', '3KFO-fill.B99990005.pdb'].map(name =>
      partialsOf(readStructures(text(name), name).models[0]!, { qMax: 0.5 }),
    )
    const options = { select: false, iterations: 300, iterationsMax: 300, effort: 'gate' } as const
    const { result } = await analyseLibrary({ curve, library: models, species: [0, 1] }, options, silent)
    // It was 2,600 with a node six of its sds away.
    expect(Math.abs(result.hydration!.check!.median)).toBeLessThan(10)
  },
  60_000,
)

const library = conformerPartials(8)

/** Weights of a few models alike, or of all by their size. */
const kinds = {
  even: (random: Random) => {
    const some = new Set<number>()
    while (some.size < 4) some.add(random.integer(library.length))
    return library.map((_, k) => (some.has(k) ? random.logGamma(2) : Number.NEGATIVE_INFINITY))
  },
  smooth: (random: Random) => {
    const centre = library[random.integer(library.length)]!.rg
    return library.map(({ rg }) => -0.5 * ((rg - centre) / 3) ** 2 + 0.5 * random.normal())
  },
}

test.skipIf(!long)(
  `c1 far from 1 under a background, in models that look alike: c1 and weights are found, and nothing is a misfit${unlessLong}`,
  async () => {
    let [held, shown, c1Held, misfits] = [0, 0, 0, 0]
    const replicas = ['even', 'smooth'].flatMap(kind =>
      [0.952, 0.99, 1.048].flatMap(c1 => [0, 1].map(seed => ({ kind, c1, seed }))),
    )
    for (const { kind, c1, seed } of replicas) {
      const random = Random.stream(seed, 123, Math.round(1000 * c1))
      const logs = kinds[kind as keyof typeof kinds](random)
      const total = logSumExp(logs)
      const weights = logs.map(log => Math.exp(log - total))
      const exact = measure(library, { weights, c1, contrast: 0.015 }, seed)
      const background = 0.1 * exact.intensity.at(-1)!
      const curve = { ...exact, intensity: exact.intensity.map(value => value + background) }
      const { result, hydrationDraws } = await analyseLibrary(
        { curve, library },
        { select: false, iterations: 1000, iterationsMax: 4000, effort: 'gate' },
        silent,
      )
      for (const [k, { weight }] of result.models.entries()) {
        if (!(weight.mean > 0.05)) continue
        shown++
        if (weight.q025 <= weights[k]! && weights[k]! <= weight.q975) held++
      }
      const draws = hydrationDraws!.c1.toSorted()
      const [low, high] = [0.025, 0.975].map(p => draws[Math.floor(p * draws.length)]!)
      if (low! <= c1 && c1 <= high!) c1Held++
      if (result.verdict!.code === 'misfit') misfits++
    }
    // 95 % of some 50 weights and of 12 values of c1, within three sd.
    expect(held / shown).toBeGreaterThan(0.86)
    expect(c1Held).toBeGreaterThanOrEqual(replicas.length - 3)
    expect(misfits).toBe(0)
  },
  1_200_000,
)

test('where no model fits at all the result is a misfit of finite numbers', async () => {
  const file = (name: string) => Bun.file(join(import.meta.dir, '../../fixtures/uploads/good', name))
  const { curve } = readCurve(await file('plain.dat').bytes(), 'plain.dat', { unit: '1/A' })
  const [structure] = readStructures(await file('model.pdb').text(), 'model.pdb').models
  const library = [partialsOf(structure!, { qMax: 0.5 })]
  const { result } = await analyseLibrary({ curve, library }, { select: false }, silent)
  expect(result.verdict).toMatchObject({ code: 'misfit', grade: 'poor' })
  expect(result.fit.model.every(Number.isFinite)).toBeTrue()
  expect(Number.isFinite(result.hydration!.c1)).toBeTrue()
})
