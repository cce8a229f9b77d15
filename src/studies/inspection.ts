import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { guinierFit } from '#src/ensemble/curve/guinier.ts'
import { readCurve } from '#src/ensemble/formats/index.ts'
import { readRecord } from './record.ts'

/** What was found in a study's files, for its page; null when the files are missing. */
export async function readInspection(folder: string, libraryName: string | null) {
  const record = await readRecord(folder)
  if (!record) return null
  const text = await readFile(join(folder, record.curve.path), 'utf8')
  const { curve } = readCurve(text, record.curve.name, { unit: record.curve.unit })
  return {
    curve: { ...curve, fileName: record.curve.name, unit: record.curve.unit, guinier: guinierFit(curve) },
    library: {
      fileName: libraryName,
      models: record.models.map(model => ({ ...model, atoms: model.atoms ?? 0 })),
    },
    warnings: record.warnings,
  }
}
