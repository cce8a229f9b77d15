import type { ModelResult, Result } from '#src/ensemble/contract.ts'
import { formatP, formatShare, formatUncertain } from '../ui/numbers.ts'

/** What a result means in plain words: one line to read first, and what to know beside it. */
export interface ResultVerdict {
  kind: 'done' | 'warning' | 'problem'
  title: string
  remarks: string[]
}

/** Below this probability a fit is called poor, for chi2 and CorMap alike. */
const pMin = 0.01

/** A model is needed when nearly all of its posterior lies above this weight, and no ensemble with less fits as well. */
const weightMin = 0.01

export function verdictOf(result: Result): ResultVerdict {
  const { fit, sampler } = result
  const judged = result.verdict
  const fits = judged ? judged.code !== 'misfit' : fit.chi2P >= pMin && fit.cormap.p >= pMin
  const remarks = [
    ...convergence(result),
    ...(judged && judged.reasons.length > 0 ? judged.reasons.map(asSentence) : fitRemarks(result)),
    ...(fits ? [] : [meaningless]),
    ...(!fits ? [] : result.models.length > 1 ? weightRemarks(result) : [onlyModel]),
    ...alikeRemarks(result),
    ...hydrationRemarks(result),
    ...selectionRemarks(result),
    ...evidenceRemarks(result),
  ]
  if (!sampler.converged)
    return { kind: 'problem', title: 'Not converged: do not use these numbers yet.', remarks }
  const isOne = result.models.length === 1
  if (!fits) {
    const title = isOne
      ? 'This model does not explain the curve fully.'
      : 'No mixture of these models explains the curve fully.'
    return { kind: 'warning', title, remarks }
  }
  if (judged?.code === 'strained') return { kind: 'warning', title: judged.words, remarks }
  return { kind: 'done', title: `The ${isOne ? 'model' : 'ensemble'} explains the curve.`, remarks }
}

/** A factor of the errors beyond 1.25 or below 0.8 is said in words. */
const scaleWorthSaying = Math.log(1.25)

const asSentence = (reason: string) => `${reason[0]!.toUpperCase()}${reason.slice(1)}.`

const meaningless =
  'Until the fit is right, the weights below say nothing about the sample: look at the buffer, the q range and whether a conformation is missing from the library.'

const onlyModel =
  'The library has one model, so its weight is 1 whatever the data say: what counts is the fit.'

function convergence({ sampler }: Result): string[] {
  if (sampler.converged) return []
  const reasons = sampler.reasons.length > 0 ? `${sampler.reasons.join('; ')}. ` : ''
  return [`${reasons}Run it again with more iterations, or with fewer models that are nearly the same.`]
}

function fitRemarks({ fit, errorScale }: Result): string[] {
  const remarks: string[] = []
  const chi2 = `χ² per point is ${fit.chi2PerPoint.toFixed(2)} (p ${withSign(formatP(fit.chi2P))})`
  if (fit.chi2P < pMin) {
    remarks.push(
      `${chi2}: the misfit is larger than the errors allow. Look where the residuals leave ±3: at low q it may be ` +
        'aggregation or a wrong buffer, elsewhere a conformation that is missing from the library.',
    )
  } else if (errorScale && Math.abs(Math.log(errorScale.scale.q50)) > scaleWorthSaying) {
    const factor = errorScale.scale.q50
    const words =
      factor > 1 ? `${factor.toFixed(1)} times too small` : `${(1 / factor).toFixed(1)} times too large`
    remarks.push(
      `χ² per point is ${fit.chi2PerPoint.toFixed(2)} with the errors as stated. The scatter of the points says that they are ${words}; weights and intervals allow for it, and with right errors the misfit is of the size of noise (p ${withSign(formatP(fit.chi2P))}).`,
    )
  } else if (fit.chi2PerPoint < 0.7 && fit.chi2P > 1 - pMin) {
    remarks.push(
      `${chi2}: a misfit so small is improbable. The errors of the curve are probably too large, and so are the intervals.`,
    )
  } else {
    remarks.push(`${chi2}: the misfit is of the size of the errors.`)
  }
  if (fit.cormap.p < pMin) {
    remarks.push(
      `${fit.cormap.c} neighbouring residuals share a sign (CorMap p ${withSign(formatP(fit.cormap.p))}): the misfit is systematic.`,
    )
  }
  return remarks
}

function weightRemarks({ models }: Result): string[] {
  const ranked = rankedModels(models).map(({ model }) => model)
  const least = ({ weight, possible }: ModelResult) => possible?.lower ?? weight.q025
  const needed = ranked.filter(model => least(model) > weightMin)
  const heldLow = heldLowRemarks(ranked)
  const best = ranked[0]
  if (!best) return []
  if (needed.length === 0) {
    return [
      'No single model is certainly needed: many mixtures fit equally well. Read the weights of groups of similar models, not of single ones.',
      ...heldLow,
    ]
  }
  const named = (list: ModelResult[]) =>
    list.map(({ name, weight }) => `${name} (${formatShare(weight.mean)})`).join(', ')
  const unsure = ranked.filter(model => model.weight.mean > 0.05 && !needed.includes(model))
  const more = needed.length > 4 ? ` and ${needed.length - 4} more` : ''
  const [it, stays] = needed.length === 1 ? ['its 95 % interval', 'stays'] : ['their 95 % intervals', 'stay']
  const intervals = best.possible
    ? `whatever the prior, ${needed.length === 1 ? 'it stays' : 'they stay'}`
    : `${it} ${stays}`
  return [
    `Of this library the data need ${named(needed.slice(0, 4))}${more}: ${intervals} above ${formatShare(weightMin)}.`,
    ...(unsure.length > 0
      ? [
          `Less sure: ${named(unsure.slice(0, 3))}. The data can also be explained without ${unsure.length === 1 ? 'it' : 'them'}.`,
        ]
      : []),
    ...heldLow,
  ]
}

/** A model is named where the curve alone leaves it so much more than its 95 % interval. */
const roomMin = 0.1

/** Models that are low because others look like them, not because the curve says so. */
function heldLowRemarks(ranked: ModelResult[]): string[] {
  const held = ranked
    .flatMap(({ name, weight, possible }) =>
      possible && weight.mean < 0.05 && possible.upper > weight.q975 + roomMin
        ? [{ name, upper: possible.upper }]
        : [],
    )
    .toSorted((a, b) => b.upper - a.upper)
  if (held.length === 0) return []
  const named = held
    .slice(0, 3)
    .map(({ name, upper }) => `${name} (up to ${formatShare(upper)})`)
    .join(', ')
  const more = held.length > 3 ? ` and of ${held.length - 3} more` : ''
  return [
    `The curve alone would allow more of ${named}${more}: models that look alike can stand in for one another.`,
  ]
}

/** The heaviest group of models that the curve cannot tell apart. */
function alikeRemarks({ details }: Result): string[] {
  const group = details?.clusters.find(({ models, weight }) => models.length > 1 && weight.mean > 0.1)
  if (!group) return []
  const [first, ...others] = group.models
  const rest = others.length === 1 ? others[0] : `${others.length} other models`
  const share = formatUncertain(group.weight.mean, group.weight.sd)
  return [
    `The curve cannot tell ${first} from ${rest}: use their sum, ${share}, rather than the single weights.`,
  ]
}

function hydrationRemarks({ hydration }: Result): string[] {
  if (hydration?.mode !== 'shared') return []
  const { c1, contrast } = hydration
  const isAtEnd = Math.abs(c1 - 1) > 0.045 || contrast < 0.001 || contrast > 0.029
  return isAtEnd
    ? [
        'The hydration shell lies at an end of its usual range, which suggests that it compensates for something else: check the buffer, the q range and the models.',
      ]
    : []
}

function selectionRemarks({ details, variational }: Result): string[] {
  if (!variational || !details || details.weightDropped < 0.05) return []
  return [
    `The selection removed ${formatShare(details.weightDropped)} of the weight. Run it again with a lower threshold, or skip the selection.`,
  ]
}

function evidenceRemarks({ evidence }: Result): string[] {
  if (!evidence?.check) return []
  const apart = Math.abs(evidence.log - evidence.check.log)
  const allowed = 3 * Math.hypot(evidence.error, evidence.check.error)
  return apart > allowed
    ? ['The two estimates of the model evidence disagree: do not compare it between analyses.']
    : []
}

/** Models with their place in the library, the largest weight first. */
export const rankedModels = (models: ModelResult[]) =>
  models
    .map((model, index) => ({ model, index }))
    .toSorted((a, b) => b.model.weight.mean - a.model.weight.mean)

const withSign = (p: string) => (p.startsWith('<') ? p : `= ${p}`)
