import { listAnalysesOfStudy } from '#db/analyses.ts'
import type { Database, Tx } from '#db/index.ts'
import { deleteStudyOf, findStudyOf } from '#db/studies.ts'
import { stop } from '../analyses/cancel.ts'
import { notFound, refuse } from '../errors.ts'
import type { Files } from '../files.ts'
import { tidyName } from './names.ts'

/**
 * Deletes a study with its analyses and all files; what runs is stopped first.
 * @param note writes it down in the same transaction, before the study is gone
 * @throws AppError not_found
 */
export async function removeStudy(
  { db, files }: { db: Database; files: Files },
  ownerId: number,
  id: number,
  now: number,
  note: (tx: Tx) => Promise<void> = async () => {},
): Promise<void> {
  const analyses = await db.write(async tx => {
    if (!(await findStudyOf(tx, ownerId, id))) throw notFound('study')
    const theirs = await listAnalysesOfStudy(tx, id)
    for (const analysis of theirs) await stop(tx, analysis.id, now)
    await note(tx)
    await deleteStudyOf(tx, ownerId, id)
    return theirs
  })
  await files.discard(files.study(ownerId, id))
  for (const analysis of analyses) await files.discard(files.failed(analysis.id))
}

/**
 * Deletes a study for its owner: a study with results only if its name was typed.
 * @throws AppError invalid, not_found
 */
export async function removeOwnStudy(
  deps: { db: Database; files: Files },
  ownerId: number,
  id: number,
  typed: string | undefined,
  now: number,
): Promise<void> {
  const study = await findStudyOf(deps.db.read, ownerId, id)
  if (!study) throw notFound('study')
  const analyses = await listAnalysesOfStudy(deps.db.read, id)
  const hasResults = analyses.some(analysis => analysis.state === 'done')
  if (hasResults && tidyName(typed ?? '') !== study.name)
    refuse({ '': `Type the name of the study, ${study.name}, to delete it with its results.` })
  await removeStudy(deps, ownerId, id, now)
}
