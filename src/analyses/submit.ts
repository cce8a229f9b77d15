import { join } from 'node:path'
import { findAnalysisByName, findAnalysisBySubmitKey, insertAnalysis } from '#db/analyses.ts'
import type { Database } from '#db/index.ts'
import { enqueue } from '#db/queue.ts'
import type { Analysis, Study, User } from '#db/schema.ts'
import { findStudyOf } from '#db/studies.ts'
import { priorityOf, refuseGuestRun } from '#src/accounts/guests.ts'
import { builtInMethod, simulationMethod } from '#src/method/builtIn.ts'
import type { AnyParameters } from '#src/method/parameters.ts'
import { refuseOneMore, refuseOverfull } from '#src/studies/allowance.ts'
import { analysisNameTaken, faultOfName, tidyName } from '#src/studies/names.ts'
import { readContents, type StudyContents } from '#src/studies/record.ts'
import type { UploadedFile } from '#src/studies/uploadedFile.ts'
import type { Config } from '../config.ts'
import { AppError, notFound, refuse } from '../errors.ts'
import type { Files } from '../files.ts'
import { jobKey } from './cancel.ts'
import { expectedSeconds } from './expectedRuntime.ts'
import type { Extras } from './extras.ts'
import type { FieldUploads } from './fieldUploads.ts'
import { prepareFolder } from './folder.ts'
import type { Manifest } from './manifest/manifest.ts'
import { checkBuiltIn } from './methods.ts'

/** Simulations come after the analyses of everybody, guests too. */
const behindAll = 2

export interface NewAnalysis {
  name: string
  parameters: AnyParameters
  /** Of the method, if it is not the built-in one. */
  manifest?: Manifest
  /** The form's own key: sending the same form twice makes one analysis. */
  submitKey: string
  /** Of all that the form said: the same key with other values is a conflict. */
  formHash?: string
  /** Files of this analysis alone, read before: see extras.ts. */
  extras?: Extras<UploadedFile>
  /** Those of a method's fields, and what all files that fields chose are called. */
  uploads?: FieldUploads
  fileNames?: Record<string, string>
  /** Of the study, where they were read before. */
  contents?: StudyContents
}

/**
 * Writes the analysis and its job in one transaction, so that neither exists without the other.
 * @throws AppError invalid for the name; conflict at the limit, or for a key used with another form
 */
export async function submitAnalysis(
  { db, config, files }: { db: Database; config: Config; files: Files },
  owner: User,
  study: Study,
  {
    name: typed,
    parameters,
    submitKey,
    formHash,
    manifest,
    extras = {},
    uploads,
    fileNames,
    contents: known,
  }: NewAnalysis,
  now: number,
): Promise<Analysis> {
  const method = manifest?.name ?? builtInMethod
  if (!manifest) checkBuiltIn(config)
  const name = tidyName(typed)
  const fault = faultOfName(name)
  if (fault) refuse({ name: fault })
  const home = files.study(owner.id, study.id)
  const contents = known ?? (await readContents(home))
  if (!contents)
    throw new AppError('conflict', "This study's files are missing. Ask the server's administrators.")
  const seconds = await expectedSeconds(db.read, files, study, contents, { method, parameters })
  const incoming = await files.openIncoming()
  try {
    const prepared = join(incoming, 'analysis') // thousands of files may take seconds, which no lock may last
    await prepareFolder(prepared, home, contents, name, parameters, { extras, manifest, uploads })
    await files.sync(prepared)
    return await db.write(async tx => {
      const before = await findAnalysisBySubmitKey(tx, owner.id, submitKey)
      if (before && isSame(before, { studyId: study.id, name, formHash })) return before
      if (before)
        throw new AppError(
          'conflict',
          `This form was sent before, with other values, and became the analysis "${before.name}". Send it again to start another one.`,
        )
      await refuseOneMore('analyses', tx, owner, config)
      await refuseOverfull(tx, owner, config, now)
      await refuseGuestRun(tx, owner, seconds, config)
      if (await findAnalysisByName(tx, study.id, name)) refuse({ name: analysisNameTaken(name) })
      const analysis = await insertAnalysis(tx, {
        studyId: study.id,
        userId: owner.id,
        name,
        method,
        methodVersion: manifest?.version,
        parameters: { ...parameters, ...namesOf(fileNames ?? namesByField(extras)) },
        expectedSeconds: seconds,
        submitKey,
        formHash,
        createdAt: now,
      })
      const place = files.analysis(owner.id, study.id, analysis.id)
      await files.discard(place) // of a submit that had this id and lost its power before the commit
      if (!(await findStudyOf(tx, owner.id, study.id))) throw notFound('study') // deleted meanwhile
      await files.place(prepared, place)
      await enqueue(
        tx,
        {
          kind: 'analysis',
          payload: { analysisId: analysis.id },
          userId: owner.id,
          priority: priorityOf(owner) - (method === simulationMethod ? behindAll : 0),
          uniqueKey: jobKey(analysis.id),
          expectedMs: seconds === null ? undefined : Math.round(1000 * seconds),
        },
        now,
      )
      return analysis
    })
  } finally {
    await files.discard(incoming)
  }
}

/** Rows of earlier versions know no hash. */
function isSame(
  before: Analysis,
  { studyId, name, formHash }: Partial<Pick<Analysis, 'studyId' | 'name'>> & { formHash?: string },
): boolean {
  const isSaid = before.formHash === null || !formHash ? before.name === name : before.formHash === formHash
  return before.studyId === studyId && isSaid
}

/** Their owner's names of the files, for lists. */
const namesOf = (names: Record<string, string>): { extras?: Record<string, string> } =>
  Object.keys(names).length > 0 ? { extras: names } : {}

const namesByField = (extras: Extras<UploadedFile>) =>
  Object.fromEntries(Object.entries(extras).map(([field, file]) => [field, file.name]))
