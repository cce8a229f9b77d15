import { updateDraft } from '#db/drafts.ts'
import type { Draft, Study, User } from '#db/schema.ts'
import { findStudyOf } from '#db/studies.ts'
import type { QUnit } from '#src/ensemble/formats/index.ts'
import { AppError, refuse } from '../errors.ts'
import { checkFolder, readReport, studyFolder } from './check.ts'
import { compareFiles } from './compare.ts'
import { describeCurve, readCurveFacts } from './curveFacts.ts'
import { getOpenDraft } from './drafts.ts'
import { levelOf, sentenceOf } from './findings.ts'
import { unitQuestionOf } from './preflight.ts'
import { writeRecord } from './record.ts'
import { suggestionsOf } from './suggestions.ts'
import { doubtsOf } from './units.ts'
import { type StudyDeps, storeStudy } from './upload.ts'

export interface Acceptance {
  name: string
  unit?: QUnit
  /** The unit stays although the evidence speaks against it. */
  isUnitSure?: boolean
  skipVariational: boolean
  /** Which suggestions of the check are taken. */
  leaveOut?: boolean
  scaleErrors?: boolean
}

/**
 * Makes a checked draft a study. Accepting twice gives the same study.
 * @throws AppError invalid with messages by field; conflict while it is checked, or at the limit
 */
export async function acceptDraft(
  deps: StudyDeps,
  owner: User,
  draft: Draft,
  { name: typed, unit, isUnitSure, skipVariational, leaveOut, scaleErrors }: Acceptance,
  now: number,
): Promise<Study> {
  const { db, files } = deps
  const before = draft.studyId === null ? undefined : await findStudyOf(db.read, owner.id, draft.studyId)
  if (before) return before
  const home = files.draft(owner.id, draft.id)
  const check = checkFolder(home, draft.round)
  const report = draft.state === 'done' ? await readReport(check) : undefined
  if (!report)
    throw new AppError('conflict', 'The files are still being checked. Wait a moment and try again.')
  const { record, pointCount, bytes } = report
  if (!record) throw new AppError('invalid', 'Correct the problems first: these files cannot be analysed.')
  if (!unit) refuse({ unit: 'Choose the unit of q: the whole analysis depends on it.' })

  const facts = await readCurveFacts(studyFolder(check), record)
  const curve = describeCurve(facts, unit, record.curve.name)
  const doubts = doubtsOf(unitQuestionOf(facts, record), unit, curve.q)
  if (doubts && !isUnitSure) refuse({ unit: `${doubts} Choose the other unit, or confirm this one below.` })
  const stands = compareFiles(curve, record.models)
  record.curve.unit = unit
  const suggestions = suggestionsOf(curve)
  record.suggested = {
    ...(leaveOut && suggestions.leaveOut && { qMin: suggestions.leaveOut.qMin }),
    ...(scaleErrors && suggestions.errorScale && { errorScale: suggestions.errorScale }),
  }
  record.warnings.push(...stands.filter(each => levelOf(each) === 'warning').map(sentenceOf))
  await writeRecord(studyFolder(check), record)
  const study = await storeStudy(
    deps,
    owner,
    studyFolder(check),
    { name: typed.trim().normalize('NFC'), skipVariational, libraryName: draft.files.library?.name ?? null },
    { record, pointCount, bytes },
    now,
    async (tx, stored) => {
      await getOpenDraft(tx, owner.id, draft.id, now) // or another request was quicker
      await updateDraft(tx, draft.id, { studyId: stored.id })
    },
  )
  await files.discard(home)
  return study
}
