import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { countAnalysesOf } from '#db/analyses.ts'
import type { Database } from '#db/index.ts'
import type { Study, User } from '#db/schema.ts'
import { countStudiesOf, findStudyByName, insertStudy } from '#db/studies.ts'
import type { QUnit } from '#src/ensemble/formats/index.ts'
import type { Config } from '../config.ts'
import { AppError, refuse } from '../errors.ts'
import type { Files } from '../files.ts'
import { type Inspection, inspectStudy, type StudyFiles } from './inspect.ts'

export interface NewStudy {
  name: string
  unit: QUnit | 'guess'
  skipVariational: boolean
  files: StudyFiles
}

/** The most one person may keep, an administrator's word for them included. */
export function limitsOf(user: User, config: Config) {
  return {
    studiesMax: user.limits?.studiesMax ?? config.studiesMax,
    analysesMax: user.limits?.analysesMax ?? config.analysesMax,
    uploadBytesMax: user.limits?.uploadBytesMax ?? config.uploadBytesMax,
  }
}

/** What a person keeps, against the most they may. */
export async function allowanceOf(db: Database['read'], user: User, config: Config) {
  const limits = limitsOf(user, config)
  const used = await usageOf(db, user.id)
  return {
    studies: { used: used.studies, limit: limits.studiesMax },
    analyses: { used: used.analyses, limit: limits.analysesMax },
  }
}

/** What a person keeps now. */
async function usageOf(db: Database['read'], userId: number) {
  const [studies, analyses] = [await countStudiesOf(db, userId), await countAnalysesOf(db, userId)]
  return { studies: studies.active, bytes: studies.bytes, analyses: analyses.kept }
}

/** The fault of a name in words, or nothing: 3 to 25 characters, as in the lists and on plots. */
export function faultOfName(name: string): string | undefined {
  const length = [...name.trim()].length
  if (length < 3 || length > 25) return `Use 3 to 25 characters; this has ${length}.`
  if (/\p{Cc}/u.test(name)) return 'Use one line of plain text.'
}

export interface World {
  db: Database
  files: Files
  config: Config
}

/**
 * Turns received files into a study: inspected in `incoming`, moved to its place only when whole, on disk before
 * its row commits.
 * @throws AppError invalid with messages by field; conflict when the person keeps as many studies as they may
 */
export async function uploadStudy(
  { db, files, config }: World,
  owner: User,
  incoming: string,
  upload: NewStudy,
  now: number,
): Promise<Study> {
  const name = upload.name.trim().normalize('NFC')
  const fault = faultOfName(name)
  if (fault) refuse({ name: fault })
  await refuseTaken(db.read, owner, name, config)
  const folder = join(incoming, 'study')
  await mkdir(folder)
  const limits = { inflatedBytesMax: config.inflatedBytesMax, modelsMax: 10_000 }
  const inspection = await inspectStudy(folder, upload.files, upload.unit, limits)
  return await storeStudy({ db, files, config }, owner, folder, { ...upload, name }, inspection, now)
}

/** Gives an inspected folder its row and its place. */
export async function storeStudy(
  { db, files, config }: World,
  owner: User,
  folder: string,
  study: NewStudy & { example?: boolean },
  { record, pointCount, bytes }: Inspection,
  now: number,
): Promise<Study> {
  await files.sync(folder) // the slow part, before the lock: publishing finds little left to do
  return await db.write(async tx => {
    await refuseTaken(tx, owner, study.name, config)
    const row = await insertStudy(tx, {
      userId: owner.id,
      name: study.name,
      unit: record.curve.unit,
      curveName: record.curve.name,
      libraryName: study.files.library?.name ?? null,
      profilesName: record.profiles?.name ?? null,
      skipVariational: study.skipVariational,
      example: study.example ?? false,
      pointCount,
      modelCount: record.models.length,
      bytes,
      facts: { warnings: record.warnings, files: filesOf(study.files, record) },
      createdAt: now,
    })
    const home = files.study(owner.id, row.id)
    await files.discard(home) // of an upload that had this id and lost its power before the commit
    await files.publish(folder, home)
    return row
  })
}

async function refuseTaken(db: Database['read'], owner: User, name: string, config: Config): Promise<void> {
  const { studiesMax } = limitsOf(owner, config)
  const { active } = await countStudiesOf(db, owner.id)
  if (active >= studiesMax)
    throw new AppError(
      'conflict',
      `You keep ${active} studies, which is the most allowed. Delete one to make room.`,
    )
  if (await findStudyByName(db, owner.id, name)) refuse({ name: `You have a study named "${name}" already.` })
}

/** The uploaded files with their sizes on disk, for lists. */
function filesOf({ library }: StudyFiles, { curve, profiles, library: models }: Inspection['record']) {
  const files = [{ name: curve.name, bytes: curve.bytes, meaning: 'measured curve' }]
  const bytes = models.reduce((sum, file) => sum + file.bytes, 0)
  if (library) files.push({ name: library.name, bytes, meaning: 'structural library, unpacked' })
  if (profiles) files.push({ name: profiles.name, bytes: profiles.bytes, meaning: 'calculated profiles' })
  return files
}
