import type { Curve, Details, Distribution, FirstAnswer, Profiles, Result } from './contract.ts'
import { pairDistancesOf } from './curve/pairDistances.ts'
import { qMaxByDefault, upTo } from './curve/upTo.ts'
import { pointsUsedOf } from './diagnose/pointsUsed.ts'
import { verdictOf } from './diagnose/verdict.ts'
import { type InferOptions, type InferServices, inferEnsemble } from './infer.ts'
import { mean, variance } from './numeric/orderStatistics.ts'
import { firstAnswerOf } from './point/firstAnswer.ts'
import { distributionOf, type Property } from './posterior/distributions.ts'
import type { Draws } from './posterior/draws.ts'
import { mixtureOf } from './posterior/mixture.ts'
import { buildProblem, type InferInput, referenceScaleOf, type Shifts } from './problem.ts'
import { bestSingleExact } from './saxs/bestSingle.ts'
import { checkHydration } from './saxs/exactCheck.ts'
import { fitHydration } from './saxs/fitHydration.ts'
import { type HydrationMode, profilesFrom } from './saxs/hydration.ts'
import { hydrationNodes } from './saxs/hydrationNodes.ts'
import type { Partials } from './saxs/partials.ts'
import { neutronResult, type RadiationOptions, withResolution } from './saxs/radiation.ts'
import { fitSharedHydration, hydrationNuisance } from './saxs/sharedHydration.ts'
import { type Selection, selectFrom } from './select/select.ts'
import { settingsOf, withModel } from './settings.ts'

/**
 * A curve and a library: finished profiles at the curve's points, or partial intensities up to the largest q in use, from
 * which they follow.
 */
export interface AnalysisInput {
  curve: Curve
  library: Profiles | Partials[]
  shifts?: Shifts
  /** Energies of the K models; see `InferInput`. */
  energies?: Float64Array
  /** Further numbers that each model has, whose distribution over the ensemble is wanted; Rg and Dmax are known of partial intensities. */
  properties?: Property[]
  /** Of a mixture of particles of several compositions, whose partial intensities the library is: the kind of each model, from 0, [K]. */
  species?: number[]
}

/** How to analyse: the options of the inference, the selection before it and the hydration before that. */
export interface AnalysisOptions extends Omit<InferOptions, 'selected'>, RadiationOptions {
  /** False keeps the whole library; true by default. */
  select?: boolean
  /** Models below this variational weight may be dropped; 0.01 by default. */
  cut?: number
  hydration?: HydrationMode
  /** Contrast of `fixed` hydration, e/A^3. */
  contrast?: number
}

/** Everything of a result but what the core cannot know, with the draws and the profiles it rests on. */
export interface LibraryAnalysis {
  result: Omit<Result, 'program' | 'inputs' | 'timings' | 'sampler'> & {
    sampler: Omit<Result['sampler'], 'cpuSeconds'>
    details: Details
  }
  draws: Draws
  /** Names of the models that took part in the inference: the columns of the draws. */
  names: string[]
  profiles: Profiles
  /** q of the rows of `profiles`, 1/A. */
  q: Float64Array
  /** Share of the posterior outside the ranges of c1 and contrast, before they were cut there. */
  outside: number
  /** c1 and contrast (e/A^3) of each draw, [D], where they were inferred with the weights. */
  hydrationDraws?: { c1: Float64Array; contrast: Float64Array }
}

/** What the caller lends. */
export interface AnalysisServices extends InferServices {
  /** Is told what least squares say, before selection and sampling; not where there is but one model. */
  first?: (answer: FirstAnswer) => void | Promise<void>
}

/** Contrast of the mode `fixed` unless given, e/A^3: 6 % of bulk water's 0.334, inside the range in which it is fitted. */
const fixedContrast = 0.02

/**
 * The whole method: hydration, profiles, selection, inference.
 *
 * Throws `FaultError` as its parts do.
 */
export async function analyseLibrary(
  input: AnalysisInput,
  asked: AnalysisOptions,
  services: AnalysisServices,
): Promise<LibraryAnalysis> {
  const options = withModel(asked)
  const limits = { qMin: options.qMin ?? 0, qMax: options.qMax ?? qMaxByDefault }
  const partials = Array.isArray(input.library) ? input.library : null
  // Partial intensities reach no further than the largest q.
  const curve = partials ? upTo(input.curve, limits.qMax) : input.curve
  const seen = partials && withResolution(partials, curve, options)
  const analysis = await analyse({ ...input, curve, library: seen ?? input.library }, options, services)
  const { hydration, fit, background, errorScale, details } = analysis.result
  if (seen && hydration?.mode === 'shared')
    setBestSingle(
      details,
      bestSingleExact(seen, hydration, fit, {
        background: background?.priorSd ?? 'none',
        errorScale: errorScale?.reference ?? options.errorScale,
      }),
    )
  details.distributions = distributionsOf(input, analysis)
  if (partials && input.species) setMixture(analysis, partials, input.species)
  const neutrons = partials && neutronResult(curve, options)
  if (neutrons) analysis.result.neutrons = neutrons
  analysis.result.points = pointsUsedOf(input.curve, limits, partials)
  analysis.result.verdict = verdictOf(analysis.result)
  // The background of a fit that misses the curve only makes up for what is missing.
  const isMissed = analysis.result.verdict.code === 'misfit'
  analysis.result.distances = pairDistancesOf(fit, isMissed ? undefined : background?.amount.mean)
  return analysis
}

/** The best single model, as such and as the first of the best sets; an evidence of another model is not its own. */
function setBestSingle(details: Details, single: NonNullable<Details['bestSingle']>): void {
  const { name, chi2PerPoint } = single
  details.bestSingle = single
  const first = details.leastSquares?.best[0]
  if (!first || first.models.length > 1) return
  if (first.models[0]!.name !== name) first.evidence = null
  first.models = [{ name, weight: 1 }]
  first.chi2PerPoint = chi2PerPoint
}

function setMixture(analysis: LibraryAnalysis, partials: Partials[], species: number[]): void {
  const { result, draws } = analysis
  const masses = partials.map(model => model.mass)
  const volumes = partials.map(model => model.volume)
  const found = mixtureOf({ species, masses, volumes }, result.models, columnsOf(analysis), draws)
  result.models = found.models
  result.mixture = found.species
}

/** The place in the library of each model of the draws. */
function columnsOf({ profiles, names }: LibraryAnalysis): number[] {
  const places = new Map(profiles.names.map((name, k) => [name, k]))
  return names.map(name => places.get(name)!)
}

function distributionsOf(
  { library, properties = [] }: AnalysisInput,
  analysis: LibraryAnalysis,
): Distribution[] {
  const sizes: Property[] = Array.isArray(library)
    ? [
        { name: 'rg', unit: 'Å', values: library.map(model => model.rg) },
        { name: 'dmax', unit: 'Å', values: library.map(model => model.dmax) },
      ]
    : []
  const column = columnsOf(analysis)
  return [...sizes, ...properties].map(property => distributionOf(property, column, analysis.draws))
}

async function analyse(
  input: AnalysisInput,
  options: AnalysisOptions,
  services: AnalysisServices,
): Promise<LibraryAnalysis> {
  const { library, curve } = input
  if (!Array.isArray(library)) return inferSelected({ ...input, profiles: library }, options, services)
  await services.report({ stage: 'hydration', done: 0, total: 1, message: 'Fitting the hydration shell' })
  const mode = options.hydration ?? 'shared'
  if (mode === 'shared') return inferShared(input, library, options, services)
  const contrast = mode === 'fixed' ? (options.contrast ?? fixedContrast) : undefined
  const hydration = fitHydration(library, curve, { mode, contrast, qMax: options.qMax })
  const profiles = profilesFrom(library, curve.q, hydration)
  const analysis = await inferSelected({ ...input, profiles }, options, services)
  analysis.result.hydration = { mode, c1: hydration.c1, contrast: hydration.contrast }
  return analysis
}

/** One hydration for all models, found with the weights: c1 among its nodes, and what is left of it and the contrast integrated out. */
async function inferShared(
  input: AnalysisInput,
  partials: Partials[],
  options: AnalysisOptions,
  services: AnalysisServices,
): Promise<LibraryAnalysis> {
  const { q } = input.curve
  const about = fitSharedHydration(partials, input.curve, options)
  const profiles = profilesFrom(partials, q, { mode: 'shared', ...about })
  const nuisance = hydrationNuisance(partials, q, about)
  const nodes = hydrationNodes(partials, input.curve, options, about, nuisance)
  const analysis = await inferSelected({ ...input, profiles, nuisance, nodes }, options, services)
  const { draws } = analysis
  const count = draws.nuisance.length / draws.count
  const amount = (d: number, p: number) => draws.nuisance[d * count + p]
  const around = (field: 'c1' | 'contrast', p: number) =>
    draws.node.map((node, d) => nodes.hydration[node][field] + amount(d, p))
  const [c1, contrast] = [around('c1', 0), around('contrast', 1)]
  const background = analysis.result.background ? draws.node.map((_, d) => amount(d, 2)) : null
  const byName = new Map(partials.map(model => [model.name, model]))
  const sampled = analysis.names.map(name => byName.get(name)!)
  const hydration = {
    mode: 'shared' as const,
    c1: mean(c1),
    contrast: mean(contrast),
    c1Sd: Math.sqrt(variance(c1)),
    contrastSd: Math.sqrt(variance(contrast)),
    outside: analysis.outside,
    ...(nuisance.sd.some(sd => sd > 0)
      ? { check: checkHydration(sampled, analysis.result.fit, draws, { c1, contrast }, background) }
      : {}),
  }
  analysis.result.hydration = hydration
  const calculated = profilesFrom(partials, q, hydration)
  takeScale(analysis, referenceScaleOf(input.curve, calculated, options))
  return { ...analysis, profiles: calculated, hydrationDraws: { c1, contrast } }
}

/** Tells scales as those of other profiles, of which the mean curve has the scale `referenceScale`. */
function takeScale({ result: { scale, details }, draws }: LibraryAnalysis, referenceScale: number): void {
  const factor = referenceScale / details.referenceScale
  for (const name of ['mean', 'sd', 'mcse', 'q025', 'q50', 'q975'] as const) scale[name] *= factor
  for (let d = 0; d < draws.count; d++) draws.scale[d] *= factor
  details.referenceScale = referenceScale
  details.scalePriorSd *= factor
}

/** About the hydration of the best mixture a single model seems to fit far better than with its own, which the result has. */
const withoutSingles = ({ answer, fit }: FirstAnswer): FirstAnswer => ({
  answer: { ...answer, best: answer.best.filter(({ models }) => models.length > 1) },
  fit,
})

async function inferSelected(
  { curve, profiles, shifts, energies, nuisance, nodes }: Omit<AnalysisInput, 'library'> & InferInput,
  options: AnalysisOptions,
  services: AnalysisServices,
): Promise<LibraryAnalysis> {
  // Point answer and selection take profiles as linear about the best fit: what the nodes are is for the inference.
  const input = { curve, profiles, shifts, energies, nuisance }
  const library = buildProblem(input, options)
  const { seed } = settingsOf(options, library)
  const first = library.modelCount > 1 ? firstAnswerOf(library, seed) : null
  if (first) await services.first?.(nodes ? withoutSingles(first) : first)
  let selection: Selection | null = null
  if (options.select ?? true) selection = await selectFrom(library, { cut: options.cut }, services)
  const { result, draws, names, outside } = await inferEnsemble(
    { ...input, nodes },
    { ...options, selected: selection?.kept },
    services,
  )
  return {
    result: {
      ...result,
      parameters: { ...result.parameters, select: selection !== null, cut: options.cut ?? 0.01 },
      variational: selection?.result ?? null,
      hydration: null,
      details: {
        ...result.details,
        ...(first ? { leastSquares: first.answer } : {}),
        weightDropped: selection?.weightDropped ?? 0,
      },
    },
    draws,
    names,
    profiles,
    q: curve.q,
    outside,
  }
}
