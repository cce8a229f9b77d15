import type {
  CurveResult,
  Details,
  EvidenceResult,
  FitResult,
  Interval,
  ModelResult,
  Report,
  Result,
} from './contract.ts'
import { clustersOf } from './diagnose/degeneracy.ts'
import { directionsOf } from './diagnose/directions.ts'
import { type Grouping, weighGrouping } from './diagnose/groupings.ts'
import { crossValidate, logLikelihoodsOf } from './diagnose/loo.ts'
import { misfitOf } from './diagnose/verdict.ts'
import { weightDetails } from './diagnose/weights.ts'
import { errorScaleResult } from './errorScale.ts'
import { refusal } from './faults/index.ts'
import { mean, quantileOfSorted } from './numeric/orderStatistics.ts'
import { Random } from './numeric/random.ts'
import { backgroundResult } from './posterior/background.ts'
import { distributionOf, type Property } from './posterior/distributions.ts'
import { byChain, type Draws, eachModel, meanWeights } from './posterior/draws.ts'
import { energiesResult } from './posterior/energies.ts'
import { fitOf } from './posterior/fit.ts'
import { ofPart, relativeScales } from './posterior/ofPart.ts'
import { joined, possibleShares } from './posterior/possible.ts'
import { effectiveModelsOf, presenceOf, priorResult } from './posterior/prior.ts'
import { bestSingleOf } from './posterior/single.ts'
import { leftOut, neverThere, summaryOf } from './posterior/summary.ts'
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
  | 'observables'
  | 'boundsOutside'
> & {
  /** Of several curves, in the order of the input's parts. */
  curves?: CurveResult[]

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
  gate: NonNullable<Result['sampler']['gate']>
  evidence: EvidenceResult
  ladder: Details['ladder']
  properties: Property[]
  groupings: Grouping[]
  /** The place in the library of each model of the draws. */
  columns: number[]
}

/** What the draws say: every part of a result. Throws run.cancelled when the signal fires, and whatever `report` throws. */
export async function summarise(
  inferred: Inferred,
  services: { report: Report; signal?: AbortSignal },
): Promise<InferResult> {
  const { library, problem, settings, draws, failures, gate, evidence, ladder } = inferred
  const { properties, groupings, columns } = inferred
  // The errors of several curves are whitened by what is most likely already.
  const spread =
    problem.parts.length > 1
      ? 1
      : quantileOfSorted(draws.errorScale.toSorted(), 0.5) / problem.errorScale.reference
  const possibleOf = possibleShares(library, mean(draws.scale), spread)
  const possible = await possibleWeights(library.modelCount, possibleOf, services)
  const averages = meanWeights(draws)
  const rg = properties.find(({ name }) => name === 'rg')?.values
  const models: ModelResult[] = library.names.map((name, place) => ({
    name,
    selected: false,
    weight: leftOut,
    presence: 0,
    possible: joined(leftOut, possible[place]),
  }))
  let k = 0
  for (const weights of eachModel(draws)) {
    const place = columns[k++]
    const weight = weights ? summaryOf(byChain(draws, weights)) : neverThere(draws.count)
    models[place] = {
      ...models[place],
      selected: true,
      weight,
      presence: settings.prior === 'inclusion' ? presenceOf(weights) : 1,
      possible: joined(weight, possible[place]),
    }
  }
  const views = problem.parts.map((_, m) => ofPart(problem, draws, m))
  const logLikelihoods = views.map(logLikelihoodsOf)
  const validation = crossValidate(logLikelihoods)
  const fits = views.map((view, m) =>
    fitOf(view.problem, view.draws, Random.stream(settings.seed, 3, ...(m > 0 ? [m] : []))),
  )
  const [fit] = fits
  const chi2 = summaryOf(byChain(draws, draws.chi2))
  const pointCount = problem.pointCount
  const parametersOf = (errorScale: Problem['errorScale']) =>
    parametersMax(problem) + (errorScale.logSd > 0 ? 1 : 0)
  const curves = views.map((view, m) => ({
    fit: fits[m].result,
    modelBand: fits[m].modelBand,
    posteriorPredictiveP: fits[m].posteriorPredictiveP,
    background: backgroundResult(problem, draws, m),
    errorScale: errorScaleResult(view.problem, view.draws),
  }))
  const joint =
    views.length > 1
      ? {
          curves: curves.map((curve, m) => ({
            name: problem.parts[m].name,
            ...curve,
            relativeScale: summaryOf(byChain(draws, relativeScales(problem, draws, m))),
            misfit: misfitOf(
              curve.fit.chi2PerPoint,
              curve.fit.q.length,
              views[m].problem.errorScale,
              crossValidate([logLikelihoods[m]]).loo,
              parametersOf(views[m].problem.errorScale),
            ),
          })),
        }
      : {}
  return {
    ...joint,
    seed: settings.seed,
    parameters: { ...settings },
    models,
    scale: summaryOf(byChain(draws, draws.scale)),
    chi2,
    fit: fit.result,
    evidence,
    background: curves[0].background,
    errorScale: curves[0].errorScale,
    prior: priorResult(settings, draws, problem.energies !== null),
    energies: energiesResult(library, draws, settings),
    effectiveModels: summaryOf(byChain(draws, effectiveModelsOf(draws))),
    sampler: {
      chains: draws.chainCount,
      draws: draws.count,
      converged: failures.length === 0,
      reasons: failures,
      gate,
    },
    details: {
      numericalRank: library.reduced.rank,
      pointsLeftOut: library.pointsLeftOut,
      referenceScale: library.referenceScale,
      scalePriorSd: library.scalePriorSd,
      priorExponent: settings.prior === 'inclusion' ? null : settings.prior,
      modelBand: fit.modelBand,
      chi2PerDegree: (fit.result.chi2PerPoint * fit.result.q.length) / (fit.result.q.length - 1),
      chi2MeanPerPoint: chi2.mean / pointCount,
      chi2ByRegion: fit.chi2ByRegion,
      posteriorPredictiveP: Math.min(...fits.map(each => each.posteriorPredictiveP)),
      shape: worstShape(fits.map(each => each.shape)),
      ...weightDetails(draws, problem.names, averages),
      bestSingle: ofFirst(bestSingleOf(library), library),
      clusters: clustersOf(problem, draws, averages, members => possibleOf(members.map(k => columns[k]))),
      ...(groupings.length > 0
        ? {
            groupings: groupings.map(grouping =>
              weighGrouping(grouping, { names: library.names, columns, draws, rg, possibleOf }),
            ),
          }
        : {}),
      ...(library.modelCount > 1 ? { directions: directionsOf(library, properties, columns, draws) } : {}),
      distributions: properties.map(property => distributionOf(property, columns, draws)),
      ...validation,
      misfit: misfitOf(
        jointChi2PerPoint(
          fits.map(({ result }) => result),
          problem,
        ),
        pointCount,
        problem.errorScale,
        validation.loo,
        parametersOf(problem.errorScale),
      ),
      ladder,
      shiftChi2: problem.reducedShifts && summaryOf(byChain(draws, draws.shiftChi2)),
      energyParameter: problem.energies && summaryOf(byChain(draws, draws.hyper)),
      weightDropped: 0,
    },
  }
}

/** Of several curves that which misses its own by most. */
function worstShape(shapes: Details['shape'][]): Details['shape'] {
  return shapes.reduce((worst, shape) => (shape && !(worst && worst.p <= shape.p) ? shape : worst), null)
}

/** chi2 per point of all curves, in the errors that the problem's scale refers to. */
function jointChi2PerPoint(fits: FitResult[], { parts, pointCount }: Problem): number {
  if (fits.length === 1) return fits[0].chi2PerPoint
  const each = fits.map(
    ({ chi2PerPoint, q }, m) => (chi2PerPoint * q.length) / parts[m].errorScale.reference ** 2,
  )
  return each.reduce((sum, chi2) => sum + chi2, 0) / pointCount
}

/** The curve of a single model at the points of the first curve. */
function ofFirst(single: NonNullable<Details['bestSingle']>, { parts }: Problem) {
  return { ...single, curve: single.curve.slice(0, parts[0].end) }
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
