import type { Result } from '../contract.ts'
import { ln } from '../numeric/elementary.ts'
import { evidenceDifference } from './evidenceDifference.ts'
import { evidenceGradeOf } from './evidenceGrade.ts'
import { evidenceLimits } from './thresholds.ts'
import { verdictOf } from './verdict.ts'

/** What the evidences say of two results of one curve; `words` has no name in it; `reach` is that of the 95 % interval of the difference. */
export type EvidenceComparison =
  | { comparable: false; words: string }
  | {
      comparable: true
      preferred: 'a' | 'b' | null
      difference: number
      error: number
      reach: number
      words: string
    }

/** Compares the evidences, where they can be compared: the same points, proper priors, converged sampling, and at least one that fits. */
export function compareEvidences(a: Result, b: Result): EvidenceComparison {
  const [first, second] = [a.evidence, b.evidence]
  const cannot = (words: string): EvidenceComparison => ({ comparable: false, words })
  if (!first || !second) return cannot('At least one of the analyses has no evidence estimate.')
  if (!samePoints(a, b))
    return cannot(
      'The two analyses used different points of the curve. Run one again with the q range of the other.',
    )
  if (!a.details?.shiftChi2 !== !b.details?.shiftChi2)
    return cannot('Only one of the analyses has chemical shifts among its data.')
  if (measuredIn(a) !== measuredIn(b))
    return cannot('The two analyses do not have the same observables among their data.')
  if (first.scalePrior !== 'half-normal' || second.scalePrior !== 'half-normal')
    return cannot(
      'With a flat prior of the scale the evidence has no fixed constant. Use the half-normal prior.',
    )
  if (!a.sampler.converged || !b.sampler.converged)
    return cannot('At least one of them has not converged. Run it again with more iterations.')
  if ([a, b].some(result => evidenceGradeOf(result)?.grade === 'poor'))
    return cannot(
      'The evidence of at least one of them is not known: its two estimates disagree, or the temperatures of its sampler are not joined.',
    )
  if ([a, b].every(result => (result.verdict ?? verdictOf(result)).code === 'misfit'))
    return cannot(
      'Neither analysis explains the curve, so that which of them does so less badly says nothing about the protein.',
    )
  const { difference, error, reach } = evidenceDifference(
    first,
    second,
    logScaleFactor(a) - logScaleFactor(b),
  )
  const { negligible, notable, strong } = evidenceLimits
  const size = Math.abs(difference)
  const compared = { comparable: true, difference: size, error, reach } as const
  if (size < Math.max(negligible, reach))
    return { ...compared, preferred: null, words: 'which is negligible' }
  const name = size < notable ? 'small' : size < strong ? 'notable' : 'strong'
  return { ...compared, preferred: difference > 0 ? 'a' : 'b', words: `a ${name} difference` }
}

/**
 * What takes the prior of the scale out of a log evidence: the prior of each analysis is as wide as the mean curve of its own library asks,
 * tau, so that its density at the scale c that the curve has differs between libraries. With p(c) ~ 1/c, which knows no unit, in place of
 * the half-normal log Z gains ln(tau/c) + c^2/(2 tau^2) and a constant; c is known to a percent or so.
 */
function logScaleFactor({ details, scale }: Result): number {
  if (!details) return 0
  const width = details.scalePriorSd / scale.mean
  return ln(width) + 0.5 / (width * width)
}

/** What was measured beside the curve, to compare. */
const measuredIn = ({ observables = [] }: Result) =>
  JSON.stringify(observables.map(({ kind, average, measured, error }) => [kind, average, measured, error]))

/** Whether two results used the same points with the same errors. */
function samePoints({ fit: a }: Result, { fit: b }: Result): boolean {
  if (a.q.length !== b.q.length) return false
  return a.q.every((q, i) => q === b.q[i] && a.intensity[i] === b.intensity[i] && a.sigma[i] === b.sigma[i])
}
