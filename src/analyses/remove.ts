import { deleteAnalysisOf, findAnalysisOf } from '#db/analyses.ts'
import type { Database, Tx } from '#db/index.ts'
import { notFound } from '../errors.ts'
import type { Files } from '../files.ts'
import { stop } from './cancel.ts'

/**
 * Deletes an analysis with its files; a running one is stopped first.
 * @param note writes it down in the same transaction
 * @throws AppError not_found
 */
export async function removeAnalysis(
  { db, files }: { db: Database; files: Files },
  ownerId: number,
  id: number,
  now: number,
  note: (tx: Tx) => Promise<void> = async () => {},
): Promise<number> {
  const studyId = await db.write(async tx => {
    const analysis = await findAnalysisOf(tx, ownerId, id)
    if (!analysis) throw notFound('analysis')
    await stop(tx, id, now)
    await deleteAnalysisOf(tx, ownerId, id)
    await note(tx)
    return analysis.studyId
  })
  await files.discard(files.analysis(ownerId, studyId, id))
  await files.discard(files.failed(id))
  return studyId
}
