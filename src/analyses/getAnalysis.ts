import { findAnalysisOf } from '#db/analyses.ts'
import type { Reader } from '#db/index.ts'
import type { Analysis, Study } from '#db/schema.ts'
import { findStudyOf } from '#db/studies.ts'
import { notFound } from '../errors.ts'

/** A person's own analysis, and the study that it is of. @throws AppError not_found */
export async function getAnalysisOf(
  db: Reader,
  ownerId: number,
  id: number,
): Promise<{ analysis: Analysis; study: Study }> {
  const analysis = await findAnalysisOf(db, ownerId, id)
  const study = analysis && (await findStudyOf(db, ownerId, analysis.studyId))
  if (!study) throw notFound('analysis')
  return { analysis, study }
}
