import type { Result } from '../contract.ts'
import { evidenceLimits } from './thresholds.ts'
import { verdictOf } from './verdict.ts'

/** What the evidences say of two results of one curve; `words` has no name in it. */
export type EvidenceComparison =
  | { comparable: false; words: string }
  | { comparable: true; preferred: 'a' | 'b' | null; difference: number; error: number; words: string }

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
  if (first.scalePrior !== 'half-normal' || second.scalePrior !== 'half-normal')
    return cannot(
      'With a flat prior of the scale the evidence has no fixed constant. Use the half-normal prior.',
    )
  if (!a.sampler.converged || !b.sampler.converged)
    return cannot('At least one of them has not converged. Run it again with more iterations.')
  if ([a, b].every(result => (result.verdict ?? verdictOf(result)).code === 'misfit'))
    return cannot(
      'Neither analysis explains the curve, so that which of them does so less badly says nothing about the protein.',
    )
  const difference = Math.abs(first.log - second.log)
  const error = Math.hypot(first.error, second.error)
  const { negligible, notable, strong } = evidenceLimits
  const compared = { comparable: true, difference, error } as const
  if (difference < Math.max(negligible, 2 * error))
    return { ...compared, preferred: null, words: 'which is negligible' }
  const size = difference < notable ? 'small' : difference < strong ? 'notable' : 'strong'
  return { ...compared, preferred: first.log > second.log ? 'a' : 'b', words: `a ${size} difference` }
}

/** Whether two results used the same points with the same errors. */
function samePoints({ fit: a }: Result, { fit: b }: Result): boolean {
  if (a.q.length !== b.q.length) return false
  return a.q.every((q, i) => q === b.q[i] && a.intensity[i] === b.intensity[i] && a.sigma[i] === b.sigma[i])
}
