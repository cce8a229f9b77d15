import { findAnalysisByName, findAnalysisOf, renameAnalysisOf } from '#db/analyses.ts'
import type { Database } from '#db/index.ts'
import { findStudyOf, updateStudy } from '#db/studies.ts'
import { notFound, refuse } from '../errors.ts'
import { analysisNameTaken, faultOfName, tidyName } from './names.ts'
import { faultOfStudyName } from './upload.ts'

/** @throws AppError invalid for the name, not_found */
export async function renameStudy(db: Database, ownerId: number, id: number, typed: string): Promise<void> {
  const name = tidyName(typed)
  await db.write(async tx => {
    const study = await findStudyOf(tx, ownerId, id)
    if (!study) throw notFound('study')
    if (study.name === name) return
    const fault = await faultOfStudyName(tx, ownerId, name)
    if (fault) refuse({ name: fault })
    await updateStudy(tx, id, { name })
  })
}

/** @throws AppError invalid for the name, not_found */
export async function renameAnalysis(
  db: Database,
  ownerId: number,
  id: number,
  typed: string,
): Promise<void> {
  const name = tidyName(typed)
  await db.write(async tx => {
    const analysis = await findAnalysisOf(tx, ownerId, id)
    if (!analysis) throw notFound('analysis')
    if (analysis.name === name) return
    const fault = faultOfName(name)
    if (fault) refuse({ name: fault })
    if (await findAnalysisByName(tx, analysis.studyId, name)) refuse({ name: analysisNameTaken(name) })
    await renameAnalysisOf(tx, ownerId, id, name)
  })
}
