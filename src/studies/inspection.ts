import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { guinierFit } from '#src/ensemble/curve/guinier.ts'
import { type CurveFile, readCurve } from '#src/ensemble/formats/index.ts'
import { qualityOf } from './compare.ts'
import { readRecord, type StudyRecord } from './record.ts'

/** What was found in a study's files, for its page; null when the files are missing. */
export async function readInspection(folder: string, libraryName: string | null) {
  const record = await readRecord(folder)
  if (!record) return null
  const text = await readFile(join(folder, record.curve.path), 'utf8')
  const file = readCurve(text, record.curve.name, { unit: record.curve.unit })
  return {
    curve: describeCurve(file, record.curve.name, record.models),
    library: describeLibrary(record, libraryName),
    warnings: record.warnings,
  }
}

/** A curve with what its shape alone tells. */
export function describeCurve(
  { curve, unit, warnings }: CurveFile,
  fileName: string,
  models: StudyRecord['models'],
) {
  const guinier = guinierFit(curve)
  const assumedErrors = warnings.some(({ code }) => code === 'curve.no_errors' || code === 'curve.bad_errors')
  return { ...curve, fileName, unit, guinier, ...qualityOf(curve, guinier, models), assumedErrors }
}

export function describeLibrary({ models, contents }: StudyRecord, fileName: string | null) {
  return {
    fileName,
    contents: contents ?? null,
    models: models.map(model => ({ ...model, atoms: model.atoms ?? 0 })),
  }
}
