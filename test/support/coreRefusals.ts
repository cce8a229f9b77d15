import { analyseLibrary } from '#src/ensemble/analyse.ts'
import type { Curve, Profiles } from '#src/ensemble/contract.ts'
import type { FaultCode } from '#src/ensemble/faults/index.ts'
import type { inputFaults } from '#src/ensemble/faults/inputFaults.ts'
import type { optionFaults } from '#src/ensemble/faults/optionFaults.ts'
import { ensemblePdb } from '#src/ensemble/formats/ensemblePdb.ts'
import { type InferOptions, type InferServices, inferEnsemble } from '#src/ensemble/infer.ts'
import { Random } from '#src/ensemble/numeric/random.ts'
import type { InferInput } from '#src/ensemble/problem.ts'
import { fitHydration } from '#src/ensemble/saxs/fitHydration.ts'
import { fitProfile } from '#src/ensemble/saxs/hydration.ts'
import { type Partials, partialsAt, partialsOf } from '#src/ensemble/saxs/partials.ts'
import { modelPartials, withResolution } from '#src/ensemble/saxs/radiation.ts'
import { neutronsOf } from '#src/ensemble/saxs/radiationOptions.ts'
import { selectEnsemble } from '#src/ensemble/select/select.ts'
import type { Shifts } from '#src/ensemble/shifts.ts'
import { simulateInput } from '#src/ensemble/simulate.ts'
import { readStructures } from '#src/ensemble/structures/read.ts'
import type { Structure } from '#src/ensemble/structures/structure.ts'
import { anchorsOf, superpose } from '#src/ensemble/structures/superpose.ts'
import { madeUp } from '../ensemble/madeUp.ts'

/** For every fault of numbers and options a call of the core that raises it. */

const good = madeUp([0.5, 0.3, 0.2])
const silent = { report: () => {} }
const infer = async (
  input: Partial<InferInput>,
  options: InferOptions = {},
  services: InferServices = silent,
) => void (await inferEnsemble({ ...good, ...input }, { iterations: 100, ...options }, services))
const withCurve = async (change: (curve: Curve) => unknown, options?: InferOptions) => {
  const curve = structuredClone(good.curve)
  change(curve)
  await infer({ curve }, options)
}
const withProfiles = async (change: (profiles: Profiles) => unknown) => {
  const profiles = structuredClone(good.profiles)
  change(profiles)
  await infer({ profiles })
}
const shifts = (change: Partial<Shifts>): Partial<InferInput> => ({
  shifts: {
    values: Float64Array.of(1, 2, 3, 2, 3, 4),
    measured: Float64Array.of(2, 3),
    error: Float64Array.of(0.1, 0.1),
    rms: Float64Array.of(0.4, 0.4),
    ...change,
  },
})
const flat = (count: number, models = 1): InferInput => ({
  curve: {
    q: Float64Array.from({ length: count }, (_, i) => 0.001 * (i + 1)),
    intensity: new Float64Array(count).fill(1),
    sigma: new Float64Array(count).fill(1),
  },
  profiles: {
    names: Array.from({ length: models }, (_, k) => `m${k}`),
    values: Float64Array.from({ length: count * models }, (_, i) => 1 + Math.sin(i) ** 2),
  },
})
const atomAt = (x: string, element = ' C'): Structure =>
  readStructures(
    `ATOM      1  CA  ALA A   1    ${x}   6.134  -6.504  1.00  0.00          ${element}\nATOM      2  CB  ALA A   1      10.000   6.134  -6.504  1.00  0.00           C`,
    'a.pdb',
  ).models[0]!
const neutrons = { exchange: 1, deuteratedChains: [] }
const partials = (): Partials => partialsOf(atomAt('  11.104'), { qMax: 0.2 })
const energies = (...values: number[]) => ({ energies: Float64Array.from(values) })
const numbers = (...values: number[]) => Float64Array.from(values)

export const coreRefusals: Record<
  FaultCode & (keyof typeof inputFaults | keyof typeof optionFaults),
  () => unknown
> = {
  'curve.unequal_columns': () => withCurve(curve => (curve.sigma = curve.sigma.slice(1))),
  'curve.too_many_points': () => infer(flat(100_001)),
  'curve.point_not_finite': () => withCurve(curve => (curve.intensity[3] = Number.NaN)),
  'curve.error_not_positive': () => withCurve(curve => (curve.sigma[3] = 0)),
  'curve.q_not_increasing': () => withCurve(curve => (curve.q[3] = 0)),
  'curve.zero_in_range': () =>
    withCurve(curve => curve.intensity.fill(0, 0, 20), { qMax: good.curve.q[19]! }),
  'curve.few_in_range': () => fitProfile(partials(), good.curve, { qMax: 0.001 }),

  'profiles.none': () => withProfiles(profiles => Object.assign(profiles, { names: [], values: numbers() })),
  'profiles.wrong_points': () => withProfiles(profiles => (profiles.values = numbers(1, 2, 3))),
  'profiles.models_differ': () => {
    const [library, fewer] = [good, madeUp([0.5, 0.5])].map(each => each.profiles)
    const more = [{ name: 'second.dat', curve: good.curve, library: fewer! }]
    return analyseLibrary({ curve: good.curve, library: library!, more }, {}, silent)
  },
  'profiles.repeated_name': () => withProfiles(profiles => (profiles.names[1] = 'm1')),
  'profiles.value_not_finite': () => withProfiles(profiles => (profiles.values[4] = Number.NaN)),
  'profiles.constant': () => withProfiles(profiles => profiles.values.fill(1)),
  'profiles.opposite_sign': () =>
    withCurve(curve => (curve.intensity = curve.intensity.map(value => -value))),
  'profiles.not_comparable': () =>
    withProfiles(profiles => (profiles.values = profiles.values.map(value => 1e300 * value))),

  'observables.count_differs': () =>
    infer({
      observables: [
        { name: 'd', kind: 'mean', average: 'linear', measured: 1, error: 1, values: numbers(1, 2) },
      ],
    }),
  'energies.count_differs': () => infer(energies(1, 2)),
  'energies.value_not_finite': () => infer(energies(1, Number.NaN, 2)),
  'energies.too_far_apart': () => infer(energies(0, 4e15, 2)),

  'shifts.errors_differ': () => infer(shifts({ rms: numbers(0.1) })),
  'shifts.predictions_differ': () => infer(shifts({ values: numbers(1, 2) })),
  'shifts.error_not_positive': () => infer(shifts({ error: numbers(0.1, 0), rms: numbers(0.1, 0) })),
  'shifts.value_not_finite': () => infer(shifts({ measured: numbers(1, Number.NaN) })),

  'library.too_many_to_weigh': () => infer(flat(3, 10_001)),
  'library.anchors_differ': () => superpose([numbers(1, 2, 3), numbers(1, 2, 3, 4, 5, 6)], 'all'),
  'structure.no_residue_in_range': () => anchorsOf(atomAt('  11.104'), [{ from: 7, to: 9 }]),
  'structure.no_neutron_length': () => modelPartials(atomAt('  11.104', 'AU'), neutrons, {}),
  'structure.no_chain': () =>
    modelPartials(atomAt('  11.104'), { ...neutrons, deuteratedChains: ['B'] }, { qMax: 0.2 }),
  'structure.too_wide': () => partialsOf(atomAt('9999.999')),
  'structure.coordinate_too_large': () => {
    const structure = { ...atomAt('  11.104'), xyz: numbers(1e5, 0, 0, 0, 0, 0) }
    return [...ensemblePdb([{ structure, weight: 1, sd: 0 }], 'title')]
  },

  'options.prior': () => infer({}, { prior: -1 }),
  'options.inclusion_prior': () => infer(energies(0, 1, 2), { prior: 'inclusion' }),
  'options.chains': () => infer({}, { chains: 1 }),
  'options.iterations': () => infer({}, { iterations: 1 }),
  'options.seed': () => infer({}, { seed: 0.5 }),
  'options.q_range': () => infer({}, { qMin: 0.2, qMax: 0.1 }),
  'options.background': () => infer({}, { background: -1 }),
  'options.error_scale': () => infer({}, { errorScale: 0 }),
  'options.selection_prior': () => selectEnsemble(good, { prior: 0 }, silent),
  'options.cut': () => selectEnsemble(good, { cut: 1 }, silent),
  'options.weights': () => {
    const simulation = {
      weights: [1, -1, 1],
      noise: 1,
      hydration: { mode: 'none', c1: 1, contrast: 0 } as const,
    }
    simulateInput({ curve: good.curve, library: good.profiles }, {}, simulation, Random.stream(1))
  },
  'options.no_models': () => infer({}, { selected: [] }),
  'options.unknown_model': () => infer({}, { selected: ['m9'] }),
  'options.no_contrast': () => fitHydration([partials()], good.curve, { mode: 'fixed' }),
  'options.no_d2o': () => neutronsOf({ radiation: 'neutrons' }),
  'options.fraction': () => neutronsOf({ radiation: 'neutrons', d2o: 42 }),
  'options.resolution': () => withResolution([partials()], good.curve, { resolution: 10 }),
  'options.beam_sd': () => withResolution([partials()], good.curve, { beamSd: 1 }),
  'options.slit': () => withResolution([partials()], good.curve, { slitLength: -1 }),
  'options.grid': () => partialsOf(atomAt('  11.104'), { qMax: 6 }),
  'options.beyond_grid': () => partialsAt(partials(), numbers(0.1, 0.3)),
  'run.cancelled': () => infer({}, {}, { ...silent, signal: AbortSignal.abort() }),
}
