import type { BestEnsemble, FirstAnswer, PointAnswer } from '../contract.ts'
import { evidenceLimits } from '../diagnose/thresholds.ts'
import { Random } from '../numeric/random.ts'
import type { Problem } from '../problem.ts'
import { bestSubsets } from './bestSubsets.ts'
import { mixtureFit } from './mixtureFit.ts'
import { subsetEvidence } from './subsetEvidence.ts'

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
 */
export function firstAnswerOf(problem: Problem, seed: number): FirstAnswer {
  const { all, subsets } = bestSubsets(
    problem.reduced,
    problem.modelCount,
    largestSet,
    Random.stream(seed, 8),
  )
  const support = Array.from(all.amounts.keys()).filter(k => all.amounts[k] > 0)
  support.sort((a, b) => all.amounts[b] - all.amounts[a])
  const best = subsets.map(({ models, amounts, starts, found }): BestEnsemble => {
    const evidence = subsetEvidence(problem, models, Random.stream(seed, 9, models.length))
    return {
      ...membersOf(problem, models, amounts),
      evidence: Number.isFinite(evidence.log) ? evidence : null,
      starts,
      found,
    }
  })
  const whole = { models: support, amounts: support.map(k => all.amounts[k]) }
  const logs = best.map(({ evidence }) => evidence?.log ?? Number.NEGATIVE_INFINITY)
  const highest = Math.max(...logs)
  const supported = logs.flatMap((log, i) =>
    log > highest - evidenceLimits.notable ? best[i].models.length : [],
  )
  return {
    answer: {
      all: membersOf(problem, whole.models, whole.amounts),
      best,
      supported: supported.length > 0 ? { from: Math.min(...supported), to: Math.max(...supported) } : null,
    },
    fit: thinnedFit(problem, supported.length > 0 ? subsets[logs.indexOf(highest)] : whole),
  }
}

function thinnedFit(
  problem: Problem,
  { models, amounts }: { models: number[]; amounts: number[] },
): FirstAnswer['fit'] {
  const { q, intensity, parts } = problem
  const { curve } = mixtureFit(problem, models, amounts)
  const { end: pointCount, errorScale } = parts[0]
  const sigma = problem.sigma.map(error => error / errorScale.reference)
  const count = Math.min(pointsMax, pointCount)
  const places = Array.from({ length: count }, (_, i) =>
    Math.round((i * (pointCount - 1)) / Math.max(1, count - 1)),
  )
  const at = (values: Float64Array) => places.map(i => values[i])
  return { q: at(q), intensity: at(intensity), sigma: at(sigma), curve: at(curve) }
}

function membersOf(problem: Problem, models: number[], amounts: number[]): PointAnswer['all'] {
  const scale = amounts.reduce((sum, value) => sum + value, 0)
  return {
    models: models.map((k, i) => ({ name: problem.names[k], weight: amounts[i] / scale })),
    chi2PerPoint: mixtureFit(problem, models, amounts).chi2 / problem.pointCount,
  }
}
