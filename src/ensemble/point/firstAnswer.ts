import type { BestEnsemble, FirstAnswer, PointAnswer } from '../contract.ts'
import { evidenceLimits } from '../diagnose/thresholds.ts'
import { Random } from '../numeric/random.ts'
import { type Problem, subProblem } from '../problem.ts'
import { type SetAtNodes, setAtNodes } from './atNodes.ts'
import { bestSubsets } from './bestSubsets.ts'

/** The largest number of models for which the best set is looked for. */
const largestSet = 6
/** Points of the curve that are told. */
const pointsMax = 150

/**
 * What least squares say before any sampling: the non-negative least squares over the whole library, and the best sets
 * of 1 to 6 models, each with its chi2 and its evidence; and the curve of that with the highest. Scale, background and hydration are
 * at their best values.
 *
 * Under a second of CPU for 2,000 models at 400 points. Chemical shifts and energies are not looked at. `seed` decides the starts.
 *
 * @param exactly a problem of some models of the library, with c1 at nodes where that is an unknown: sets are looked for about the best fit,
 *   where curves are taken as linear, and fitted again at the nodes
 */
export function firstAnswerOf(
  problem: Problem,
  seed: number,
  exactly: (models: number[]) => Problem = models => subProblem(problem, models),
): FirstAnswer {
  const { all, subsets } = bestSubsets(
    problem.reduced,
    problem.modelCount,
    largestSet,
    Random.stream(seed, 8),
  )
  const support = Array.from(all.amounts.keys()).filter(k => all.amounts[k] > 0)
  support.sort((a, b) => all.amounts[b] - all.amounts[a])
  const few = [...new Set([...support, ...subsets.flatMap(({ models }) => models)])]
  // Where no model takes anything of the curve off, the fit is that of the background alone: a problem has a model all the same.
  const own = exactly(few.length > 0 ? few : [0])
  const fitOf = (models: number[]) => ({
    models,
    ...setAtNodes(
      own,
      models.map(k => few.indexOf(k)),
    ),
  })
  const fits = subsets.map(({ models }) => fitOf(models))
  const best = subsets.map(({ models, starts, found }, place): BestEnsemble => {
    const evidence = fits[place].evidence(Random.stream(seed, 9, models.length))
    return {
      ...membersOf(problem, fits[place]),
      evidence: Number.isFinite(evidence.log) ? evidence : null,
      starts,
      found,
    }
  })
  const whole = fitOf(support)
  const logs = best.map(({ evidence }) => evidence?.log ?? Number.NEGATIVE_INFINITY)
  const highest = Math.max(...logs)
  const supported = logs.flatMap((log, i) =>
    log > highest - evidenceLimits.notable ? best[i].models.length : [],
  )
  return {
    answer: {
      all: membersOf(problem, whole),
      best,
      supported: supported.length > 0 ? { from: Math.min(...supported), to: Math.max(...supported) } : null,
    },
    fit: thinnedFit(problem, (supported.length > 0 ? fits[logs.indexOf(highest)] : whole).curve),
  }
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
