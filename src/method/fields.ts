import type { AnalysisOptions } from '#src/ensemble/index.ts'

/** What a form says of the study that it is for. */
export interface StudySize {
  models: number
  /** Largest q in 1/A, points, and those beyond the default largest q; absent where it cannot be read. */
  curve?: { qMax: number; points: number; beyond: number; hasDq?: boolean }
}

/**
 * The settings of the built-in analysis, each written once: the form, its reader, parameters as JSON, the description of
 * an analysis, `bioce infer` and the help read this table. A field is what a manifest of a laboratory's own method has,
 * and what it means to the core.
 */
export interface SettingField<Value = unknown> {
  /** `numberOrWord` takes one of `choices`, or a number: in a form by the choice `own` and a field beside it. */
  kind: 'whole' | 'number' | 'choice' | 'numberOrWord' | 'flag' | 'text'
  label: string
  /** Below the field: what it asks for. */
  help: string
  /** Said after the help of a form, of the study that it is for. */
  beside?: (study: StudySize) => string
  /** Behind a question mark: what helps to decide. */
  tip: string
  unit?: string
  byDefault: Value
  /** What the form takes; the core and the command line may take more. */
  least?: number
  most?: number
  choices?: readonly { value: string; text: string; words?: string }[]
  /** Label of the choice of a number that the person gives. */
  own?: string
  /** What null means; the text of it that is taken for null beside an empty one. */
  blank?: { means: string; text?: string }
  /** Main settings are seen by everyone, others are folded away, and some are for the command line and JSON alone. */
  group: 'main' | 'more' | 'neutrons' | 'expert'
  /** What a record without it means, where that is not the default: it was made before the setting was. */
  before?: Value
  /** How it reaches the core. */
  toCore(value: Value): AnalysisOptions
}

type Draft<Value> = Omit<SettingField<Value>, 'kind'>

const whole = (field: Draft<number>) => ({ ...field, kind: 'whole' as const })
const number = (field: Draft<number>) => ({ ...field, kind: 'number' as const })
const text = (field: Draft<string>) => ({ ...field, kind: 'text' as const })
const flag = (field: Draft<boolean>) => ({ ...field, kind: 'flag' as const })
/** A number that may be left out: null has a meaning of its own. */
const optional = (field: Draft<number | null> & { kind: 'whole' | 'number' }) => field
/** One of a few words, or a number. */
const numberOrWord = <Word extends string>(
  choices: readonly { value: Word; text: string; words?: string }[],
  field: Omit<Draft<Word | number>, 'choices'> & { own: string },
) => ({ ...field, choices, kind: 'numberOrWord' as const })
const choice = <Word extends string>(
  choices: readonly { value: Word; text: string; words?: string }[],
  field: Omit<Draft<Word>, 'choices'>,
) => ({ ...field, choices, kind: 'choice' as const })

export const settingFields = {
  cut: number({
    label: 'Weight threshold',
    help: 'Models below this weight are left out of the full inference.',
    beside: ({ models }) =>
      `One over the ${models} models of this study is ${Number((1 / models).toPrecision(2))}.`,
    tip: 'From 0.0001 to 0.5. One over the number of models is a good start; a higher threshold, above all beyond 0.05, keeps fewer models and may drop some that matter. Models for which the curve leaves room are taken back, and the result says how much was dropped.',
    byDefault: 0.01,
    least: 0.0001,
    most: 0.5,
    group: 'main',
    toCore: cut => ({ cut }),
  }),
  iterations: whole({
    label: 'Iterations',
    help: 'The starting length of each chain; sampling continues until it has converged or its budget is spent.',
    tip: 'From 100 to 100,000; 2000 is enough for most libraries. Raise it when a result says that it has not converged.',
    byDefault: 2000,
    least: 100,
    most: 100_000,
    group: 'main',
    toCore: iterations => ({ iterations }),
  }),
  seed: optional({
    kind: 'whole',
    label: 'Seed',
    help: 'A whole number. The same seed gives the same result to the last bit; left empty, one is chosen and recorded.',
    tip: 'Where the random numbers begin. Take that of another analysis to repeat it exactly, or another one to see how much of a result is chance.',
    byDefault: null,
    least: 0,
    most: 4_294_967_295,
    blank: { means: 'drawn' },
    group: 'more',
    toCore: seed => (seed === null ? {} : { seed }),
  }),
  chains: whole({
    label: 'Chains',
    help: 'Independent runs whose agreement is checked.',
    tip: 'From 2 to 16. Each starts elsewhere; where they end up in the same place, the answer does not depend on the start. Four are enough for nearly everyone.',
    byDefault: 4,
    least: 2,
    most: 16,
    group: 'more',
    toCore: chains => ({ chains }),
  }),
  skipVariational: flag({
    label: 'Skip the variational step',
    help: 'For small libraries: every model enters the full inference, and no threshold applies.',
    tip: 'A good choice for up to about 30 models, or when every model is known to be present. With more models the full inference takes much longer.',
    byDefault: false,
    group: 'more',
    toCore: skip => ({ select: !skip }),
  }),
  prior: numberOrWord(
    [
      {
        value: 'auto',
        text: 'An unknown number of models takes part',
        words: 'an unknown number of models takes part',
      },
      { value: '1/K', text: '1 / number of models', words: '1 / number of models' },
    ],
    {
      label: 'Prior of the weights',
      help: 'What is believed of the weights before the data.',
      tip: 'With an unknown number, few models are possible as well as many, and the result says how many take part; with energies, chemical shifts or observables it is 1 / number of models all the same. That one expects one or two models, whatever the library, and repeats the original program. An exponent of your own below 1 favours ensembles of few models, above 1 even weights.',
      own: 'A Dirichlet exponent that I give',
      byDefault: 'auto',
      before: '1/K',
      least: 0.0001,
      most: 100,
      group: 'more',
      toCore: prior => (prior === 'auto' ? {} : { prior }),
    },
  ),
  scalePrior: choice(
    [
      { value: 'half-normal', text: 'Half-normal, wide' },
      { value: 'flat', text: 'Flat (no evidence)' },
    ],
    {
      label: 'Prior of the scale',
      help: 'The half-normal prior gives an evidence that can be compared; the flat one repeats older results.',
      tip: 'The scale is the factor between calculated and measured intensities. Without a proper prior on it there is no evidence to compare analyses by.',
      byDefault: 'half-normal',
      group: 'more',
      toCore: scalePrior => ({ scalePrior }),
    },
  ),
  hydration: choice(
    [
      { value: 'shared', text: 'One for the whole library', words: 'one for the whole library' },
      { value: 'fixed', text: 'Fixed' },
      { value: 'per-model', text: 'One for each model', words: 'one for each model' },
      { value: 'none', text: 'None' },
    ],
    {
      label: 'Hydration shell',
      help: 'How the water around the models is fitted when profiles are calculated.',
      tip: 'One shell for the whole library keeps the differences between models. A shell for each bends every model towards the data and biases the weights; it is there for comparison with older programs.',
      byDefault: 'shared',
      group: 'more',
      toCore: hydration => ({ hydration }),
    },
  ),
  qMin: optional({
    kind: 'number',
    label: 'Smallest q',
    unit: '1/Å',
    help: 'Points below are left out.',
    tip: 'Leave out the lowest points where they bend up (aggregation) or down (repulsion) in the Guinier plot.',
    byDefault: null,
    least: 0,
    most: 10,
    blank: { means: 'the first point' },
    group: 'more',
    toCore: qMin => (qMin === null ? {} : { qMin }),
  }),
  qMax: optional({
    kind: 'number',
    label: 'Largest q',
    unit: '1/Å',
    help: 'Points above are left out; empty means 0.5.',
    beside: ({ curve }) =>
      curve
        ? `The curve goes to ${Number(curve.qMax.toPrecision(3))}; ${curve.beyond === 0 ? 'all' : `${curve.beyond} of`} its ${curve.points} points lie ${curve.beyond === 0 ? 'below' : 'beyond'} 0.5.`
        : '',
    tip: 'Beyond 0.5 1/Å no calculated profile is exact, so the points there are left out unless you say otherwise.',
    byDefault: null,
    least: 0.001,
    most: 10,
    blank: { means: '0.5 1/Å' },
    group: 'more',
    toCore: qMax => (qMax === null ? {} : { qMax }),
  }),
  background: numberOrWord(
    [
      { value: 'auto', text: 'Inferred with the weights', words: 'inferred' },
      { value: 'none', text: 'None: the curve has none' },
    ],
    {
      label: 'Constant background',
      help: 'A constant left by an imperfect buffer subtraction, integrated out.',
      tip: 'Hardly any subtraction is perfect, and a constant that is taken for scattering becomes hydration or weights. How large it may be is read off the end of the curve. Without it, a result claims more than it knows.',
      own: 'Inferred, with a standard deviation that I give',
      unit: 'in the unit of I(q)',
      byDefault: 'auto',
      before: 'none',
      least: 0,
      most: 1e12,
      group: 'more',
      toCore: background => ({ background }),
    },
  ),
  errorScale: numberOrWord(
    [
      { value: 'inferred', text: 'Inferred from the scatter of the points', words: 'inferred' },
      { value: 'fixed', text: 'As the file states them', words: 'as stated' },
    ],
    {
      label: 'Errors of the curve',
      help: 'What the stated errors are multiplied by.',
      tip: 'The scatter of neighbouring points tells how large the errors are, whatever the library. Where the stated errors are half as large, the weights would look twice as certain as they are.',
      own: 'Multiplied by a factor that I give',
      unit: 'times',
      byDefault: 'inferred',
      before: 'fixed',
      least: 0.1,
      most: 10,
      group: 'more',
      toCore: errorScale => ({ errorScale }),
    },
  ),
  radiation: choice(
    [
      { value: 'x-rays', text: 'X-rays (SAXS)', words: 'X-rays' },
      { value: 'neutrons', text: 'Neutrons (SANS)', words: 'neutrons' },
    ],
    {
      label: 'Radiation',
      help: 'What the curve was measured with; decides how profiles are calculated from structures.',
      beside: ({ curve }) =>
        curve?.hasDq ? 'The file has the resolution of q beside the errors, as files of neutrons do.' : '',
      tip: 'Neutrons see hydrogen and deuterium, so they need to know how much D₂O the solvent has. Uploaded profiles are taken as they are.',
      byDefault: 'x-rays',
      group: 'neutrons',
      toCore: radiation => ({ radiation }),
    },
  ),
  d2o: optional({
    kind: 'number',
    label: 'D₂O fraction',
    help: 'Volume fraction of D₂O in the solvent: 0 for H₂O, 1 for pure D₂O. Neutrons need it.',
    tip: 'Near 0.42 most proteins are matched and scatter hardly anything; in pure D₂O they scatter most.',
    byDefault: null,
    least: 0,
    most: 1,
    blank: { means: 'not given' },
    group: 'neutrons',
    toCore: d2o => (d2o === null ? {} : { d2o }),
  }),
  exchange: number({
    label: 'Exchanged amide hydrogens',
    help: 'Share of the backbone N-H that have exchanged with the solvent. O-H, S-H and N-H of side chains always have.',
    tip: '0.9 is usual for folded proteins, 1 for disordered ones or after days in the solvent.',
    byDefault: 0.9,
    least: 0,
    most: 1,
    group: 'neutrons',
    toCore: exchange => ({ exchange }),
  }),
  deuteration: number({
    label: 'Deuteration',
    help: 'Share of the carbon-bound hydrogens that are deuterium: 0 where nothing was labelled, 1 for perdeuterated chains.',
    tip: 'As mass spectrometry finds it. Exchange with the solvent is beside it.',
    byDefault: 0,
    least: 0,
    most: 1,
    group: 'neutrons',
    toCore: deuteration => ({ deuteration }),
  }),
  deuteratedChains: text({
    label: 'Deuterated chains',
    help: 'Names of the chains that are deuterated, with commas between them; empty means all.',
    tip: 'For a complex of which one partner is labelled. The others keep their light hydrogens.',
    byDefault: '',
    blank: { means: 'all' },
    group: 'neutrons',
    toCore: chains => ({ deuteratedChains: chains.split(/[\s,;]+/).filter(chain => chain !== '') }),
  }),
  resolution: numberOrWord(
    [
      { value: 'auto', text: 'As the file says, for neutrons', words: 'as the file says, for neutrons' },
      { value: 'none', text: 'None: q is exact', words: 'none' },
    ],
    {
      label: 'Resolution of q',
      help: 'Calculated profiles are smeared with it before they are fitted.',
      tip: 'The file’s own column of standard deviations of q is best. Without one, give the wavelength spread of the instrument, 0.1 for many velocity selectors.',
      own: 'From a wavelength spread (FWHM/λ) that I give',
      byDefault: 'auto',
      least: 0,
      most: 1,
      group: 'neutrons',
      toCore: resolution => ({ resolution }),
    },
  ),
  beamSd: number({
    label: 'Spread of the direct beam',
    unit: '1/Å',
    help: 'Standard deviation of q that collimation and detector add at every q, beside a wavelength spread. A column of the file has it already.',
    tip: 'With apertures of radius R₁ and R₂ at a distance L₁, a detector of cell size Δ at L₂ behind the sample and 1/L = 1/L₁ + 1/L₂ it is 2π/λ √(R₁²/4L₁² + R₂²/4L² + Δ²/12L₂²). Or take half the width of the direct beam where it has fallen to 61 %.',
    byDefault: 0,
    least: 0,
    most: 0.1,
    group: 'neutrons',
    toCore: beamSd => (beamSd === 0 ? {} : { beamSd }),
  }),
  slitLength: optional({
    kind: 'number',
    label: 'Slit length',
    unit: '1/Å',
    help: 'Of a slit camera (Kratky): half the length of the beam in q. Calculated profiles are smeared with it; empty means a point-like beam.',
    tip: 'Only for curves that were not desmeared. The length profile is a trapezoid; give the half-length of its foot.',
    byDefault: null,
    least: 0,
    most: 1,
    blank: { means: 'a point-like beam' },
    group: 'more',
    toCore: slitLength => (slitLength === null ? {} : { slitLength }),
  }),
  slitPlateau: number({
    label: 'Level share of the slit',
    help: 'The share of the half-length over which the beam is level before it falls to 0: 1 for a box.',
    tip: 'From the length profile of the primary beam.',
    byDefault: 1,
    least: 0,
    most: 1,
    group: 'more',
    toCore: slitPlateau => ({ slitPlateau }),
  }),
  slitWidth: number({
    label: 'Slit width',
    unit: '1/Å',
    help: 'Full width of the beam across the slit, in q.',
    tip: 'Mostly so small that it can be left at 0.',
    byDefault: 0,
    least: 0,
    most: 0.5,
    group: 'more',
    toCore: slitWidth => ({ slitWidth }),
  }),
  iterationsMax: optional({
    kind: 'whole',
    label: 'Most iterations',
    help: 'Sampling that has not converged stops here; empty means 20 times the iterations.',
    tip: 'Raise it for a result that has nearly converged, or lower it for a first look.',
    byDefault: null,
    least: 20,
    most: 1e7,
    blank: { means: '20 times the iterations' },
    group: 'expert',
    toCore: iterationsMax => (iterationsMax === null ? {} : { iterationsMax }),
  }),
  effort: choice(
    [
      { value: 'thorough', text: 'Until quantiles are precise' },
      { value: 'gate', text: 'Until it has converged' },
    ],
    {
      label: 'Effort',
      help: 'When sampling stops: as soon as it has converged, or when quantiles are precise too.',
      tip: 'Precise quantiles cost little for small libraries; the gate is enough for a first look.',
      byDefault: 'thorough',
      group: 'expert',
      toCore: effort => ({ effort }),
    },
  ),
  energyPrior: choice(
    [
      { value: 'softmax', text: 'Shares at an unknown temperature' },
      { value: 'shift', text: 'Boltzmann shift' },
    ],
    {
      label: 'Meaning of energies',
      help: 'How energies become a prior: shares at a temperature that is inferred, or the Boltzmann shift of the original program.',
      tip: 'The shift repeats results of the original program and takes energies in kcal/mol at 293 K; with a temperature that is inferred, energies of any unit will do.',
      byDefault: 'softmax',
      group: 'expert',
      toCore: energyPrior => ({ energyPrior }),
    },
  ),
  contrast: optional({
    kind: 'number',
    label: 'Contrast of a fixed shell',
    unit: 'e/Å³',
    help: 'Excess electron density of the hydration shell where it is fixed; empty means 0.02.',
    tip: 'Usual values are 0 to 0.03.',
    byDefault: null,
    least: -1,
    most: 1,
    blank: { means: '0.02 e/Å³' },
    group: 'expert',
    toCore: contrast => (contrast === null ? {} : { contrast }),
  }),
} as const

export type SettingName = keyof typeof settingFields
type ValueOf<Field> = Field extends { toCore(value: infer Value): unknown } ? Value : never

/** A value for every field. */
export type Settings = { [Name in SettingName]: ValueOf<(typeof settingFields)[Name]> }

/** What curve and models were measured with. */
export const radiationSettings = [
  'radiation',
  'd2o',
  'exchange',
  'deuteration',
  'deuteratedChains',
  'resolution',
  'beamSd',
  'slitLength',
  'slitPlateau',
  'slitWidth',
] as const satisfies SettingName[]

/** What each of several curves has of its own. */
export const curveSettings = [
  ...radiationSettings,
  'qMin',
  'qMax',
  'background',
  'errorScale',
] as const satisfies SettingName[]

export type CurveSettings = Pick<Settings, (typeof curveSettings)[number]>

/** Said where neutrons were chosen without it. */
export const d2oMissing = 'Neutrons need the D₂O fraction of the solvent.'

export const settingNames = Object.keys(settingFields) as SettingName[]
export const settingList = Object.entries(settingFields) as [SettingName, SettingField][]
