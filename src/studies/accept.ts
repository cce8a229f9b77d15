import type { Draft, Study, User } from '#db/schema.ts'
import type { QUnit } from '#src/ensemble/formats/index.ts'
import { AppError, refuse } from '../errors.ts'
import { acceptOnce, type LinkDraft } from './acceptOnce.ts'
import { readReport } from './check.ts'
import { compareFiles } from './compare.ts'
import { describeCurve, readCurveFacts } from './curveFacts.ts'
import { levelOf, sentenceOf } from './findings.ts'
import type { Inspection } from './inspect.ts'
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
  return await acceptOnce(deps, owner, draft, readReport, accept, now)

  async function accept({ record, pointCount, bytes }: Inspection, folder: string, link: LinkDraft) {
    if (!record) throw new AppError('invalid', 'Correct the problems first: these files cannot be analysed.')
    if (!unit) refuse({ unit: 'Choose the unit of q: the whole analysis depends on it.' })

    const curveFacts = await readCurveFacts(folder, record)
    const curve = describeCurve(curveFacts, unit, record.curve.name)
    const doubts = doubtsOf(unitQuestionOf(curveFacts, record), unit, curve.q)
    if (doubts && !isUnitSure) refuse({ unit: `${doubts} Choose the other unit, or confirm this one below.` })
    const stands = compareFiles(curve, record.models)
    record.curve.unit = unit
    const suggestions = suggestionsOf(curve)
    record.suggested = {
      ...(leaveOut && suggestions.leaveOut && { qMin: suggestions.leaveOut.qMin }),
      ...(scaleErrors && suggestions.errorScale && { errorScale: suggestions.errorScale }),
    }
    record.warnings.push(...stands.filter(each => levelOf(each) === 'warning').map(sentenceOf))
    await writeRecord(folder, record)
    const facts = {
      name: typed.trim().normalize('NFC'),
      skipVariational,
      libraryName: draft.files.library?.name ?? null,
    }
    return await storeStudy(deps, owner, folder, facts, { record, pointCount, bytes }, now, link)
  }
}
