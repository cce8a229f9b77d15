import type { Result } from '#src/ensemble/contract.ts'

/** A result of `bioce infer` as lines of text, with columns behind tabs. */
export const resultLines = (result: Result): string[] => [
  ...modelLines(result),
  ...mixtureLines(result),
  ...ensembleLines(result),
  ...measurementLines(result),
  ...curveLines(result),
  ...agreementLines(result),
  ...fitLines(result),
  ...observableLines(result),
  ...energyLines(result),
  ...evidenceLines(result),
  ...bestSetLines(result),
  result.sampler.converged ? 'converged' : 'NOT converged',
]

/** Models that weigh less are in the files alone. */
const shownFrom = 0.005

const modelLines = ({ models }: Result) =>
  models
    .filter(({ weight }) => weight.mean >= shownFrom)
    .sort((a, b) => b.weight.mean - a.weight.mean)
    .map(
      ({ name, weight, possible }) =>
        `${name}\t${weight.mean.toFixed(4)} +- ${weight.sd.toFixed(4)}\t95 %: ${weight.q025.toFixed(4)} to ${weight.q975.toFixed(4)}; possible: ${possible!.lower.toFixed(4)} to ${possible!.upper.toFixed(4)}`,
    )

const mixtureLines = ({ mixture = [] }: Result) =>
  mixture.map(({ name, models, mass, numberFraction, massFraction, volumeFraction }) => {
    const members = `${name}${models > 1 ? ` and ${models - 1} more` : ''}`
    return `${(mass / 1000).toFixed(1)} kDa, ${members}\tof the number ${fractionText(numberFraction)}, of the mass ${fractionText(massFraction)}, of the volume ${fractionText(volumeFraction)}`
  })

const fractionText = ({ mean, q025, q975 }: { mean: number; q025: number; q975: number }) =>
  `${mean.toFixed(3)} (95 %: ${q025.toFixed(3)} to ${q975.toFixed(3)})`

const ensembleLines = ({ prior, effectiveModels }: Result) => [
  ...(prior ? [prior.sentence] : []),
  ...(effectiveModels
    ? [
        `effective number of models ${effectiveModels.q50.toFixed(1)}\t95 %: ${effectiveModels.q025.toFixed(1)} to ${effectiveModels.q975.toFixed(1)}`,
      ]
    : []),
]

const measurementLines = ({ points, neutrons, slit }: Result) => [
  ...(points ? [points.words] : []),
  ...(neutrons
    ? [
        `neutrons, D2O fraction ${neutrons.d2o}, ${neutrons.smeared ? 'profiles smeared with the resolution' : 'profiles not smeared'}`,
      ]
    : []),
  ...(slit ? [`profiles smeared with a slit of half-length ${slit.length} 1/A`] : []),
]

/** Of each of several curves. */
const curveLines = ({ curves = [] }: Result) =>
  curves.flatMap(({ name, fit, background, errorScale, misfit }) => [
    `${name}\tchi2 per point ${fit.chi2PerPoint.toFixed(3)}, p ${misfit.p.toPrecision(2)}, ${fit.q.length} points`,
    ...(errorScale ? [`${name}\t${errorsText(errorScale)}`] : []),
    ...(background ? [`${name}\t${backgroundText(background)}`] : []),
  ])

function agreementLines({ agreement }: Result): string[] {
  if (!agreement) return []
  const { words, logBayesFactor, interval } = agreement
  return [
    `${words} Log evidence of one ensemble over one for each curve ${logBayesFactor.toFixed(2)}\t95 %: ${interval.lower.toFixed(2)} to ${interval.upper.toFixed(2)}`,
  ]
}

const fitLines = ({ fit, curves, errorScale, background }: Result) => [
  `chi2 per point ${fit.chi2PerPoint.toFixed(3)} with the errors as stated, CorMap p ${fit.cormap.p.toPrecision(3)}, divergence ${fit.jsd.toFixed(3)}`,
  ...(errorScale && !curves ? [errorsText(errorScale)] : []),
  ...(background && !curves ? [backgroundText(background)] : []),
]

const observableLines = ({ observables = [] }: Result) =>
  observables.map(({ name, kind, average, measured, error, ensemble, residual }) => {
    const stated = kind === 'mean' ? `measured ${measured} +- ${error}` : `${kind} bound ${measured}`
    const distance = residual === null ? 'not kept' : `off by ${residual.toFixed(1)} errors`
    return `${name} (${average})\t${ensemble.mean.toPrecision(4)}, 95 %: ${ensemble.q025.toPrecision(4)} to ${ensemble.q975.toPrecision(4)}; ${stated}, ${distance}`
  })

function energyLines({ energies }: Result): string[] {
  if (!energies) return []
  const { spread, temperature, ignored } = energies
  const figure = (value: number) => value.toPrecision(2)
  return [
    `energies enter as E/T, T ${figure(temperature.q50)}\t95 %: ${figure(temperature.q025)} to ${figure(temperature.q975)}; the energies spread by ${figure(spread)}, and are as good as ignored with probability ${ignored.toFixed(2)} (0.25 before the data)`,
  ]
}

function evidenceLines({ evidence }: Result): string[] {
  if (!evidence) return []
  const { log, error, interval, scalePrior } = evidence
  const reach = interval ? `\t95 %: ${interval.lower.toFixed(2)} to ${interval.upper.toFixed(2)}` : ''
  return [`log evidence ${log.toFixed(3)} +- ${error.toFixed(3)}${reach} (${scalePrior} scale)`]
}

const bestSetLines = ({ details }: Result) =>
  (details?.leastSquares?.best ?? []).map(({ models, chi2PerPoint, evidence }) => {
    const logEvidence = evidence ? `, log evidence ${evidence.log.toFixed(2)}` : ''
    const members = models.map(({ name, weight }) => `${name} ${weight.toFixed(2)}`).join(', ')
    return `best set of ${models.length}\tchi2 per point ${chi2PerPoint.toFixed(3)}${logEvidence}\t${members}`
  })

const errorsText = ({ scale: { q50, q025, q975 }, reference }: NonNullable<Result['errorScale']>) =>
  `errors multiplied by ${q50.toFixed(2)}\t95 %: ${q025.toFixed(2)} to ${q975.toFixed(2)}; by the scatter of the points ${reference.toFixed(2)}`

const backgroundText = ({ amount: { mean, sd }, share }: NonNullable<Result['background']>) =>
  `background ${mean.toPrecision(3)} +- ${sd.toPrecision(2)}, ${(100 * share).toPrecision(2)} % of I(0)`
