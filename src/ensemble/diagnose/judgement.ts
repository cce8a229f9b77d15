import type { ModelResult, Result, ResultVerdict } from '../contract.ts'
import { cormapGradeOf } from './cormap.ts'
import { evidenceGradeOf } from './evidenceGrade.ts'
import { remarksOf } from './remarks.ts'
import { convergenceLimits, type Graded, graded } from './thresholds.ts'
import { misfitIn, verdictOf } from './verdict.ts'

/** Everything that is said of a result: the same on its page, in the report and on the command line. */
export interface Judgement {
  verdict: ResultVerdict
  /** What to know beside it, a sentence or two each. */
  remarks: string[]
  /** Its numbers; null where a result has none. */
  numbers: {
    chi2P: Graded
    cormapP: Graded | null
    shapeP: Graded | null
    jsd: Graded
    ppcP: Graded | null
    evidence: Graded | null
    errorScale: Graded | null
  }
}

/** The verdict that a result carries; older ones are given theirs. */
export const verdictIn = (result: Result): ResultVerdict => result.verdict ?? verdictOf(result)

/** Judges a result. */
export function judgementOf(result: Result): Judgement {
  const { fit, details, errorScale } = result
  const verdict = verdictIn(result)
  return {
    verdict,
    remarks: remarksOf(result, verdict),
    numbers: {
      chi2P: graded('chi2P', misfitIn(result).p),
      cormapP: cormapGradeOf(fit),
      shapeP: details?.shape ? graded('shapeP', details.shape.p) : null,
      jsd: graded('jsd', fit.jsd),
      ppcP: details ? graded('ppcP', details.posteriorPredictiveP) : null,
      evidence: evidenceGradeOf(result),
      errorScale: errorScale ? graded('errorScale', errorScale.scale.q50) : null,
    },
  }
}

/** How well the chains know the weight of a model: small ones are not judged, as near 0 they are all tail. */
export function chainsOf({ weight }: ModelResult): { ess: Graded; rhat: Graded } {
  const isWatched = weight.mean > convergenceLimits.weightMin
  const ess = graded('ess', Math.min(weight.essBulk, weight.essTail))
  const rhat = graded('rhat', weight.rhat)
  return isWatched ? { ess, rhat } : { ess: { ...ess, grade: 'good' }, rhat: { ...rhat, grade: 'good' } }
}
