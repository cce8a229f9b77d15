import type { ModelResult, Result } from '#src/ensemble/contract.ts'
import { formatP, formatShare } from '../ui/numbers.ts'

/** What a result means in plain words: one line to read first, and what to know beside it. */
export interface Verdict {
  kind: 'done' | 'warning' | 'problem'
  title: string
  remarks: string[]
}

/** Below this probability a fit is called poor, for chi2 and CorMap alike. */
const pMin = 0.01

export function verdictOf(result: Result): Verdict {
  const { fit, sampler } = result
  const fits = fit.chi2P >= pMin && fit.cormap.p >= pMin
  const remarks = [
    ...convergence(result),
    ...fitRemarks(result),
    ...weightRemarks(result),
    ...selectionRemarks(result),
    ...evidenceRemarks(result),
  ]
  if (!sampler.converged)
    return { kind: 'problem', title: 'Not converged: do not use these numbers yet.', remarks }
  if (!fits)
    return { kind: 'warning', title: 'No mixture of these models explains the curve fully.', remarks }
  return { kind: 'done', title: 'The ensemble explains the curve.', remarks }
}

function convergence({ sampler }: Result): string[] {
  if (sampler.converged) return []
  const reasons = sampler.reasons.length > 0 ? `${sampler.reasons.join('; ')}. ` : ''
  return [`${reasons}Run it again with more iterations, or with fewer models that are nearly the same.`]
}

function fitRemarks({ fit }: Result): string[] {
  const remarks: string[] = []
  const chi2 = `χ² per point is ${fit.chi2PerPoint.toFixed(2)} (p ${withSign(formatP(fit.chi2P))})`
  if (fit.chi2P < pMin) {
    remarks.push(
      `${chi2}: the misfit is larger than the errors allow. Look where the residuals leave ±3: at low q it may be ` +
        'aggregation or a wrong buffer, elsewhere a conformation that is missing from the library.',
    )
  } else if (fit.chi2PerPoint < 0.5) {
    remarks.push(
      `${chi2}: the errors of the curve are probably larger than they should be, so intervals are too wide.`,
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
  const needed = ranked.filter(model => model.weight.q025 > 0.01)
  const best = ranked[0]
  if (!best) return []
  if (needed.length === 0) {
    return [
      'No single model is needed for sure: many mixtures fit equally well. Read the weights of groups of similar models, not of single ones.',
    ]
  }
  const names = needed.slice(0, 4).map(model => `${model.name} (${formatShare(model.weight.mean)})`)
  const more = needed.length > 4 ? ` and ${needed.length - 4} more` : ''
  const intervals = needed.length === 1 ? 'its 95 % interval stays' : 'their 95 % intervals stay'
  return [`The data need ${names.join(', ')}${more}: ${intervals} clear of zero.`]
}

function selectionRemarks({ details, variational }: Result): string[] {
  if (!variational || !details || details.weightDropped < 0.05) return []
  return [
    `The selection dropped ${formatShare(details.weightDropped)} of the weight. Run it again with a lower threshold, or skip the selection.`,
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
