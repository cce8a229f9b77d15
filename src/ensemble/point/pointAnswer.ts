import type { BestEnsemble, PointAnswer } from '../contract.ts'
import { evidenceLimits } from '../diagnose/thresholds.ts'
import { Random } from '../numeric/random.ts'
import type { Problem } from '../problem.ts'
import { bestSubsets } from './bestSubsets.ts'
import { mixtureFit } from './mixtureFit.ts'
import { subsetEvidence } from './subsetEvidence.ts'

/** The largest number of models for which the best set is looked for. */
const largestSet = 6

/**
 * What least squares say before any sampling: the non-negative least squares over the whole library, and the best sets
 * of 1 to 6 models, each with its chi2 and its evidence. Scale, background and hydration are at their best values.
 *
 * Under a second of CPU for 2,000 models at 400 points. Chemical shifts and energies are not looked at. `seed` decides the starts.
 */
export function pointAnswerOf(problem: Problem, seed: number): PointAnswer {
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
  return {
    all: membersOf(
      problem,
      support,
      support.map(k => all.amounts[k]),
    ),
    best,
    supported: supportedBy(best),
  }
}

function supportedBy(best: BestEnsemble[]): PointAnswer['supported'] {
  const logs = best.map(({ evidence }) => evidence?.log ?? Number.NEGATIVE_INFINITY)
  const highest = Math.max(...logs)
  if (!Number.isFinite(highest)) return null
  const counts = best
    .filter((_, i) => logs[i] > highest - evidenceLimits.notable)
    .map(({ models }) => models.length)
  return { from: Math.min(...counts), to: Math.max(...counts) }
}

function membersOf(problem: Problem, models: number[], amounts: number[]): PointAnswer['all'] {
  const scale = amounts.reduce((sum, value) => sum + value, 0)
  return {
    models: models.map((k, i) => ({ name: problem.names[k], weight: amounts[i] / scale })),
    chi2PerPoint: mixtureFit(problem, models, amounts).chi2 / problem.pointCount,
  }
}
