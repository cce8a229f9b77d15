import { rgWithShell } from '#src/ensemble/curve/index.ts'
import { usualContrast } from '#src/ensemble/saxs/hydrationRange.ts'
import { describeCurve, readCurveFacts } from './curveFacts.ts'
import { curvesOf, readRecord, type StudyRecord } from './record.ts'

/** What was found in a study's files, for its page; null when the files are missing. */
export async function readInspection(folder: string, libraryName: string | null) {
  const record = await readRecord(folder)
  if (!record) return null
  const facts = await readCurveFacts(folder, record)
  return {
    curves: curvesOf(record).map(({ unit, name, suggested }, m) => ({
      ...describeCurve(facts[m]!, unit, name),
      radiation: suggested?.radiation,
      d2o: suggested?.d2o,
    })),
    library: describeLibrary(record, libraryName),
    warnings: record.warnings,
  }
}

export function describeLibrary({ models, contents }: StudyRecord, fileName: string | null) {
  return {
    fileName,
    contents: contents ?? null,
    models: models.map(model => ({
      ...model,
      atoms: model.atoms ?? 0,
      rgInWater:
        model.rg !== null && model.atoms ? rgWithShell(model.rg, model.atoms, usualContrast) : model.rg,
    })),
  }
}
