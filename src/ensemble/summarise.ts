import type {
  CurveResult,
  Details,
  EvidenceResult,
  FitResult,
  Interval,
  ModelResult,
  Report,
  Result,
  Summary,
} from './contract.ts'
import { clustersOf } from './diagnose/degeneracy.ts'
import { directionsOf } from './diagnose/directions.ts'
import { type Grouping, weighGrouping } from './diagnose/groupings.ts'
import { crossValidate, logLikelihoodsOf } from './diagnose/loo.ts'
import { rareShare, rareSummary } from './diagnose/rareConvergence.ts'
import { misfitOf } from './diagnose/verdict.ts'
import { weightDetails } from './diagnose/weights.ts'
import { errorScaleResult } from './errorScale.ts'
import { refusal } from './faults/index.ts'
import { mean, quantileOfSorted } from './numeric/orderStatistics.ts'
import { Random } from './numeric/random.ts'
import { type Entries, eachColumn } from './numeric/sparseRows.ts'
import { backgroundResult } from './posterior/background.ts'
import { distributionOf, type Property } from './posterior/distributions.ts'
import { byChain, type Draws, meanWeights, wholeColumn } from './posterior/draws.ts'
import { energiesResult } from './posterior/energies.ts'
import { fitOf } from './posterior/fit.ts'
import { ofPart, relativeScales } from './posterior/ofPart.ts'
import { joined, possibleShares } from './posterior/possible.ts'
import { effectiveModelsOf, priorResult } from './posterior/prior.ts'
import { shareAboveOf } from './posterior/shareAbove.ts'
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

interface Services {
  report: Report
  signal?: AbortSignal
}

/** What the curve alone leaves to the weight of some models together, by their places in the library. */
type PossibleOf = (members: readonly number[]) => Interval

/** What the draws say: every part of a result. Throws run.cancelled when the signal fires, and whatever `report` throws. */
export async function summarise(inferred: Inferred, services: Services): Promise<InferResult> {
  const { library, problem, settings, draws, failures, gate, evidence, columns } = inferred
  // The errors of several curves are whitened by what is most likely already.
  const spread =
    problem.parts.length > 1
      ? 1
      : quantileOfSorted(draws.errorScale.toSorted(), 0.5) / problem.errorScale.reference
  const possibleOf = possibleShares(library, mean(draws.scale), spread)
  const averages = meanWeights(draws)
  const models = await modelResults(inferred, averages, possibleOf, services)
  await services.report(summarising(1))
  const clusters = clustersOf(problem, draws, averages, members => possibleOf(members.map(k => columns[k])))
  await services.report(summarising(1))
  const curves = problem.parts.map((_, m) => summariseCurve(problem, draws, m, settings.seed))
  await services.report(summarising(1))
  const [{ background, errorScale, fit }] = curves
  const chi2 = summaryOf(byChain(draws, draws.chi2))
  return {
    ...(curves.length > 1 ? { curves: curves.map((curve, m) => curveResult(problem, draws, m, curve)) } : {}),
    seed: settings.seed,
    parameters: { ...settings },
    models,
    scale: summaryOf(byChain(draws, draws.scale)),
    chi2,
    fit: fit.result,
    evidence,
    background,
    errorScale,
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
    details: detailsOf(inferred, { averages, possibleOf, clusters, curves, chi2 }),
  }
}

/** Each model of the library: those that were sampled with what the draws say. */
async function modelResults(
  { library, settings, draws, gate, columns }: Inferred,
  averages: Float64Array,
  possibleOf: PossibleOf,
  services: Services,
): Promise<ModelResult[]> {
  const inLibrary = new Float64Array(library.modelCount)
  for (const [k, place] of columns.entries()) inLibrary[place] = averages[k]
  const possible = await possibleWeights(inLibrary, possibleOf, services)
  const models: ModelResult[] = library.names.map((name, place) => ({
    name,
    selected: false,
    weight: leftOut,
    presence: 0,
    ...possibly(leftOut, possible.get(place)),
  }))
  let k = 0
  for (const own of eachColumn(draws.weights, draws.count)) {
    const place = columns[k++]
    const weight = weightSummary(own, draws, gate)
    models[place] = {
      ...models[place],
      selected: true,
      weight,
      presence: settings.prior === 'inclusion' ? own.rows.length / draws.count : 1,
      ...possibly(weight, possible.get(place)),
    }
  }
  return models
}

type CurveSummary = ReturnType<typeof summariseCurve>

/** What the draws say of one curve of the problem. */
function summariseCurve(problem: Problem, draws: Draws, m: number, seed: number) {
  const view = ofPart(problem, draws, m)
  return {
    problem: view.problem,
    logLikelihoods: logLikelihoodsOf(view),
    fit: fitOf(view.problem, view.draws, Random.stream(seed, 3, ...(m > 0 ? [m] : []))),
    background: backgroundResult(problem, draws, m),
    errorScale: errorScaleResult(view.problem, view.draws),
  }
}

/** One of several curves. */
function curveResult(problem: Problem, draws: Draws, m: number, curve: CurveSummary): CurveResult {
  const { result, modelBand, posteriorPredictiveP } = curve.fit
  return {
    name: problem.parts[m].name,
    fit: result,
    modelBand,
    posteriorPredictiveP,
    background: curve.background,
    errorScale: curve.errorScale,
    relativeScale: summaryOf(byChain(draws, relativeScales(problem, draws, m))),
    misfit: misfitOf(
      result.chi2PerPoint,
      result.q.length,
      curve.problem.errorScale,
      crossValidate([curve.logLikelihoods]).loo,
      fittedMax(problem, curve.problem.errorScale),
    ),
  }
}

/** The most numbers that the fit of a curve can take: those of the problem, and its error scale where that is inferred. */
const fittedMax = (problem: Problem, errorScale: Problem['errorScale']) =>
  parametersMax(problem) + (errorScale.logSd > 0 ? 1 : 0)

interface Summarised {
  /** Mean weights of the models sampled. */
  averages: Float64Array
  possibleOf: PossibleOf
  clusters: Details['clusters']
  curves: CurveSummary[]
  chi2: Summary
}

function detailsOf(
  inferred: Inferred,
  { averages, possibleOf, clusters, curves, chi2 }: Summarised,
): Details {
  const { library, problem, settings, draws, ladder, properties, groupings, columns } = inferred
  const { pointCount } = problem
  const fits = curves.map(curve => curve.fit)
  const [fit] = fits
  const rg = properties.find(({ name }) => name === 'rg')?.values
  const validation = crossValidate(curves.map(curve => curve.logLikelihoods))
  return {
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
    clusters,
    ...(groupings.length > 0
      ? {
          groupings: groupings.map(grouping =>
            weighGrouping(grouping, { names: library.names, columns, draws, rg, possibleOf }),
          ),
        }
      : {}),
    ...(library.modelCount > 1 ? { directions: directionsOf(library, properties, columns, draws) } : {}),
    distributions: properties.map(property => {
      const found = distributionOf(property, columns, draws)
      return { ...found, above: shareAboveOf(property, found.edges, columns, draws) }
    }),
    ...validation,
    misfit: misfitOf(
      jointChi2PerPoint(
        fits.map(({ result }) => result),
        problem,
      ),
      pointCount,
      problem.errorScale,
      validation.loo,
      fittedMax(problem, problem.errorScale),
    ),
    ladder,
    shiftChi2: problem.reducedShifts && summaryOf(byChain(draws, draws.shiftChi2)),
    energyParameter: problem.energies && summaryOf(byChain(draws, draws.hyper)),
    weightDropped: 0,
  }
}

/** The summary of a weight; of those of a large library that are nearly always 0 from the other draws. */
function weightSummary(own: Entries, draws: Draws, gate: Inferred['gate']): Summary {
  return gate === 'ensemble' && own.rows.length < rareShare * draws.count
    ? rareSummary(own, draws.count, draws.chainCount)
    : summaryOf(byChain(draws, wholeColumn(own, draws.count)))
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

const summarising = (done: number) =>
  ({ stage: 'writing', done, total: 1, message: 'Summarising the posterior' }) as const

const possibly = (weight: Summary, interval: Interval | undefined) =>
  interval ? { possible: joined(weight, interval) } : {}

/** What the curve alone leaves to the weight of each model of the library; of a large one to the heaviest, by their mean weights. */
async function possibleWeights(
  averages: Float64Array,
  possibleOf: PossibleOf,
  { report, signal }: Services,
): Promise<Map<number, Interval>> {
  await report(summarising(0))
  const order = Array.from(averages.keys())
  if (order.length > possibleMax) order.sort((a, b) => averages[b] - averages[a] || a - b)
  const asked = order.slice(0, possibleMax)
  const possible = new Map<number, Interval>()
  for (const [n, place] of asked.entries()) {
    possible.set(place, possibleOf([place]))
    if (n % modelsBetweenReports < modelsBetweenReports - 1) continue
    if (signal?.aborted) throw refusal('run.cancelled', {})
    await report(summarising(n / asked.length))
  }
  return possible
}

/** Models of which it is asked: each takes up to some 10 ms in a library of thousands. */
const possibleMax = 1000
const modelsBetweenReports = 20
