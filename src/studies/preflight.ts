import type { Draft } from '#db/schema.ts'
import type { QUnit } from '#src/ensemble/formats/index.ts'
import type { Files } from '../files.ts'
import { checkFolder, readReport, studyFolder } from './check.ts'
import { describeFrames } from './chooseFrames.ts'
import { compareFiles, typicalRg } from './compare.ts'
import { type CurveFacts, describeCurve, readCurveFacts } from './curveFacts.ts'
import { wordsOf } from './findings.ts'
import { describeLibrary } from './inspection.ts'
import { otherReadings } from './reading.ts'
import type { StudyRecord } from './record.ts'
import { suggestionsOf } from './suggestions.ts'
import { weighUnits } from './units.ts'

/**
 * What its owner sees of a checked draft before they keep it: the problems, or the curve and the library as they
 * would be analysed with q in `unit`. Undefined when the report is lost and the files must be checked again.
 */
export async function readPreflight(files: Files, draft: Draft, unit?: QUnit) {
  const check = checkFolder(files.draft(draft.userId, draft.id), draft.round)
  const report = await readReport(check)
  if (!report) return
  const { record, findings, trajectories } = report
  const readings = otherReadings(
    findings.map(each => each.code),
    draft.files.library?.reading,
  )
  const frames = trajectories ? describeFrames(trajectories, draft.files.library) : null
  if (!record) return { findings: findings.map(wordsOf), checked: null, frames, readings }
  const { curve, question } = weigh(await readCurveFacts(studyFolder(check), record), draft, record, unit)
  return {
    findings: [...findings, ...compareFiles(curve, record.models)].map(wordsOf),
    checked: {
      curve,
      question,
      suggestions: suggestionsOf(curve),
      library: describeLibrary(record, draft.files.library?.name ?? null),
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

function weigh(facts: CurveFacts, draft: Draft, record: StudyRecord, wanted?: QUnit) {
  const weighed = unitQuestionOf(facts, record)
  const said = draft.unit === 'guess' ? undefined : (draft.unit as QUnit)
  return {
    curve: describeCurve(facts, wanted ?? said ?? weighed.proposal, draft.files.curve.name),
    question: { ...weighed, answer: wanted ?? said ?? (weighed.ask ? null : weighed.proposal) },
  }
}
