import { qMaxByDefault } from '#src/ensemble/curve/index.ts'
import { readInspection } from './inspection.ts'

/** How far a study's curve reaches and how many points lie beyond the default largest q; undefined where its files are lost. */
export async function readCurveReach(folder: string) {
  const inspection = await readInspection(folder, null).catch(() => null)
  if (!inspection) return
  const { q, reading } = inspection.curve
  return {
    qMax: q.at(-1)!,
    points: q.length,
    beyond: q.filter(value => value > qMaxByDefault).length,
    hasDq: reading?.hasDq ?? false,
  }
}
