import { qMaxByDefault } from '#src/ensemble/curve/index.ts'
import { readInspection } from './inspection.ts'

/** How far each curve of a study reaches and how many points lie beyond the default largest q; none where its files are lost. */
export async function readCurveReach(folder: string) {
  const inspection = await readInspection(folder, null).catch(() => null)
  return (inspection?.curves ?? []).map(({ fileName, q, reading }) => ({
    name: fileName,
    qMax: q.at(-1)!,
    points: q.length,
    beyond: q.filter(value => value > qMaxByDefault).length,
    hasDq: reading?.hasDq ?? false,
  }))
}
