import { findAnalysisBySubmitKey, listAnalysesOfStudy } from '#db/analyses.ts'
import type { Database, Reader } from '#db/index.ts'
import type { Analysis, User } from '#db/schema.ts'
import { findRoles } from '#src/accounts/permissions.ts'
import { hasSettings, isBuiltIn } from '#src/method/builtIn.ts'
import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import type { Files } from '../files.ts'
import { freeName } from '../studies/names.ts'
import { earlierExtras } from './earlier.ts'
import { earlierUploads } from './fieldUploads.ts'
import { getAnalysisOf } from './getAnalysis.ts'
import { methodsFor } from './methods.ts'
import { submitAnalysis } from './submit.ts'

/**
 * Submits an analysis once more with the same parameters and files, under the same name with a number. Asking twice makes one.
 * @throws AppError not_found, and what `submitAnalysis` throws
 */
export async function rerunAnalysis(
  deps: { db: Database; config: Config; files: Files },
  owner: User,
  id: number,
  now: number,
): Promise<Analysis> {
  const { read } = deps.db
  const { analysis, study } = await getAnalysisOf(read, owner.id, id)
  const submitKey = `again:${id}`
  const before = await findAnalysisBySubmitKey(read, owner.id, submitKey)
  if (before) return before
  const { method, parameters } = analysis
  const name = await nextName(read, analysis)
  const roles = await findRoles(read, owner)
  const manifest = methodsFor(deps.config, { roles }).get(method)
  if (!manifest && !isBuiltIn(analysis))
    throw new AppError('conflict', `The method "${method}" is not offered at present.`)
  const home = deps.files.analysis(owner.id, study.id, id)
  if (hasSettings(analysis)) {
    const extras = earlierExtras(analysis, home)
    return await submitAnalysis(deps, owner, study, { name, parameters, manifest, submitKey, extras }, now)
  }
  const { extras, ...values } = parameters
  const fileNames = (extras ?? {}) as Record<string, string>
  const own = { parameters: values, manifest, uploads: await earlierUploads(home), fileNames }
  return await submitAnalysis(deps, owner, study, { name, submitKey, ...own }, now)
}

/** The next free name after that of an analysis. */
export async function nextName(
  db: Reader,
  { name, studyId }: Pick<Analysis, 'name' | 'studyId'>,
): Promise<string> {
  return freeName(name, new Set((await listAnalysesOfStudy(db, studyId)).map(each => each.name)))
}
