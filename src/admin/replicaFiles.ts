import { existsSync } from 'node:fs'
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { listAnalysisPlaces } from '#db/analyses.ts'
import type { Reader } from '#db/index.ts'
import { listStudyPlaces } from '#db/studies.ts'
import type { Config } from '../config.ts'
import { copyTree } from '../copyTree.ts'
import { type Files, openFiles } from '../files.ts'
import { removeTree, walk } from '../tree.ts'
import { placesOfAnalysis, placesOfStudy, siteFiles } from './backUpFiles.ts'

/**
 * Copies the files of studies and analyses into the folder of a continuous copy. They never change once they are
 * there, so what has been copied is not looked at again.
 */
export function openFileReplica(config: Config, folder: string) {
  const from = openFiles(config.userData, config.failedAnalyses)
  const to = filesInReplica(folder)
  const known = new Set<string>()
  const outlines = new Map<string, string>()

  let copied = 0

  async function copy(place: (files: Files) => string): Promise<void> {
    const path = place(to)
    if (known.has(path)) return
    if (!existsSync(path)) {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      await removeTree(`${path}.part`)
      const isThere = await copyTree(place(from), `${path}.part`).then(() => true, unlessMissing)
      if (!isThere) return // not yet written, or deleted meanwhile
      await to.publish(`${path}.part`, path) // whatever has its name is taken to be whole
      copied++
    }
    known.add(path)
  }

  /** For the few files that do change. */
  async function copyChanged(path: string, target: string): Promise<void> {
    const outline = await outlineOf(path)
    if (outline === '' || outlines.get(path) === outline) return
    await removeTree(`${target}.part`)
    await copyTree(path, `${target}.part`)
    await to.sync(`${target}.part`)
    await removeTree(target)
    await to.place(`${target}.part`, target)
    outlines.set(path, outline)
  }

  return {
    /** Copies what has come since the last time, and says whether anything had. */
    async update(db: Reader): Promise<boolean> {
      copied = 0
      for (const study of await listStudyPlaces(db)) {
        const path = to.study(study.userId, study.id)
        if (known.has(path)) continue
        for (const place of await placesOfStudy(study, from)) await copy(place)
        known.add(path)
      }
      for (const analysis of await listAnalysisPlaces(db))
        for (const place of placesOfAnalysis(analysis)) await copy(place)
      await copyChanged(config.secretsFile, join(folder, 'secrets.json'))
      await copyChanged(config.site, join(folder, 'site'))
      for (const name of siteFiles)
        await copyChanged(join(config.userData, name), join(folder, 'userData', name))
      return copied > 0
    },
    /** Removes the files of what was deleted longer ago than a time. */
    async prune(db: Reader, keepMs: number, now: number): Promise<void> {
      const wanted = new Set([
        ...(await listStudyPlaces(db)).map(({ userId, id }) => to.study(userId, id)),
        ...(await listAnalysisPlaces(db)).flatMap(({ userId, studyId, id }) => [
          to.analysis(userId, studyId, id),
          to.failed(id),
        ]),
      ])
      for (const path of await listFolders(folder)) {
        const mark = join(folder, 'deleted', path.slice(folder.length + 1).replaceAll('/', '-'))
        if (wanted.has(path)) await rm(mark, { force: true })
        else if (!existsSync(mark)) await markDeleted(mark)
        else if (now - (await stat(mark)).mtimeMs > keepMs) {
          await removeTree(path)
          await rm(mark)
        }
      }
    },
  }
}

export const filesInReplica = (folder: string) =>
  openFiles(join(folder, 'userData'), join(folder, 'failedAnalyses'))

/** The folders of studies, analyses, and what was left of those that failed. */
async function listFolders(folder: string): Promise<string[]> {
  const below = async (path: string, pattern: RegExp) =>
    (existsSync(path) ? await readdir(path) : [])
      .filter(name => pattern.test(name))
      .map(name => join(path, name))
  const folders = await below(join(folder, 'failedAnalyses'), /^\d+$/)
  for (const user of await below(join(folder, 'userData'), /^user\d+$/))
    for (const study of await below(user, /^study\d+$/))
      folders.push(...(await below(study, /^analysis\d+$/)), study)
  return folders
}

async function markDeleted(mark: string): Promise<void> {
  await mkdir(dirname(mark), { recursive: true, mode: 0o700 })
  await writeFile(mark, '')
}

/** What a folder holds, as far as names, sizes and times tell; empty where there is none. */
async function outlineOf(path: string): Promise<string> {
  if (!existsSync(path)) return ''
  const lines: string[] = []
  for await (const { path: inner, stats } of walk(path)) lines.push(`${inner} ${stats.size} ${stats.mtimeMs}`)
  return lines.join('\n')
}

function unlessMissing(error: NodeJS.ErrnoException): false {
  if (error.code !== 'ENOENT') throw error
  return false
}
