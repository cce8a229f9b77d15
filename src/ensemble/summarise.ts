import { backgroundResult } from './background.ts'
import type { Details, EvidenceResult, Interval, Report, Result } from './contract.ts'
import { clustersOf } from './diagnose/degeneracy.ts'
import { crossValidate } from './diagnose/loo.ts'
import { misfitOf } from './diagnose/verdict.ts'
import { weightDetails } from './diagnose/weights.ts'
import { errorScaleResult } from './errorScale.ts'
import { refusal } from './faults/index.ts'
import { mean, quantileOfSorted } from './numeric/orderStatistics.ts'
import { Random } from './numeric/random.ts'
import { byChain, type Draws, meanWeights, weightsOf } from './posterior/draws.ts'
import { energiesResult } from './posterior/energies.ts'
import { fitOf } from './posterior/fit.ts'
import { joined, possibleShares } from './posterior/possible.ts'
import { effectiveModelsOf, presenceOf, priorResult } from './posterior/prior.ts'
import { bestSingleOf } from './posterior/single.ts'
import { leftOut, summaryOf } from './posterior/summary.ts'
import { type Problem, parametersMax } from './problem.ts'
import type { Settings } from './settings.ts'

/** The parts of a result that the core can know; the caller adds the program, the inputs and the times. */
export type InferResult = Pick<
  Result,
  | 'seed'
  | 'parameters'
  | 'models'
  | 'scale'
  | 'chi2'
  | 'fit'
  | 'evidence'
  | 'background'
  | 'errorScale'
  | 'prior'
  | 'energies'
  | 'effectiveModels'
> & {
  details: Details
  sampler: Omit<Result['sampler'], 'cpuSeconds'>
}

/** Everything that a result is made from. */
interface Inferred {
  library: Problem
  problem: Problem
  settings: Settings
  draws: Draws
  failures: string[]
  evidence: EvidenceResult
  ladder: Details['ladder']
}

/** What the draws say: every part of a result. Throws run.cancelled when the signal fires, and whatever `report` throws. */
export async function summarise(
  { library, problem, settings, draws, failures, evidence, ladder }: Inferred,
  services: { report: Report; signal?: AbortSignal },
): Promise<InferResult> {
  const spread = quantileOfSorted(draws.errorScale.toSorted(), 0.5) / problem.errorScale.reference
  const possibleOf = possibleShares(library, mean(draws.scale), spread)
  const possible = await possibleWeights(library.modelCount, possibleOf, services)
  const averages = meanWeights(draws)
  const indexOf = new Map(problem.names.map((name, k) => [name, k]))
  const placeOf = new Map(library.names.map((name, place) => [name, place]))
  const models = library.names.map((name, place) => {
    const k = indexOf.get(name)
    if (k === undefined)
      return {
        name,
        selected: false,
        weight: leftOut,
        presence: 0,
        possible: joined(leftOut, possible[place]),
      }
    const weight = summaryOf(byChain(draws, weightsOf(draws, k)))
    return {
      name,
      selected: true,
      weight,
      presence: settings.prior === 'inclusion' ? presenceOf(draws, k) : 1,
      possible: joined(weight, possible[place]),
    }
  })
  const fit = fitOf(problem, draws, Random.stream(settings.seed, 3))
  const chi2 = summaryOf(byChain(draws, draws.chi2))
  const pointCount = problem.pointCount
  const validation = crossValidate(problem, draws)
  return {
    seed: settings.seed,
    parameters: { ...settings },
    models,
    scale: summaryOf(byChain(draws, draws.scale)),
    chi2,
    fit: fit.result,
    evidence,
    background: backgroundResult(problem, draws),
    errorScale: errorScaleResult(problem, draws),
    prior: priorResult(settings, draws, problem.energies !== null),
    energies: energiesResult(library, draws, settings),
    effectiveModels: summaryOf(byChain(draws, effectiveModelsOf(draws))),
    sampler: {
      chains: draws.chainCount,
      draws: draws.count,
      converged: failures.length === 0,
      reasons: failures,
    },
    details: {
      numericalRank: library.reduced.rank,
      pointsLeftOut: library.pointsLeftOut,
      referenceScale: library.referenceScale,
      scalePriorSd: library.scalePriorSd,
      priorExponent: settings.prior === 'inclusion' ? null : settings.prior,
      modelBand: fit.modelBand,
      chi2PerDegree: (fit.result.chi2PerPoint * pointCount) / (pointCount - 1),
      chi2MeanPerPoint: chi2.mean / pointCount,
      chi2ByRegion: fit.chi2ByRegion,
      posteriorPredictiveP: fit.posteriorPredictiveP,
      shape: fit.shape,
      ...weightDetails(draws, problem.names, averages),
      bestSingle: bestSingleOf(library),
      clusters: clustersOf(problem, draws, averages, members =>
        possibleOf(members.map(k => placeOf.get(problem.names[k])!)),
      ),
      ...validation,
      misfit: misfitOf(
        fit.result.chi2PerPoint,
        pointCount,
        problem.errorScale,
        validation.loo,
        parametersMax(problem) + (problem.errorScale.logSd > 0 ? 1 : 0),
      ),
      ladder,
      shiftChi2: problem.reducedShifts && summaryOf(byChain(draws, draws.shiftChi2)),
      energyParameter: problem.energies && summaryOf(byChain(draws, draws.hyper)),
      weightDropped: 0,
    },
  }
}

/** What the curve alone leaves to the weight of every model of the library. */
async function possibleWeights(
  modelCount: number,
  possibleOf: (members: readonly number[]) => Interval,
  { report, signal }: { report: Report; signal?: AbortSignal },
): Promise<Interval[]> {
  const message = 'Summarising the posterior'
  await report({ stage: 'writing', done: 0, total: 1, message })
  const possible: Interval[] = []
  for (let k = 0; k < modelCount; k++) {
    possible.push(possibleOf([k]))
    if (k % modelsBetweenReports < modelsBetweenReports - 1) continue
    if (signal?.aborted) throw refusal('run.cancelled', {})
    await report({ stage: 'writing', done: k / modelCount, total: 1, message })
  }
  return possible
}

/** Each takes up to some 3 ms. */
const modelsBetweenReports = 50
