import type {
  AnalysisOptions,
  AnalysisServices,
  FurtherCurve,
  KnownInput,
  LibraryAnalysis,
} from './analyse.ts'
import { analyseCurve, hydrationAsked, setMixture } from './analyseCurve.ts'
import type { AgreementResult, Profiles } from './contract.ts'
import { pairDistancesOf } from './curve/pairDistances.ts'
import { qMaxByDefault, upTo } from './curve/upTo.ts'
import { evidenceDifference } from './diagnose/evidenceDifference.ts'
import { evidenceGradeOf } from './diagnose/evidenceGrade.ts'
import { pointsUsedOf } from './diagnose/pointsUsed.ts'
import { graded } from './diagnose/thresholds.ts'
import { verdictOf } from './diagnose/verdict.ts'
import { refusal } from './faults/index.ts'
import { hydrationResult, inferMeasured, takeScale } from './inferMeasured.ts'
import { inferSelected } from './inferSelected.ts'
import { jointInput } from './jointCurves.ts'
import { hypot } from './numeric/elementary.ts'
import { referenceScaleOf } from './problem.ts'
import { type Hydration, profilesFrom } from './saxs/hydration.ts'
import { type Measurement, measuredTogether } from './saxs/measured.ts'
import type { Partials } from './saxs/partials.ts'
import { beamResult, withResolution } from './saxs/radiation.ts'
import type { withModel } from './settings.ts'

type Options = AnalysisOptions & ReturnType<typeof withModel>

/** A curve with its library and how it is taken, everything filled in. */
type Member = FurtherCurve & Required<Pick<FurtherCurve, 'qMin' | 'qMax' | 'background' | 'errorScale'>>

/**
 * The whole method with several curves of one ensemble: one set of weights, and one hydration, as the volume that atoms displace and the water
 * around them are the same in every beam. Scale, background, q range, resolution and the scatter of the points are those of each curve.
 */
export async function analyseTogether(
  input: KnownInput,
  options: Options,
  services: AnalysisServices,
): Promise<LibraryAnalysis> {
  const members = membersOf(input, options)
  const analysis = await inferTogether(members, input, options, services)
  const { result } = analysis
  result.curves = result.curves!.map((curve, m) => {
    const { name, curve: measured, library, ...own } = members[m]
    const partials = Array.isArray(library) ? library : null
    return {
      ...curve,
      name,
      points: pointsUsedOf(m === 0 ? input.curve : input.more![m - 1].curve, own, partials),
      ...(partials && beamResult(measured, own)),
    }
  })
  const [first] = result.curves
  const { neutrons, slit } = first
  Object.assign(result, { ...(neutrons && { neutrons }), ...(slit && { slit }) })
  result.points = first.points
  if (Array.isArray(input.library) && input.species) setMixture(analysis, input.library, input.species)
  result.agreement = await agreementOf(members, input, options, services, analysis)
  const verdict = verdictOf(result)
  result.verdict = verdict
  result.curves = result.curves.map(curve => ({ ...curve, distances: pairDistancesOf(curve, verdict) }))
  result.distances = result.curves[0].distances
  return analysis
}

function membersOf(input: KnownInput, options: Options): Member[] {
  const { radiation, d2o, exchange, deuteration, deuteratedChains, resolution, qMin, qMax } = options
  const { slitLength, slitPlateau, slitWidth, beamSd } = options
  const first: FurtherCurve = {
    name: input.name ?? 'curve 1',
    curve: input.curve,
    library: input.library,
    ...{ radiation, d2o, exchange, deuteration, deuteratedChains, resolution, qMin, qMax },
    ...{ slitLength, slitPlateau, slitWidth, beamSd },
    background: options.background,
    errorScale: options.errorScale,
  }
  return [first, ...input.more!].map(member => {
    const end = member.qMax ?? qMaxByDefault
    return {
      ...member,
      curve: Array.isArray(member.library) ? upTo(member.curve, end) : member.curve,
      qMin: member.qMin ?? 0,
      qMax: end,
      background: member.background ?? 'auto',
      errorScale: member.errorScale ?? 'inferred',
    }
  })
}

/** The inference, its scale that of the first curve, as profiles of the hydration that was found have it. */
async function inferTogether(
  members: Member[],
  input: KnownInput,
  options: Options,
  services: AnalysisServices,
): Promise<LibraryAnalysis> {
  const [first] = members
  const measurements = members.flatMap(({ library, ...member }): Measurement[] =>
    Array.isArray(library) ? [{ ...member, partials: withResolution(library, member.curve, member) }] : [],
  )
  checkModels(members)
  if (measurements.length === 0) {
    const profiles = members.map(({ library }) => library as Profiles)
    const analysis = await inferProfiles(members, profiles, input, options, services)
    return analysis
  }
  await services.report({ stage: 'hydration', done: 0, total: 1, message: 'Fitting the hydration shell' })
  const mode = options.hydration ?? 'shared'
  if (mode !== 'shared') {
    const hydration = hydrationAsked(measurements[0].partials, first.curve, options)
    const profiles = profilesAt(measurements, hydration)
    const analysis = await inferProfiles(members, profiles, input, options, services)
    analysis.result.hydration = { mode, c1: hydration.c1, contrast: hydration.contrast }
    return analysis
  }
  const library = measuredTogether(measurements)
  const { analysis, nodes, hydrationDraws } = await inferMeasured(library, input, options, services)
  const hydration = hydrationResult(analysis, hydrationDraws, nodes, viewsOf(measurements, analysis))
  analysis.result.hydration = hydration
  const calculated = profilesAt(measurements, hydration)
  takeScale(analysis, referenceScaleOf(first.curve, calculated[0], first))
  // About the hydration of all curves a single model can seem to fit far better than with its own.
  delete analysis.result.details.bestSingle
  return { ...analysis, ...profilesOf(members, calculated), hydrationDraws }
}

async function inferProfiles(
  members: Member[],
  profiles: Profiles[],
  { shifts, observables, energies, properties, groupings }: KnownInput,
  options: Options,
  services: AnalysisServices,
): Promise<LibraryAnalysis> {
  const [first] = members
  const joint = jointInput(members.map((member, m) => ({ ...member, profiles: profiles[m] })))
  const analysis = await inferSelected(
    { ...joint, shifts, observables, energies, properties, groupings },
    options,
    services,
  )
  takeScale(analysis, referenceScaleOf(first.curve, profiles[0], first))
  return { ...analysis, ...profilesOf(members, profiles) }
}

const profilesAt = (measurements: Measurement[], hydration: Hydration) =>
  measurements.map(({ partials, curve }) => profilesFrom(partials, curve.q, hydration))

function profilesOf(
  members: Member[],
  profiles: Profiles[],
): Pick<LibraryAnalysis, 'profiles' | 'q' | 'further'> {
  const [first, ...further] = members.map(({ curve }, m) => ({ profiles: profiles[m], q: curve.q }))
  return { ...first, further }
}

/** Every curve has the models of the first, all with structures or all with profiles. */
function checkModels(members: Member[]): void {
  const namesOf = ({ library }: Member) =>
    Array.isArray(library) ? library.map((model: Partials) => model.name) : library.names
  const [first, ...others] = members
  const wanted = namesOf(first)
  for (const member of others) {
    const names = namesOf(member)
    const isSame =
      Array.isArray(member.library) === Array.isArray(first.library) &&
      names.length === wanted.length &&
      names.every((name, k) => name === wanted[k])
    if (!isSame) throw refusal('profiles.models_differ', { first: first.name }, { file: member.name })
  }
}

/** Where the amounts of each curve's background stand: after c1, contrast and the scales of all curves but the first. */
function viewsOf(measurements: Measurement[], { result: { curves } }: LibraryAnalysis) {
  let place = 2 + measurements.length - 1
  return measurements.map(({ partials, errorScale: asked }, m) => {
    const { fit, background, errorScale } = curves![m]
    const reference = errorScale?.reference ?? (typeof asked === 'number' ? asked : 1)
    return { partials, fit, background: background ? place++ : -1, reference }
  })
}

/**
 * Each curve alone, with the models that the joint inference weighed, against all together. Null where there is no evidence to compare or it is not known, and where
 * data beside the curves would be counted once for each.
 */
async function agreementOf(
  members: Member[],
  input: KnownInput,
  options: Options,
  services: AnalysisServices,
  { result: joint, names }: LibraryAnalysis,
): Promise<AgreementResult | null> {
  const { evidence, models } = joint
  const isUnknown = (of: typeof joint) => evidenceGradeOf(of)?.grade === 'poor'
  if (!evidence || options.scalePrior === 'flat' || input.shifts || input.observables) return null
  const { report, signal, run } = services
  const alone: AgreementResult['alone'] = []
  let sum = { log: 0, error: 0, runs: evidence.runs }
  for (const [m, { name, curve, library, ...own }] of members.entries()) {
    const { result } = await analyseCurve(
      { curve, library, energies: input.energies },
      { ...options, ...own, effort: 'gate' },
      {
        report: progress =>
          report({ ...progress, message: `${name} alone, curve ${m + 1} of ${members.length}` }),
        signal,
        run,
      },
      names,
    )
    if (isUnknown(joint) || isUnknown(result)) return null
    const { log, error } = result.evidence!
    alone.push({
      name,
      evidence: { log, error },
      chi2PerPoint: result.fit.chi2PerPoint,
      weights: models.map((_, k) => ({ mean: result.models[k].weight.mean, sd: result.models[k].weight.sd })),
      converged: result.sampler.converged,
    })
    sum = { log: sum.log + log, error: hypot(sum.error, error), runs: evidence.runs }
  }
  const { difference, error, reach } = evidenceDifference(evidence, sum)
  const { grade, words } = graded('agreement', difference)
  return {
    logBayesFactor: difference,
    error,
    interval: { lower: difference - reach, upper: difference + reach },
    grade,
    words,
    alone,
  }
}
