import type { AnalysisOptions, AnalysisServices, KnownInput, LibraryAnalysis } from './analyse.ts'
import type { Curve, Details } from './contract.ts'
import { pairDistancesOf } from './curve/pairDistances.ts'
import { qMaxByDefault, upTo } from './curve/upTo.ts'
import { pointsUsedOf } from './diagnose/pointsUsed.ts'
import { verdictOf } from './diagnose/verdict.ts'
import { hydrationResult, inferMeasured, takeScale } from './inferMeasured.ts'
import { inferSelected } from './inferSelected.ts'
import { supportedBy } from './point/firstAnswer.ts'
import { mixtureOf } from './posterior/mixture.ts'
import { referenceScaleOf } from './problem.ts'
import { bestSingleExact } from './saxs/bestSingle.ts'
import { fitHydration } from './saxs/fitHydration.ts'
import { type Hydration, profilesFrom } from './saxs/hydration.ts'
import { measuredOnce } from './saxs/measured.ts'
import type { Partials } from './saxs/partials.ts'
import { beamResult, withResolution } from './saxs/radiation.ts'
import type { withModel } from './settings.ts'

/** Contrast of the mode `fixed` unless given, e/A^3: 6 % of bulk water's 0.334, inside the range in which it is fitted. */
const fixedContrast = 0.02

/** The method with one curve. `given` names the models that take part; a selection finds them otherwise. */
export async function analyseCurve(
  input: KnownInput,
  options: AnalysisOptions & ReturnType<typeof withModel>,
  services: AnalysisServices,
  given?: string[],
): Promise<LibraryAnalysis> {
  const limits = { qMin: options.qMin ?? 0, qMax: options.qMax ?? qMaxByDefault }
  const partials = Array.isArray(input.library) ? input.library : null
  // Partial intensities reach no further than the largest q.
  const curve = partials ? upTo(input.curve, limits.qMax) : input.curve
  const seen = partials && withResolution(partials, curve, options)
  const analysis = await analyse(
    { ...input, curve, library: seen ?? input.library },
    options,
    services,
    given,
  )
  const { hydration, fit, background, errorScale } = analysis.result
  if (seen && hydration?.mode === 'shared')
    setBestSingle(
      analysis,
      bestSingleExact(seen, hydration, fit, {
        background: background?.priorSd ?? 'none',
        errorScale: errorScale?.reference ?? options.errorScale,
      }),
    )
  if (partials && input.species) setMixture(analysis, partials, input.species)
  if (partials) Object.assign(analysis.result, beamResult(curve, options))
  analysis.result.points = pointsUsedOf(input.curve, limits, partials)
  analysis.result.verdict = verdictOf(analysis.result)
  analysis.result.distances = pairDistancesOf(analysis.result, analysis.result.verdict)
  return analysis
}

/** The best single model, as such and as the first of the best sets. */
function setBestSingle(
  { result: { details }, profiles, evidenceAlone }: LibraryAnalysis,
  single: NonNullable<Details['bestSingle']>,
): void {
  const { name, chi2PerPoint } = single
  details.bestSingle = single
  const answer = details.leastSquares
  const first = answer?.best[0]
  if (!first || first.models.length > 1) return
  if (first.models[0]!.name !== name) first.evidence = evidenceAlone?.(profiles.names.indexOf(name)) ?? null
  first.models = [{ name, weight: 1 }]
  first.chi2PerPoint = chi2PerPoint
  answer.supported = supportedBy(answer.best)
}

export function setMixture(analysis: LibraryAnalysis, partials: Partials[], species: number[]): void {
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

async function analyse(
  input: KnownInput,
  options: AnalysisOptions,
  services: AnalysisServices,
  given?: string[],
): Promise<LibraryAnalysis> {
  const { library, curve } = input
  if (!Array.isArray(library))
    return inferSelected({ ...input, profiles: library }, options, services, { given })
  await services.report({ stage: 'hydration', done: 0, total: 1, message: 'Fitting the hydration shell' })
  const mode = options.hydration ?? 'shared'
  if (mode === 'shared') return inferShared(input, library, options, services, given)
  const hydration = hydrationAsked(library, curve, options)
  const profiles = profilesFrom(library, curve.q, hydration)
  const analysis = await inferSelected({ ...input, profiles }, options, services, { given })
  analysis.result.hydration = { mode, c1: hydration.c1, contrast: hydration.contrast }
  return analysis
}

/** The hydration where it is not inferred with the weights. */
export function hydrationAsked(partials: Partials[], curve: Curve, options: AnalysisOptions): Hydration {
  const { hydration: mode, qMax } = options
  const contrast = mode === 'fixed' ? (options.contrast ?? fixedContrast) : undefined
  return fitHydration(partials, curve, { mode, contrast, qMax })
}

/** One hydration for all models, found with the weights: c1 among its nodes, and what is left of it and the contrast integrated out. */
async function inferShared(
  input: KnownInput,
  partials: Partials[],
  options: AnalysisOptions,
  services: AnalysisServices,
  given?: string[],
): Promise<LibraryAnalysis> {
  const library = measuredOnce(partials, input.curve, options)
  const { analysis, nodes, hydrationDraws } = await inferMeasured(library, input, options, services, given)
  const background = analysis.result.background ? 2 : -1
  const views = [{ partials, fit: analysis.result.fit, background, reference: 1 }]
  const hydration = hydrationResult(analysis, hydrationDraws, nodes, views)
  analysis.result.hydration = hydration
  const calculated = profilesFrom(partials, input.curve.q, hydration)
  takeScale(analysis, referenceScaleOf(input.curve, calculated, options))
  return { ...analysis, profiles: calculated, hydrationDraws }
}
