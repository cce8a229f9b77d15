import type { Result, ResultVerdict } from '#src/ensemble/contract.ts'
import { verdictIn, type voidCodes } from '#src/ensemble/diagnose/index.ts'

/** Why what was found of an ensemble means nothing, and what is stamped beside the title then. */
const voids: Record<(typeof voidCodes)[number], { reason: string; stamp: string }> = {
  misfit: { reason: 'the fit misses the curve', stamp: 'Does not fit the curve' },
  'too-few-points': { reason: 'the points are too few', stamp: 'Too few points' },
}
const reasons: Partial<Record<ResultVerdict['code'], (typeof voids)['misfit']>> = voids

export const isVoid = (result: Result): boolean => verdictIn(result).code in reasons

/** What is stamped beside the title of a result that must not be used as it is. */
export const stampOf = (result: Result): string | null =>
  reasons[verdictIn(result).code]?.stamp ?? (result.sampler.converged ? null : 'Not converged')

/** Stands where weights, sizes or groups are shown that mean nothing. @param of which of two results, by its name */
export function VoidNote({ result, of }: { result: Result; of?: string }) {
  const found = reasons[verdictIn(result).code]
  return found ? (
    <p class="doubtful" safe>{`${of === undefined ? 'Not' : `${of}: not`} to be used: ${found.reason}.`}</p>
  ) : (
    ''
  )
}
