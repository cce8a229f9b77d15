import { type AnalysisOptions, knownOf } from '../analyse.ts'
import { hydrationAsked } from '../analyseCurve.ts'
import type { Curve, IntervalEstimate, Profiles, Progress } from '../contract.ts'
import { qMaxByDefault, upTo } from '../curve/upTo.ts'
import type { Grouping, LabelColumn } from '../diagnose/groupings.ts'
import { verdictOf } from '../diagnose/verdict.ts'
import { inFile, refusal } from '../faults/index.ts'
import type { InferServices } from '../infer.ts'
import { inferSelected } from '../inferSelected.ts'
import { inOrder } from '../inOrder.ts'
import { ln } from '../numeric/elementary.ts'
import { mean, quantileOfSorted } from '../numeric/orderStatistics.ts'
import { valueAt } from '../numeric/sparseRows.ts'
import { intervalOf, type Property } from '../posterior/distributions.ts'
import { pooledDraws } from '../posterior/summary.ts'
import { buildProblem, type InferInput, type Problem, subProblem } from '../problem.ts'
import { profilesFrom } from '../saxs/hydration.ts'
import type { Partials } from '../saxs/partials.ts'
import { withResolution } from '../saxs/radiation.ts'
import { fitSharedHydration, hydrationNuisance } from '../saxs/sharedHydration.ts'
import { selectFrom } from '../select/select.ts'
import { withModel } from '../settings.ts'
import type { Agreement, ModelSum } from './agreement.ts'
import { agreementRemarks, inWords, list } from './agreementRemarks.ts'
import { weightDraws } from './chainDraws.ts'
import { amplitudePrior, lengthsOf, processOf } from './gaussianProcess.ts'
import { leastChi2, mix, seriesCurveOf } from './likelihood.ts'
import type { SeriesPoint, SeriesResult, SeriesScale, SeriesState, Variable } from './seriesResult.ts'
import { type ChainRunner, type Smooth, type SmoothProgress, sampleSmooth } from './smooth.ts'

/** Curves of one library, each at a value of the variable, by value; finished profiles are at the points of each curve. */
export interface SeriesInput {
  variable: Variable
  curves: { name: string; value: number; curve: Curve; profiles?: Profiles }[]
  /** Partial intensities up to the largest q in use; null where every curve has its profiles. */
  library: Partials[] | null
  properties?: Property[]
  labels?: LabelColumn[]
}

export interface SeriesOptions extends AnalysisOptions {
  scale?: SeriesScale
  /** False infers each curve alone. */
  smooth?: boolean
}

export interface SeriesServices extends Pick<InferServices, 'report' | 'run' | 'signal'> {
  runChain?: ChainRunner
  /** What an earlier run had reached. */
  reached?: SeriesProgress
  /** Is told after each curve alone, and after each round of all together. */
  keepReached?: (progress: SeriesProgress) => void | Promise<void>
}

/** Where a series stands. With it, the same input and the same options it goes on, with the same result. */
export interface SeriesProgress {
  /** Those that were inferred alone. */
  curves: SeriesPoint[]
  together: SmoothProgress | null
}

/** The most curves that are inferred together, and models that they are weighed with. */
export const seriesMax = { curves: 200, models: 200 }
/** Curves that are inferred side by side. */
const atOnce = 4
/** Where the smooth weights cost a curve more chi2 than this, the series changes there faster than the curves beside it say. */
const strainMin = 16

/**
 * A series of curves of one library: each alone, and all together with weights that change smoothly (gaussianProcess.ts).
 *
 * The models are those that any of the curves would select. The hydration is one, the median of what the curves say alone; what each
 * leaves open of c1 and contrast is integrated out, as lines about it. @throws FaultError as `buildProblem` does, and series.*
 */
export async function analyseSeries(
  input: SeriesInput,
  asked: SeriesOptions,
  services: SeriesServices,
): Promise<SeriesResult> {
  const options = withModel(asked)
  const scale = options.scale ?? 'linear'
  const values = placesOf(input, scale)
  const { inputs, hydration } = await measured(input, options, services)
  const problems = inputs.map((each, t) => inFile(input.curves[t]!.name, () => buildProblem(each, options)))
  const models = await selected(problems, input, options, services)
  const library = problems[0]!.names
  const columns = models.map(name => library.indexOf(name))
  const { properties, groupings } = knownOf({ ...input, library: input.library ?? emptyLibrary })
  const groups = groupsOf(groupings, columns)
  const seen = { columns, properties, groups: groups.map(({ members }) => members) }
  const reduced = problems.map(problem => subProblem(problem, columns))

  const progress: SeriesProgress = services.reached ?? { curves: [], together: null }
  const { curves } = progress
  const tellAlone = (t: number, progress?: Progress) =>
    services.report({
      stage: 'sampling',
      done: t,
      total: inputs.length,
      message: `${input.curves[t]!.name} alone, curve ${t + 1} of ${inputs.length}${progress?.stage === 'evidence' ? ', evidence' : ''}`,
    })
  const inferAlone = async (t: number): Promise<SeriesPoint> => {
    const { name, value } = input.curves[t]!
    // Of those under way the first is told.
    const tell = (progress: Progress) => (t === curves.length ? tellAlone(t, progress) : undefined)
    const { result, draws } = await inferSelected(
      inputs[t]!,
      { ...options, effort: 'gate' },
      { ...services, report: tell },
      { given: models },
    )
    const drawsOf = (members: readonly number[], factors?: ArrayLike<number>) =>
      Float64Array.from({ length: draws.count }, (_, d) =>
        members.reduce((sum, k, i) => sum + valueAt(draws.weights, d, k) * (factors ? factors[i]! : 1), 0),
      )
    const verdict = verdictOf(result)
    const state = stateOf(seen, reduced[t]!, drawsOf)
    const alone = { ...state, verdict, converged: result.sampler.converged }
    return { name, value, points: reduced[t]!.pointCount, alone, smooth: null }
  }
  for await (const point of inOrder(curves.length, inputs.length, atOnce, inferAlone)) {
    curves.push(point)
    if (curves.length < inputs.length) await tellAlone(curves.length)
    await services.keepReached?.(progress)
  }

  const smooth =
    (options.smooth ?? true) && models.length > 1
      ? await together(reduced, values, progress, sumsOf(seen, groups), options, services)
      : null
  if (smooth)
    for (const [t, point] of curves.entries())
      point.smooth = withoutWithheld(
        stateOf(seen, reduced[t]!, (members, factors) =>
          pooledDraws(
            smooth.chains.map(chain => weightDraws(chain, curves.length, models.length, t, members, factors)),
          ),
        ),
        smooth.agreement,
      )
  return {
    variable: input.variable,
    scale,
    curves,
    models,
    libraryModels: library.length,
    groups: groups.map(({ label, members }) => ({ label, models: members.map(k => models[k]!) })),
    properties: properties.map(({ name, unit }) => ({ name, unit })),
    hydration,
    process: smooth && {
      amplitude: smooth.amplitude,
      length: smooth.length,
      lengthUnit: { linear: input.variable.unit, log: 'natural logarithms', order: 'curves' }[scale],
    },
    sampler: smooth && {
      ...{
        converged: smooth.converged,
        reasons: smooth.agreement.open.map(inWords),
        iterations: smooth.iterations,
        draws: smooth.draws,
      },
      chains: smooth.chains.length,
    },
    remarks: remarksOf(curves, reduced, models, smooth),
    parameters: {
      ...{ seed: options.seed ?? 1, qMin: options.qMin ?? 0, qMax: options.qMax ?? qMaxByDefault },
      ...{ select: options.select ?? true, cut: options.cut ?? 0.01 },
    },
  }
}

const emptyLibrary: Profiles = { names: [], values: new Float64Array() }

/** Where the curves stand on its axis. */
function placesOf({ curves }: SeriesInput, scale: SeriesScale): number[] {
  const values = curves.map(({ value }) => value)
  if (curves.length < 2 || new Set(values).size < 2)
    throw refusal('series.too_few', { curves: curves.length })
  if (curves.length > seriesMax.curves)
    throw refusal('series.too_many', { curves: curves.length, most: seriesMax.curves })
  const least = curves.find(({ value }) => value <= 0)
  if (scale === 'log' && least) throw refusal('series.not_positive', { name: least.name, value: least.value })
  if (scale === 'linear') return values
  if (scale === 'log') return values.map(ln)
  const sorted = [...new Set(values)].sort((a, b) => a - b)
  return values.map(value => sorted.indexOf(value))
}

/** The curves with their profiles, and the hydration of those that are calculated. */
async function measured(
  { curves, library }: SeriesInput,
  options: SeriesOptions & ReturnType<typeof withModel>,
  { report }: SeriesServices,
): Promise<{ inputs: InferInput[]; hydration: SeriesResult['hydration'] }> {
  if (!library)
    return { inputs: curves.map(({ curve, profiles }) => ({ curve, profiles: profiles! })), hydration: null }
  const mode = options.hydration ?? 'shared'
  const cut = curves.map(({ curve }) => upTo(curve, options.qMax ?? qMaxByDefault))
  const partials = cut.map(curve => withResolution(library, curve, options))
  if (mode !== 'shared') {
    const hydration = hydrationAsked(partials[0]!, cut[0]!, options)
    const inputs = cut.map((curve, t) => ({
      curve,
      profiles: profilesFrom(partials[t]!, curve.q, hydration),
    }))
    return { inputs, hydration: { c1: hydration.c1, contrast: hydration.contrast } }
  }
  const found: { c1: number; contrast: number }[] = []
  for (const [t, curve] of cut.entries()) {
    const { name } = curves[t]!
    await report({
      stage: 'hydration',
      done: t,
      total: cut.length,
      message: `Hydration of ${name}, curve ${t + 1} of ${cut.length}`,
    })
    found.push(inFile(name, () => fitSharedHydration(partials[t]!, curve, options)))
  }
  const about = {
    c1: medianOf(found.map(({ c1 }) => c1)),
    contrast: medianOf(found.map(({ contrast }) => contrast)),
  }
  const inputs = cut.map((curve, t): InferInput => {
    const { amounts } = fitSharedHydration(partials[t]!, curve, { ...options, ...about })
    return {
      curve,
      profiles: profilesFrom(partials[t]!, curve.q, { mode: 'shared', ...about }),
      nuisance: hydrationNuisance(partials[t]!, curve.q, { ...about, amounts }),
    }
  })
  return { inputs, hydration: about }
}

const medianOf = (values: number[]) =>
  quantileOfSorted(
    values.toSorted((a, b) => a - b),
    0.5,
  )

/** Names of the models that any curve selects, in the library's order. */
async function selected(
  problems: Problem[],
  { curves }: SeriesInput,
  options: SeriesOptions,
  { report }: SeriesServices,
): Promise<string[]> {
  const { names } = problems[0]!
  const kept = new Set<string>()
  if (!(options.select ?? true)) for (const name of names) kept.add(name)
  else
    for (const [t, problem] of problems.entries()) {
      const message = `Selection for ${curves[t]!.name}, curve ${t + 1} of ${curves.length}`
      await report({ stage: 'selection', done: t, total: curves.length, message })
      const found = await selectFrom(problem, { cut: options.cut }, { report: () => {} })
      for (const name of found.kept) kept.add(name)
    }
  if (kept.size > seriesMax.models)
    throw refusal('series.too_many_models', { models: kept.size, most: seriesMax.models })
  return names.filter(name => kept.has(name))
}

/** Groups by a column that somebody gave, else by structure; members are places among the models that were weighed. */
function groupsOf(groupings: Grouping[], columns: number[]): { label: string; members: number[] }[] {
  const chosen = groupings.find(({ by }) => by === 'column') ?? groupings[0]
  return (chosen?.groups ?? [])
    .map(({ label, members }, g) => ({
      label: label ?? `group ${g + 1}`,
      members: members.map(k => columns.indexOf(k)).filter(k => k >= 0),
    }))
    .filter(({ members }) => members.length > 0)
}

type DrawsOf = (members: readonly number[], factors?: ArrayLike<number>) => Float64Array

function stateOf(
  { columns, properties, groups }: { columns: number[]; properties: Property[]; groups: number[][] },
  problem: Problem,
  drawsOf: DrawsOf,
): SeriesState {
  const all = columns.map((_, k) => k)
  const each = all.map(k => drawsOf([k]))
  const means = Float64Array.from(each, mean)
  const curve = seriesCurveOf(problem)
  const chi2 = leastChi2(curve, mix(curve, means, 0, new Float64Array(curve.rank)))
  const effective = each[0]!.map((_, d) => 1 / each.reduce((sum, draws) => sum + draws[d]! ** 2, 0))
  return {
    weights: each.map(intervalOf),
    groups: groups.map(members => intervalOf(drawsOf(members))),
    properties: properties.map(
      ({ values }): IntervalEstimate =>
        intervalOf(
          drawsOf(
            all,
            columns.map(k => values[k]!),
          ),
        ),
    ),
    effectiveModels: intervalOf(effective),
    chi2PerPoint: (chi2 * problem.errorScale.reference ** 2) / problem.pointCount,
  }
}

/** What is told of every curve beside the weights of models. */
function sumsOf(
  { columns, properties }: { columns: number[]; properties: Property[] },
  groups: { label: string; members: number[] }[],
): ModelSum[] {
  const all = columns.map((_, k) => k)
  return [
    ...properties.map(({ name, values }) => ({
      ...{ name: `mean ${name}`, models: all },
      factors: columns.map(k => values[k]!),
    })),
    ...groups.map(({ label, members }) => ({ name: `weight of the group ${label}`, models: members })),
  ]
}

/** A state without the weights that the chains do not agree on. */
function withoutWithheld(state: SeriesState, { withheld }: Agreement): SeriesState<IntervalEstimate | null> {
  if (withheld.length === 0) return state
  const weights = state.weights.map((weight, k) => (withheld.includes(k) ? null : weight))
  return { ...state, weights, effectiveModels: null }
}

async function together(
  reduced: Problem[],
  values: number[],
  progress: SeriesProgress,
  sums: ModelSum[],
  { seed = 1, iterationsMax }: SeriesOptions,
  { report, runChain, signal, keepReached }: SeriesServices,
): Promise<Smooth> {
  if (signal?.aborted) throw refusal('run.cancelled', {})
  await report({ stage: 'together', done: 0, total: 100, message: 'All curves together' })
  const lengths = lengthsOf(values).map(length => processOf(values, length))
  const problem = {
    curves: reduced.map(seriesCurveOf),
    modelCount: reduced[0]!.modelCount,
    lengths,
    amplitude: amplitudePrior,
  }
  const { curves } = progress
  const start = Float64Array.from(curves.flatMap(({ alone }) => alone.weights.map(weight => weight.mean)))
  const shown = { models: reduced[0]!.names, curves: curves.map(({ name }) => name), sums }
  return await sampleSmooth(
    problem,
    shown,
    start,
    { seed, iterationsMax },
    {
      ...{ report, runChain, reached: progress.together },
      keepReached: rounds => {
        progress.together = rounds
        return keepReached?.(progress)
      },
    },
  )
}

/** What to know beside the numbers. */
function remarksOf(
  curves: SeriesPoint[],
  problems: Problem[],
  models: string[],
  smooth: Smooth | null,
): string[] {
  const told = (names: string[], one: string, many: string) =>
    names.length === 0 ? [] : [`${list(names)}: ${names.length === 1 ? one : many}`]
  const namesWhere = (test: (point: SeriesPoint, t: number) => boolean) =>
    curves.filter(test).map(({ name }) => name)
  const cost = ({ alone, smooth: state, points }: SeriesPoint, t: number) =>
    state ? ((state.chi2PerPoint - alone.chi2PerPoint) * points) / problems[t]!.errorScale.reference ** 2 : 0
  return [
    ...told(
      namesWhere(({ alone }) => alone.verdict.code === 'misfit'),
      'no mixture of these models explains this curve, and its weights mean nothing.',
      'no mixture of these models explains these curves, and their weights mean nothing.',
    ),
    ...told(
      namesWhere(({ alone }) => alone.verdict.code === 'too-few-points'),
      'this curve has too few points to tell anything alone.',
      'these curves have too few points to tell anything alone.',
    ),
    ...told(
      namesWhere(({ alone }) => alone.verdict.code === 'strained'),
      'mixtures of these models explain this curve, but not everything about it is as it should be.',
      'mixtures of these models explain these curves, but not everything about them is as it should be.',
    ),
    ...told(
      namesWhere(({ alone }) => !alone.converged),
      'the sampling of this curve alone has not converged.',
      'the sampling of these curves alone has not converged.',
    ),
    ...(smooth ? agreementRemarks(smooth.agreement, models, smooth.iterations) : []),
    ...told(
      namesWhere((point, t) => cost(point, t) > strainMin),
      'the smooth weights fit this curve much worse than its own do. The ensemble jumps there, or the curve differs from its neighbours in another way.',
      'the smooth weights fit these curves much worse than their own do. The ensemble jumps there, or these curves differ from their neighbours in another way.',
    ),
  ]
}
