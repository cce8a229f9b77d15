import type { Database, Tx } from '#db/index.ts'
import type { Study, User } from '#db/schema.ts'
import { findStudyByName, insertStudy } from '#db/studies.ts'
import type { Config } from '../config.ts'
import { refuse } from '../errors.ts'
import type { Files } from '../files.ts'
import { refuseOneMore, refuseOverfull } from './allowance.ts'
import { inputsOfRecord } from './inputs.ts'
import { faultOfName, tidyName } from './names.ts'
import type { StudyRecord } from './record.ts'

export interface NewStudy {
  name: string
  skipVariational: boolean
  /** The library as its owner calls it. */
  libraryName: string | null
  example?: boolean
}

export interface StudyDeps {
  db: Database
  files: Files
  config: Config
}

/**
 * Gives an inspected folder of the built-in method its row and its place: see `placeStudy`.
 * @throws AppError invalid for the name; conflict when the person keeps as many studies as they may
 */
export async function storeStudy(
  deps: StudyDeps,
  owner: User,
  folder: string,
  { name, skipVariational, libraryName, example = false }: NewStudy,
  { record, pointCount, bytes }: { record: StudyRecord; pointCount: number; bytes: number },
  now: number,
  also?: AlsoDone,
): Promise<Study> {
  const facts = {
    name,
    example,
    details: { points: pointCount, models: record.models.length, skipVariational },
    bytes,
    inputs: inputsOfRecord(libraryName, record),
    facts: { warnings: record.warnings },
  }
  return await placeStudy(deps, owner, folder, facts, now, also)
}

type AlsoDone = (tx: Tx, stored: Study) => Promise<void>
type StudyRow = Parameters<typeof insertStudy>[1]

/** Gives a folder its row and its place; what belongs to it is done by `also`, in the same transaction. @throws as above */
export async function placeStudy(
  { db, files, config }: StudyDeps,
  owner: User,
  folder: string,
  study: Omit<StudyRow, 'userId' | 'createdAt'>,
  now: number,
  also: AlsoDone = async () => {},
): Promise<Study> {
  await files.sync(folder) // the slow part, before the lock
  return await db.write(async tx => {
    await refuseOneMore('studies', tx, owner, config)
    const fault = await faultOfStudyName(tx, owner.id, study.name)
    if (fault) refuse({ name: fault })
    const row = await insertStudy(tx, { ...study, userId: owner.id, createdAt: now })
    const home = files.study(owner.id, row.id)
    await files.discard(home) // of an upload that had this id and lost its power before the commit
    await also(tx, row)
    await refuseOverfull(tx, owner, config, now)
    await files.place(folder, home)
    return row
  })
}

/** The fault of a study's name for this person, or nothing. */
export async function faultOfStudyName(
  db: Database['read'],
  ownerId: number,
  name: string,
): Promise<string | undefined> {
  const fault = faultOfName(name)
  if (fault) return fault
  const taken = await findStudyByName(db, ownerId, tidyName(name))
  return taken && `You have a study named "${name.trim()}" already.`
}
