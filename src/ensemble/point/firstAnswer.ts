import type { BestEnsemble, FirstAnswer, PointAnswer } from '../contract.ts'
import { evidenceLimits } from '../diagnose/thresholds.ts'
import { Random } from '../numeric/random.ts'
import { singleCosts } from '../posterior/single.ts'
import { type Problem, subProblem } from '../problem.ts'
import { type SetAtNodes, setAtNodes } from './atNodes.ts'
import { bestSubsets, type Subset } from './bestSubsets.ts'

/** The largest number of models for which the best set is looked for. */
const largestSet = 6
/** Points of the curve that are told. */
const pointsMax = 150

/** Models that fit best alone with the hydration of the library, each of which is given its own. */
const singlesMax = 20

/** What the best sets need where a hydration is inferred with the weights. */
export interface OwnHydration {
  /** The library with the hydration held at its best. */
  library: Problem
  /** Some models alone. */
  of(models: number[]): Problem
}

/**
 * What least squares say before any sampling: the non-negative least squares over the whole library, and the best sets
 * of 1 to 6 models, each with its chi2 and its evidence; and the curve of that with the highest. Scale, background and hydration are
 * at their best values.
 *
 * Where a hydration is inferred, few models can seem to fit far better than they do with any hydration that there is, as long as their curves are taken
 * as linear about the best fit. So sets are looked for in this way and with the hydration held, and the nearer with a hydration of its own is taken.
 * Where that has to be held at an end of its range, so has the evidence, which is then a little too high.
 *
 * Under a second of CPU for 2,000 models at 400 points, about two where there is a hydration. Chemical shifts and energies are not looked at. `seed` decides
 * the starts.
 */
export function firstAnswerOf(problem: Problem, seed: number, own?: OwnHydration): FirstAnswer {
  const { modelCount } = problem
  const { all, subsets: asLinear } = bestSubsets(
    problem.reduced,
    modelCount,
    largestSet,
    Random.stream(seed, 8),
  )
  const support = Array.from(all.amounts.keys()).filter(k => all.amounts[k] > 0)
  support.sort((a, b) => all.amounts[b] - all.amounts[a])
  const fits = new Map<string, SetFit>()
  const fitOf = (models: number[]): SetFit => {
    const key = models.toSorted((a, b) => a - b).join()
    const known = fits.get(key)
    if (known) return known
    // Where no model takes anything of the curve off, the fit is that of the background alone: a problem has a model all the same.
    const some = models.length > 0 ? models : [0]
    const alone = own ? own.of(some) : subProblem(problem, some)
    const fit = { models, ...setAtNodes(alone, [...models.keys()]) }
    fits.set(key, fit)
    return fit
  }
  const sets = own
    ? ownSets(asLinear, own.library, fitOf, seed)
    : asLinear.map(set => ({ ...set, fit: fitOf(set.models) }))
  const best = sets.map(({ models, starts, found, fit }): BestEnsemble => {
    const evidence = fit.evidence(Random.stream(seed, 9, models.length))
    return {
      ...membersOf(problem, fit),
      evidence: Number.isFinite(evidence.log) ? evidence : null,
      starts,
      found,
    }
  })
  const whole = fitOf(support)
  const logs = logsOf(best)
  const highest = logs.indexOf(Math.max(...logs))
  const supported = supportedBy(best)
  return {
    answer: {
      all: membersOf(problem, whole),
      best,
      supported,
    },
    fit: thinnedFit(problem, (supported ? sets[highest].fit : whole).curve),
  }
}

const logsOf = (best: BestEnsemble[]) => best.map(({ evidence }) => evidence?.log ?? Number.NEGATIVE_INFINITY)

/** From how many to how many models the evidence speaks for, of the best sets; null where there is none. */
export function supportedBy(best: BestEnsemble[]): PointAnswer['supported'] {
  const logs = logsOf(best)
  const least = Math.max(...logs) - evidenceLimits.notable
  const sizes = best.flatMap(({ models }, i) => (logs[i] > least ? [models.length] : []))
  return sizes.length > 0 ? { from: Math.min(...sizes), to: Math.max(...sizes) } : null
}

type SetFit = SetAtNodes & { models: number[] }
type FoundSet = Pick<Subset, 'models' | 'starts' | 'found'>

/** The nearest set of each size with a hydration of its own, of those found both ways; as long as another model helps. */
function ownSets(
  asLinear: Subset[],
  held: Problem,
  fitOf: (models: number[]) => SetFit,
  seed: number,
): (FoundSet & { fit: SetFit })[] {
  const nearest = (sets: FoundSet[]) =>
    sets
      .map(set => ({ ...set, fit: fitOf(set.models) }))
      .reduce((best, each) => (each.fit.chi2 < best.fit.chi2 ? each : best))
  const costs = singleCosts(held)
  const ranked = [...costs.keys()].sort((a, b) => costs[a] - costs[b])
  const singles = ranked.slice(0, singlesMax).map(k => ({ models: [k], starts: 1, found: 1 }))
  const { subsets } = bestSubsets(held.reduced, held.modelCount, largestSet, Random.stream(seed, 15))
  const sets: (FoundSet & { fit: SetFit })[] = []
  for (let place = 0; place < Math.max(subsets.length, asLinear.length); place++) {
    const found = [subsets, asLinear].flatMap(each => each[place] ?? [])
    const before = sets.at(-1)
    let best = nearest(place === 0 ? singles : found)
    if (before && !(best.fit.chi2 < before.fit.chi2)) {
      const others = new Set(found.flatMap(({ models }) => models))
      const added = [...others].filter(k => !before.models.includes(k))
      if (added.length === 0) break
      const { starts } = found[0]
      best = nearest(added.map(k => ({ models: [...before.models, k], starts, found: 1 })))
      if (!(best.fit.chi2 < before.fit.chi2)) break
    }
    sets.push(best)
  }
  return sets
}

function thinnedFit(problem: Problem, curve: Float64Array): FirstAnswer['fit'] {
  const { q, intensity, parts } = problem
  const { end: pointCount, whitening } = parts[0]
  const sigma = problem.sigma.map(error => error / whitening)
  const count = Math.min(pointsMax, pointCount)
  const places = Array.from({ length: count }, (_, i) =>
    Math.round((i * (pointCount - 1)) / Math.max(1, count - 1)),
  )
  const at = (values: Float64Array) => places.map(i => values[i])
  return { q: at(q), intensity: at(intensity), sigma: at(sigma), curve: at(curve) }
}

function membersOf(
  { names, pointCount }: Problem,
  { models, amounts, chi2 }: { models: number[] } & Pick<SetAtNodes, 'amounts' | 'chi2'>,
): PointAnswer['all'] {
  const scale = amounts.reduce((sum, value) => sum + value, 0)
  const ranked = [...models.keys()].sort((a, b) => amounts[b] - amounts[a])
  return {
    models: ranked.map(i => ({ name: names[models[i]], weight: amounts[i] / scale })),
    chi2PerPoint: chi2 / pointCount,
  }
}
