import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Draft } from '#db/schema.ts'
import { type CurveFile, type QUnit, readCurve } from '#src/ensemble/formats/index.ts'
import type { Files } from '../files.ts'
import { checkFolder, readReport } from './check.ts'
import { compareFiles, typicalRg } from './compare.ts'
import { wordsOf } from './findings.ts'
import type { Inspection } from './inspect.ts'
import { describeCurve, describeLibrary } from './inspection.ts'
import { weighUnits } from './units.ts'

/**
 * What its owner sees of a checked draft before they keep it: the problems, or the curve and the library as they
 * would be analysed with q in `unit`. Undefined when the report is lost and the files must be checked again.
 */
export async function readPreflight(files: Files, draft: Draft, unit?: QUnit) {
  const home = files.draft(draft.userId, draft.id)
  const report = await readReport(checkFolder(home, draft.round))
  if (!report) return
  const { record, findings } = report
  if (!record) return { findings: findings.map(wordsOf), checked: null }
  const read = await openCurve(home, draft)
  const { curve, question } = weigh(read, draft, report, unit)
  return {
    findings: [...findings, ...compareFiles(curve, curve.guinier, record.models, curve.fileName)].map(
      wordsOf,
    ),
    checked: { curve, question, library: describeLibrary(record, draft.files.library?.name ?? null) },
  }
}

function weigh(read: (unit?: QUnit) => CurveFile, draft: Draft, { record }: Inspection, wanted?: QUnit) {
  const models = record!.models
  const name = draft.files.curve.name
  const first = describeCurve(read(), name, models)
  const weighed = weighUnits(read(), first.guinier?.rg ?? null, typicalRg(models))
  const said = draft.unit === 'guess' ? undefined : (draft.unit as QUnit)
  const unit = wanted ?? said ?? weighed.proposal
  const curve = unit === first.unit ? first : describeCurve(read(unit), name, models)
  return {
    curve,
    question: { ...weighed, answer: wanted ?? said ?? (weighed.ask ? null : weighed.proposal) },
  }
}

/** Reads a draft's curve, once with each unit that is tried. */
export async function openCurve(home: string, { files }: Draft) {
  const text = await readFile(join(home, files.curve.path), 'utf8')
  return (unit?: QUnit) => readCurve(text, files.curve.name, { unit })
}
