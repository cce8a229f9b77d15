import type { Reader } from '#db/index.ts'
import type { Study } from '#db/schema.ts'
import { findStudyOf } from '#db/studies.ts'
import { notFound } from '../errors.ts'

/** A person's own study. @throws AppError not_found */
export async function getStudyOf(db: Reader, ownerId: number, id: number): Promise<Study> {
  const study = await findStudyOf(db, ownerId, id)
  if (!study) throw notFound('study')
  return study
}
