import type { Draft } from '#db/schema.ts'
import type { QUnit } from '#src/ensemble/formats/index.ts'
import type { Files } from '../files.ts'
import { checkFolder, readReport, studyFolder } from './check.ts'
import { describeFrames } from './chooseFrames.ts'
import { areTooFewPoints, compareFiles, typicalRg } from './compare.ts'
import { answerFieldsOf } from './curveAnswers.ts'
import { type CurveFacts, describeCurve, readCurveFacts } from './curveFacts.ts'
import { detailsOf } from './draftFiles.ts'
import { wordsOf } from './findings.ts'
import { describeLibrary } from './inspection.ts'
import { otherReadings } from './reading.ts'
import { curvesOf, type StudyRecord } from './record.ts'
import { suggestionsOf } from './suggestions.ts'
import { weighUnits } from './units.ts'

/**
 * What its owner sees of a checked draft before they keep it: the problems, or the curves and the library as they
 * would be analysed with the q of each in `units`. Undefined when the report is lost and the files must be checked again.
 */
export async function readPreflight(files: Files, draft: Draft, units: (QUnit | undefined)[] = []) {
  const check = checkFolder(files.draft(draft.userId, draft.id), draft.round)
  const report = await readReport(check)
  if (!report) return
  const { record, findings, trajectories } = report
  const { unit, files: given } = detailsOf(draft)
  const readings = otherReadings(
    findings.map(each => each.code),
    given.library?.reading,
  )
  const frames = trajectories ? describeFrames(trajectories, given.library) : null
  if (!record) return { findings: findings.map(wordsOf), checked: null, frames, readings }
  const facts = await readCurveFacts(studyFolder(check), record)
  const curves = curvesOf(record).map(({ name }, m) => ({
    fields: answerFieldsOf(m),
    ...weigh(facts[m]!, name, record, units[m] ?? (unit === 'guess' ? undefined : (unit as QUnit))),
  }))
  const compared = curves.flatMap(({ curve }) =>
    compareFiles(curve, record.models, curve.reading?.hasDq ? 'unknown' : 'x-rays'),
  )
  return {
    findings: [...findings, ...compared].map(wordsOf),
    checked: {
      curves,
      areTooFewPoints: areTooFewPoints(curves.map(({ curve }) => curve)),
      library: describeLibrary(record, given.library?.name ?? null),
    },
    frames,
    readings,
  }
}

/** The question of the unit, as the evidence of the files has it. */
export function unitQuestionOf({ unitGuess, units }: CurveFacts, { models }: StudyRecord) {
  const { q, guinier } = units[unitGuess.unit]
  return weighUnits(unitGuess, q.at(-1)!, guinier?.rg ?? null, typicalRg(models))
}

/** One curve as it would be analysed, what is asked about it, and what is suggested. */
function weigh(facts: CurveFacts, name: string, record: StudyRecord, said: QUnit | undefined) {
  const weighed = unitQuestionOf(facts, record)
  const curve = describeCurve(facts, said ?? weighed.proposal, name)
  return {
    curve,
    suggestions: suggestionsOf(curve),
    question: { ...weighed, answer: said ?? (weighed.ask ? null : weighed.proposal) },
  }
}
