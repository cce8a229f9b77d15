import { countAnalysesOf } from '#db/analyses.ts'
import type { Database, Tx } from '#db/index.ts'
import type { Study, User } from '#db/schema.ts'
import { countStudiesOf, findBytesOf, findStudyByName, insertStudy } from '#db/studies.ts'
import type { Config } from '../config.ts'
import { AppError, refuse } from '../errors.ts'
import type { Files } from '../files.ts'
import type { StudyRecord } from './record.ts'

export interface NewStudy {
  name: string
  skipVariational: boolean
  /** The library as its owner calls it. */
  libraryName: string | null
  example?: boolean
}

/** The most one person may keep, an administrator's word for them included. */
export function limitsOf(user: User, config: Config) {
  return {
    studiesMax: user.limits?.studiesMax ?? config.studiesMax,
    analysesMax: user.limits?.analysesMax ?? config.analysesMax,
    uploadBytesMax: user.limits?.uploadBytesMax ?? config.uploadBytesMax,
    storageBytesMax: user.limits?.storageBytesMax ?? config.storageBytesMax,
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
 * Gives an inspected folder its row and its place; what belongs to it is done by `also`, in the same transaction.
 * @throws AppError invalid for the name; conflict when the person keeps as many studies as they may
 */
export async function storeStudy(
  { db, files, config }: World,
  owner: User,
  folder: string,
  study: NewStudy,
  { record, pointCount, bytes }: { record: StudyRecord; pointCount: number; bytes: number },
  now: number,
  also: (tx: Tx, stored: Study) => Promise<void> = async () => {},
): Promise<Study> {
  await files.sync(folder) // the slow part, before the lock
  return await db.write(async tx => {
    await refuseFull(tx, owner, config)
    const fault = await faultOfStudyName(tx, owner.id, study.name)
    if (fault) refuse({ name: fault })
    const row = await insertStudy(tx, {
      userId: owner.id,
      name: study.name,
      unit: record.curve.unit,
      curveName: record.curve.name,
      libraryName: study.libraryName,
      profilesName: record.profiles?.name ?? null,
      skipVariational: study.skipVariational,
      example: study.example ?? false,
      pointCount,
      modelCount: record.models.length,
      bytes,
      facts: { warnings: record.warnings, files: filesOf(study.libraryName, record) },
      createdAt: now,
    })
    const home = files.study(owner.id, row.id)
    await files.discard(home) // of an upload that had this id and lost its power before the commit
    await also(tx, row)
    await refuseOverfull(tx, owner, config, now)
    await files.place(folder, home)
    return row
  })
}

/** @throws AppError conflict when a person keeps as many studies as they may */
export async function refuseFull(db: Database['read'], owner: User, config: Config): Promise<void> {
  const { studiesMax } = limitsOf(owner, config)
  const { active } = await countStudiesOf(db, owner.id)
  if (active >= studiesMax)
    throw new AppError(
      'conflict',
      `You keep ${active} studies, which is the most allowed. Delete one to make room.`,
    )
}

/**
 * Called in the transaction that adds something, with it among what is counted; or before, with what is to come.
 * @throws AppError conflict when a person's files take more than they may
 */
export async function refuseOverfull(
  db: Database['read'],
  owner: User,
  config: Config,
  now: number,
  bytesMore = 0,
): Promise<void> {
  const { storageBytesMax } = limitsOf(owner, config)
  const bytes = (await findBytesOf(db, owner.id, now)) + bytesMore
  if (bytes > storageBytesMax)
    throw new AppError(
      'conflict',
      `Your files would take ${megabytes(bytes)}; the most allowed is ${megabytes(storageBytesMax)}. Delete a study or an analysis to make room.`,
    )
}

const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`

/** The fault of a study's name for this person, or nothing. */
export async function faultOfStudyName(
  db: Database['read'],
  ownerId: number,
  name: string,
): Promise<string | undefined> {
  const fault = faultOfName(name)
  if (fault) return fault
  const taken = await findStudyByName(db, ownerId, name.trim().normalize('NFC'))
  return taken && `You have a study named "${name.trim()}" already.`
}

/** The uploaded files with their sizes on disk, for lists. */
function filesOf(libraryName: string | null, { curve, profiles, library: models }: StudyRecord) {
  const files = [{ name: curve.name, bytes: curve.bytes, meaning: 'measured curve' }]
  const bytes = models.reduce((sum, file) => sum + file.bytes, 0)
  if (libraryName) files.push({ name: libraryName, bytes, meaning: 'structural library, unpacked' })
  if (profiles) files.push({ name: profiles.name, bytes: profiles.bytes, meaning: 'calculated profiles' })
  return files
}
