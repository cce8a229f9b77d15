import type { ModelResult, Result, ResultVerdict } from '../contract.ts'
import { c1Range, contrastRange } from '../saxs/hydrationRange.ts'
import { evidenceGradeOf } from './evidenceGrade.ts'
import { saysMore } from './sureGroups.ts'
import { convergenceLimits, degeneracyLimit, graded, weightLimits } from './thresholds.ts'
import { misfitIn } from './verdict.ts'
import { asSentence, equalsP, formatShare, modelLabel } from './words.ts'

/** What to know beside the verdict, most important first, each a sentence or two: its reasons, then what it means for the weights. */
export function remarksOf(result: Result, verdict: ResultVerdict): string[] {
  const isMisfit = verdict.code === 'misfit'
  const hasWeights = verdict.code === 'explained' || verdict.code === 'strained'
  const [first, ...reasons] = verdict.reasons.map(asSentence)
  return [
    ...(first ? [first] : fitRemarks(result)),
    ...(isMisfit ? [meaningless(result.models)] : []),
    ...(verdict.code === 'too-few-points' ? [morePoints] : []),
    ...(hasWeights && result.models.length > 1 ? [incomplete] : []),
    ...reasons,
    ...pointsRemarks(result),
    ...(isMisfit ? [] : errorRemarks(result)),
    ...(result.sampler.converged ? [] : [moreIterations]),
    ...(hasWeights ? weightsRemarks(result) : []),
    ...(result.sampler.gate === 'ensemble' ? [gateRemark(result.models)] : []),
    ...hydrationRemarks(result),
    ...selectionRemarks(result),
    ...evidenceRemarks(result),
  ]
}

/** Points that were left out are told always, even where all else is well. */
const pointsRemarks = ({ points }: Result): string[] =>
  points && points.used < points.read ? [points.words] : []

const meaningless = ({ length }: ModelResult[]) =>
  `Until the fit is right, ${length === 1 ? 'the model says' : 'the weights say'} nothing about the sample. Look where the residuals leave +-3: at low q it may be aggregation or a wrong buffer, elsewhere a conformation that is missing from the library. Check the q range too.`

const morePoints = 'Widen the range of q, or upload the curve as it was before its points were averaged.'

const moreIterations = 'Run it again with more iterations, or with fewer models that are nearly the same.'

/** Of simulated curves with a state of 40 % that the library lacks: docs/benchmarks.md. */
const incomplete =
  'That does not say that the library is complete: models can stand in for one that is missing. Rg of the ensemble is then nearly right, single weights are not.'

/** Of a large library: what the sampling waited for, and how many single weights had not settled then. */
function gateRemark(models: ModelResult[]): string {
  const waited =
    'For so large a library, sampling waits until what is read off the whole ensemble has settled: scale, chi2, number of models, and how the weight is spread over the library. It does not wait for single weights'
  const { rhatMax, essMin, weightMin } = convergenceLimits
  const watched = models.filter(({ weight }) => weight.mean > weightMin)
  const moving = watched.filter(
    ({ weight: { rhat, essBulk, essTail } }) => !(rhat < rhatMax && Math.min(essBulk, essTail) > essMin),
  )
  if (moving.length === 0) return `${waited}, but those above ${formatShare(weightMin)} have settled too.`
  return `${waited}: ${moving.length} of the ${watched.length} above ${formatShare(weightMin)} may still change. Read sums over groups and properties.`
}

const onlyModel =
  'The library has one model, so its weight is 1 whatever the data say: what counts is the fit.'

function fitRemarks({ fit, curves, details }: Result): string[] {
  const values = (curves ?? [{ fit }]).map(each => each.fit.chi2PerPoint)
  const [least, largest] = [Math.min(...values), Math.max(...values)].map(value => value.toFixed(2))
  const value = curves ? `${least} to ${largest} for the ${curves.length} curves` : least
  return [
    `chi2 per point is ${value} with the errors as stated; with errors as the points scatter ${equalsP(misfitIn({ fit, details }).p)}: the misfit is of the size of noise.`,
  ]
}

/** Errors that are stated wrongly, where they were inferred: by the fit too, so not quite as the points alone scatter. */
function errorRemarks({ errorScale }: Result): string[] {
  if (!errorScale) return []
  const factor = errorScale.scale.q50
  if (graded('errorScale', factor).grade === 'good') return []
  const wrong =
    factor > 1 ? `${factor.toFixed(1)} times too small` : `${(1 / factor).toFixed(1)} times too large`
  return [
    `The scatter of the points and the fit together say that the stated errors are ${wrong}; weights and intervals allow for it.`,
  ]
}

const weightsRemarks = (result: Result): string[] =>
  result.models.length > 1 ? [...weightRemarks(result.models), ...alikeRemarks(result)] : [onlyModel]

/** Which models the data need, which are less sure, and which are low only because others look like them. */
function weightRemarks(models: ModelResult[]): string[] {
  const ranked = models.toSorted((a, b) => b.weight.mean - a.weight.mean)
  const { needed: neededMin, unsure: unsureMin } = weightLimits
  const needed = ranked.filter(isNeeded)
  const unsure = ranked.filter(model => model.weight.mean > unsureMin && !needed.includes(model))
  if (needed.length === 0)
    return [
      'No single model is certainly needed: many mixtures fit equally well. Read the weights of groups of similar models, not of single ones.',
      ...heldLowRemarks(ranked),
    ]
  const isOne = needed.length === 1
  const stays = ranked[0]?.possible
    ? `whatever the prior, ${isOne ? 'it stays' : 'they stay'}`
    : isOne
      ? 'its 95 % interval stays'
      : 'their 95 % intervals stay'
  const more = needed.length > 4 ? ` and ${needed.length - 4} more` : ''
  return [
    `Of this library the data need ${named(needed.slice(0, 4))}${more}: ${stays} above ${formatShare(neededMin)}.`,
    ...(unsure.length > 0
      ? [
          `Less sure: ${named(unsure.slice(0, 3))}. The data can also be explained without ${unsure.length === 1 ? 'it' : 'them'}.`,
        ]
      : []),
    ...heldLowRemarks(ranked),
  ]
}

const isNeeded = ({ weight, possible }: ModelResult) => (possible?.lower ?? weight.q025) > weightLimits.needed

const named = (models: ModelResult[]) =>
  models.map(({ name, weight }) => `${modelLabel(name)} (${formatShare(weight.mean)})`).join(', ')

function heldLowRemarks(ranked: ModelResult[]): string[] {
  const held = ranked
    .flatMap(({ name, weight, possible }) =>
      possible && weight.mean < weightLimits.unsure && possible.upper > weight.q975 + weightLimits.room
        ? [{ name, upper: possible.upper }]
        : [],
    )
    .toSorted((a, b) => b.upper - a.upper)
  if (held.length === 0) return []
  const shown = held.slice(0, 3).map(({ name, upper }) => `${modelLabel(name)} (up to ${formatShare(upper)})`)
  const more = held.length > 3 ? ` and of ${held.length - 3} more` : ''
  return [
    `The curve alone would allow more of ${shown.join(', ')}${more}: models that look alike can stand in for one another.`,
  ]
}

/** The heaviest group of models that the curve cannot tell apart, or of which the sum is sure to have weight and no member is. */
function alikeRemarks({ models: all, details }: Result): string[] {
  const group = details?.clusters.find(
    cluster => cluster.weight.mean > weightLimits.group && saysMore(cluster, all),
  )
  if (!group) return []
  const [first, ...others] = group.models
  const rest = others.length === 1 ? modelLabel(others[0]!) : `${others.length} other models`
  const { mean, sd } = group.weight
  const share = sd < 0.005 ? formatShare(mean) : `${formatShare(mean)} +- ${formatShare(sd)}`
  if (group.diameter > degeneracyLimit)
    return [
      `The data are sure of the weight of ${modelLabel(first!)} and ${rest} together, whose curves are alike, ${share}, but not of how they share it.`,
    ]
  if (all.some(model => group.models.includes(model.name) && isNeeded(model)))
    return [
      `The curves of ${modelLabel(first!)} and ${rest} are nearly alike: their sum, ${share}, is known better than the single weights.`,
    ]
  return [
    `The curve cannot tell ${modelLabel(first!)} from ${rest}: use their sum, ${share}, rather than the single weights.`,
  ]
}

function hydrationRemarks({ hydration }: Result): string[] {
  if (hydration?.mode !== 'shared') return []
  const isAtEnd = (value: number, [from, to]: readonly [number, number]) =>
    graded('rangeEnd', Math.min(value - from, to - value) / (to - from)).grade !== 'good'
  return isAtEnd(hydration.c1, c1Range) || isAtEnd(hydration.contrast, contrastRange)
    ? [
        'The hydration shell lies at an end of its usual range, which suggests that it compensates for something else: check the buffer, the q range and the models.',
      ]
    : []
}

function selectionRemarks({ details, variational, models }: Result): string[] {
  if (!variational) return []
  const dropped = details?.weightDropped ?? 0
  const left = models.filter(model => !model.selected).length
  const keptMost = models.length >= convergenceLimits.largeFrom && 2 * left < models.length
  return [
    ...(graded('weightDropped', dropped).grade === 'good'
      ? []
      : [
          `The selection removed ${formatShare(dropped)} of the weight. Run it again with a lower threshold, or skip the selection.`,
        ]),
    ...(keptMost
      ? [
          `The selection left out ${left === 0 ? 'none' : `only ${left}`} of the ${models.length} models: ensembles that hold the others fit nearly as well as the best. Read groups and distributions, not single models.`,
        ]
      : []),
  ]
}

function evidenceRemarks(result: Result): string[] {
  const evidence = evidenceGradeOf(result)
  return evidence?.grade === 'poor' ? [evidence.words] : []
}
