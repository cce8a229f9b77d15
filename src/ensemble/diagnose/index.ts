/** What results are judged by, and the judgement in words. Pages may import values from here, and from nowhere else of the core. */
export { judgeErrors } from '../curve/noise.ts'
export { qMaxByDefault } from '../curve/upTo.ts'
export { withoutEnding } from '../structures/withoutEnding.ts'
export { compareEvidences, type EvidenceComparison } from './compareEvidences.ts'
export { cormapGradeOf } from './cormap.ts'
export { evidenceGradeOf } from './evidenceGrade.ts'
export { chainsOf, type Judgement, judgementOf, verdictIn } from './judgement.ts'
export { programText } from './programText.ts'
export { saysMore } from './sureGroups.ts'
export {
  convergenceLimits,
  type Diagnostic,
  evidenceLimits,
  type Graded,
  graded,
  type Threshold,
  thresholds,
  weightLimits,
} from './thresholds.ts'
export { misfitIn, voidCodes } from './verdict.ts'
export { equalsP, formatP, formatShare, modelLabel } from './words.ts'
