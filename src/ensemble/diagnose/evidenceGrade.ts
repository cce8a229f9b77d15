import type { Result } from '../contract.ts'
import { evidenceDifference } from './evidenceDifference.ts'
import { type Graded, graded } from './thresholds.ts'

/**
 * What the evidence of a result is good for; null without a second method beside it. Where two neighbouring temperatures have no energies in
 * common nothing tells what lies between them, however well the methods agree; and both methods take one error scale for all curves.
 */
export function evidenceGradeOf({ evidence, details }: Pick<Result, 'evidence' | 'details'>): Graded | null {
  if (!evidence?.check) return null
  const swaps = details?.ladder.swaps ?? []
  const { drawsThatCount } = evidence
  const bases = [
    ...(swaps.length > 0 ? [graded('ladderSwaps', Math.min(...swaps))] : []),
    ...(drawsThatCount === undefined ? [] : [graded('drawsThatCount', drawsThatCount)]),
  ]
  return (
    bases.find(({ grade }) => grade === 'poor') ??
    graded('evidenceAgreement', evidenceDifference(evidence, evidence.check).deviations)
  )
}
