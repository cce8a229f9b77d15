import { existsSync } from 'node:fs'
import { mkdir, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { deleteAnalysisOf, listAnalysesInState } from '#db/analyses.ts'
import { deleteOpenDrafts } from '#db/drafts.ts'
import { type Database, openDatabase, type Reader } from '#db/index.ts'
import { type Analysis, type Study, states } from '#db/schema.ts'
import { deleteStudyOf, listStudies } from '#db/studies.ts'
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
export async function copyFiles(live: Reader, config: Config, to: string, earlier: string | undefined) {
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
    for (const name of [markFile, 'methods'])
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

const filesIn = ({ userData, failedAnalyses }: Pick<Config, 'userData' | 'failedAnalyses'>) =>
  openFiles(userData, failedAnalyses)
const at = (folder: string) => ({
  userData: join(folder, 'userData'),
  failedAnalyses: join(folder, 'failedAnalyses'),
})

/** A study's own files, and of each analysis what submit wrote and, once it ended, what it left. */
async function takeFiles(rows: Rows, from: Files, to: Files, earlier: Files | undefined) {
  const copies = new Map<number, string>()
  const missing = new Set<Study | Analysis>()
  let bytes = 0

  async function copy(path: (files: Files) => string): Promise<void> {
    await mkdir(dirname(path(to)), { recursive: true, mode: 0o700 })
    const how = { share: true, earlier: earlier && path(earlier) }
    bytes += await copyTree(path(from), path(to), how, copies).catch(gone)
  }

  for (const study of rows.studies) {
    const folder = (files: Files) => files.study(study.userId, study.id)
    for (const name of await readdir(folder(from)).catch(() => []))
      if (!/^(analysis\d+|cache)$/.test(name)) await copy(files => join(folder(files), name))
    if (!existsSync(join(folder(to), 'study.json'))) missing.add(study)
  }
  for (const analysis of rows.analyses) {
    const { id, userId, studyId, state } = analysis
    const folder = (files: Files) => files.analysis(userId, studyId, id)
    for (const name of ['params.json', 'method.json', 'input', ...(state === 'done' ? ['output'] : [])])
      await copy(files => join(folder(files), name))
    if (state === 'failed') await copy(files => files.failed(id))
    if (!existsSync(join(folder(to), state === 'done' ? 'output' : 'params.json'))) missing.add(analysis)
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
