import { existsSync } from 'node:fs'
import { mkdir, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type AnalysisPlace, deleteAnalysisOf, listAnalysesInState } from '#db/analyses.ts'
import { deleteOpenDrafts } from '#db/drafts.ts'
import { type Database, openDatabase, type Reader } from '#db/index.ts'
import { type Analysis, type Study, states } from '#db/schema.ts'
import { deleteStudyOf, listStudies, type StudyPlace } from '#db/studies.ts'
import type { Config } from '../config.ts'
import { copyTree } from '../copyTree.ts'
import { type Files, openFiles } from '../files.ts'
import { markFile } from './filesMark.ts'

interface Rows {
  studies: Study[]
  analyses: Analysis[]
}

/**
 * Copies the files that the rows of the database in `to` tell of. Rows that were deleted meanwhile leave that database
 * too: what is in it existed from the beginning of the copy to its end.
 * @param live the database that goes on being written
 * @param earlier folder of an earlier backup, to share unchanged files with
 */
export async function copyFiles(live: Reader, config: FileFolders, to: string, earlier: string | undefined) {
  const copy = await openDatabase(join(to, 'bioce.sqlite'))
  try {
    const rows = await rowsOf(copy.read)
    const taken = await takeFiles(
      rows,
      filesIn(config),
      filesIn(at(to)),
      earlier === undefined ? undefined : filesIn(at(earlier)),
    )
    await mkdir(at(to).userData, { recursive: true, mode: 0o700 })
    for (const name of siteFiles)
      if (existsSync(join(config.userData, name)))
        await copyTree(join(config.userData, name), join(at(to).userData, name))
    const now = await rowsOf(live)
    await forget(copy, filesIn(at(to)), without(rows, now))
    const { studies, analyses } = without(rows, without(rows, now))
    const missing = [...studies, ...analyses].filter(row => taken.missing.has(row)).map(describe)
    return { studies: studies.length, analyses: analyses.length, bytes: taken.bytes, missing }
  } finally {
    await copy.close()
  }
}

async function rowsOf(db: Reader): Promise<Rows> {
  const analyses = await Promise.all(states.map(state => listAnalysesInState(db, state)))
  return { studies: await listStudies(db), analyses: analyses.flat() }
}

type FileFolders = Pick<Config, 'userData' | 'failedAnalyses'>

const filesIn = ({ userData, failedAnalyses }: FileFolders) => openFiles(userData, failedAnalyses)
const at = (folder: string) => ({
  userData: join(folder, 'userData'),
  failedAnalyses: join(folder, 'failedAnalyses'),
})

/** What lies in userData and belongs to no study. */
export const siteFiles = [markFile, 'methods']

type Place = (files: Files) => string

/** A study's own files. */
export async function placesOfStudy({ id, userId }: StudyPlace, from: Files): Promise<Place[]> {
  const folder = (files: Files) => files.study(userId, id)
  const names = await readdir(folder(from)).catch(() => [])
  const own = names.filter(name => !/^(analysis\d+|cache)$/.test(name))
  return own.map(name => files => join(folder(files), name))
}

/** Of an analysis what submit wrote and, once it ended, what it left. */
export function placesOfAnalysis({ id, userId, studyId, state }: AnalysisPlace): Place[] {
  const names = ['params.json', 'method.json', 'input', ...(state === 'done' ? ['output'] : [])]
  const places = names.map(
    (name): Place =>
      files =>
        join(files.analysis(userId, studyId, id), name),
  )
  return state === 'failed' ? [...places, files => files.failed(id)] : places
}

async function takeFiles(rows: Rows, from: Files, to: Files, earlier: Files | undefined) {
  const copies = new Map<number, string>()
  const missing = new Set<Study | Analysis>()
  let bytes = 0

  async function copy(path: Place): Promise<void> {
    await mkdir(dirname(path(to)), { recursive: true, mode: 0o700 })
    const how = { share: true, earlier: earlier && path(earlier) }
    bytes += await copyTree(path(from), path(to), how, copies).catch(gone)
  }

  for (const study of rows.studies) {
    for (const place of await placesOfStudy(study, from)) await copy(place)
    if (!existsSync(join(to.study(study.userId, study.id), 'study.json'))) missing.add(study)
  }
  for (const analysis of rows.analyses) {
    for (const place of placesOfAnalysis(analysis)) await copy(place)
    const folder = to.analysis(analysis.userId, analysis.studyId, analysis.id)
    if (!existsSync(join(folder, analysis.state === 'done' ? 'output' : 'params.json'))) missing.add(analysis)
  }
  return { bytes, missing }
}

/** Deleted while we looked: its row is gone by the end, or it is told as missing. */
function gone(error: NodeJS.ErrnoException): number {
  if (error.code === 'ENOENT') return 0
  throw error
}

async function forget(copy: Database, files: Files, { studies, analyses }: Rows): Promise<void> {
  await copy.write(async tx => {
    for (const { id, userId } of analyses) await deleteAnalysisOf(tx, userId, id)
    for (const { id, userId } of studies) await deleteStudyOf(tx, userId, id)
    await deleteOpenDrafts(tx) // they last a day, and their files are not copied
  })
  for (const { id, userId, studyId } of analyses) {
    await files.discard(files.analysis(userId, studyId, id))
    await files.discard(files.failed(id))
  }
  for (const { id, userId } of studies) await files.discard(files.study(userId, id))
}

/** The rows of `all` that `some` does not have. */
function without(all: Rows, some: Rows): Rows {
  const lacks = <Row extends { id: number }>(rows: Row[]) => {
    const ids = new Set(rows.map(({ id }) => id))
    return (row: Row) => !ids.has(row.id)
  }
  return {
    studies: all.studies.filter(lacks(some.studies)),
    analyses: all.analyses.filter(lacks(some.analyses)),
  }
}

const describe = (row: Study | Analysis) =>
  `${'studyId' in row ? 'Analysis' : 'Study'} ${row.id} has no files.`
