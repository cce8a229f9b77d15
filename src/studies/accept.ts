import type { Draft, Study, User } from '#db/schema.ts'
import { d2oMissing } from '#src/method/fields.ts'
import { AppError, refuse } from '../errors.ts'
import { acceptOnce, type LinkDraft } from './acceptOnce.ts'
import { readReport } from './check.ts'
import { compareFiles } from './compare.ts'
import type { CurveAnswers } from './curveAnswers.ts'
import { type CurveFacts, describeCurve, readCurveFacts } from './curveFacts.ts'
import { detailsOf } from './draftFiles.ts'
import { levelOf, sentenceOf } from './findings.ts'
import type { Inspection } from './inspect.ts'
import { tidyName } from './names.ts'
import { unitQuestionOf } from './preflight.ts'
import { fieldOfCurve, type StudyRecord, type Suggested, writeRecord } from './record.ts'
import { suggestionsOf } from './suggestions.ts'
import { doubtsOf } from './units.ts'
import { type StudyDeps, storeStudy } from './upload.ts'

/** Answers of the first curve stand in the acceptance itself. */
export interface Acceptance extends CurveAnswers {
  name: string
  skipVariational: boolean
  more?: CurveAnswers[]
}

/**
 * Makes a checked draft a study. Accepting twice gives the same study.
 * @throws AppError invalid with messages by field; conflict while it is checked, or at the limit
 */
export async function acceptDraft(
  deps: StudyDeps,
  owner: User,
  draft: Draft,
  { name: typed, skipVariational, more = [], ...first }: Acceptance,
  now: number,
): Promise<Study> {
  return await acceptOnce(deps, owner, draft, readReport, accept, now)

  async function accept({ record, pointCount, bytes }: Inspection, folder: string, link: LinkDraft) {
    if (!record) throw new AppError('invalid', 'Correct the problems first: these files cannot be analysed.')
    const facts = await readCurveFacts(folder, record)
    const faults: Record<string, string> = {}
    for (const [m, curve] of [record.curve, ...(record.more ?? [])].entries()) {
      const answers = (m === 0 ? first : more[m - 1]) ?? {}
      const found = takeCurve(curve.name, facts[m]!, record, answers)
      for (const [field, fault] of Object.entries(found.faults)) faults[fieldOfCurve(field, m)] = fault
      curve.unit = found.unit
      Object.assign(m === 0 ? record : curve, { suggested: found.suggested })
      record.warnings.push(...found.warnings)
    }
    if (Object.keys(faults).length > 0) refuse(faults)
    await writeRecord(folder, record)
    const row = {
      name: tidyName(typed),
      skipVariational,
      libraryName: detailsOf(draft).files.library?.name ?? null,
    }
    return await storeStudy(deps, owner, folder, row, { record, pointCount, bytes }, now, link)
  }
}

/** One curve as its owner takes it, or what is wrong with the answers. */
function takeCurve(
  name: string,
  facts: CurveFacts,
  record: StudyRecord,
  { unit, isUnitSure, leaveOut, scaleErrors, radiation, d2o }: CurveAnswers,
) {
  const faults: Record<string, string> = {}
  if (!unit) faults.unit = 'Choose the unit of q: the whole analysis depends on it.'
  const curve = describeCurve(facts, unit ?? '1/A', name)
  const doubts = unit && doubtsOf(unitQuestionOf(facts, record), unit, curve.q)
  if (doubts && !isUnitSure) faults.unit = `${doubts} Choose the other unit, or confirm this one below.`
  if (d2o !== undefined && !(d2o >= 0 && d2o <= 1)) faults.d2o = 'Use a number from 0 to 1.'
  if (radiation === 'neutrons' && d2o === undefined) faults.d2o = d2oMissing
  const suggestions = suggestionsOf(curve)
  const suggested: Suggested = {
    ...(leaveOut && suggestions.leaveOut && { qMin: suggestions.leaveOut.qMin }),
    ...(scaleErrors && suggestions.errorScale && { errorScale: suggestions.errorScale }),
    ...(radiation && { radiation }),
    ...(radiation === 'neutrons' && { d2o }),
  }
  const warnings = compareFiles(
    curve,
    record.models,
    radiation ?? (curve.reading?.hasDq ? 'unknown' : 'x-rays'),
  ).filter(each => levelOf(each) === 'warning')
  return { faults, unit: unit ?? '1/A', suggested, warnings: warnings.map(sentenceOf) }
}
