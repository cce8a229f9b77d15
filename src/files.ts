import { existsSync, lstatSync } from 'node:fs'
import { mkdir, open, readdir, rename, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { randomUUIDv7 } from 'bun'
import { removeTree, walk } from './tree.ts'

/**
 * The only code that reads and writes userData/ and failedAnalyses/. Every path consists of our own ids and generated
 * names. A person's file name is data and never becomes part of a path.
 *
 *     userData/.incoming/<uuid>/                an upload on its way
 *     userData/user<id>/draft<id>/              an upload that is checked, until its owner keeps it
 *     userData/user<id>/study<id>/              study.json, curve.dat, curve.json, profiles.txt, library/m00001.pdb.zst ...
 *     userData/user<id>/study<id>/analysis<id>/ params.json, input/, output/, results.zip
 *     userData/methods/<name>/                  installed methods: see analyses/installedMethods.ts
 *     failedAnalyses/<id>/                      what was left of an analysis that failed
 */
export function openFiles(userData: string, failedAnalyses: string) {
  const user = (userId: number) => join(userData, `user${userId}`)
  const draft = (userId: number, draftId: number) => join(user(userId), `draft${draftId}`)
  const study = (userId: number, studyId: number) => join(user(userId), `study${studyId}`)
  const analysis = (userId: number, studyId: number, analysisId: number) =>
    join(study(userId, studyId), `analysis${analysisId}`)
  const failed = (analysisId: number) => join(failedAnalyses, String(analysisId))

  /** A new empty folder for an upload that may still turn out bad. */
  async function openIncoming(): Promise<string> {
    const folder = join(userData, '.incoming', randomUUIDv7())
    await mkdir(folder, { recursive: true })
    return folder
  }

  /** Removes uploads that no request is working on any more (left by a crash). */
  async function sweepIncoming(olderThanMs: number, now: number): Promise<number> {
    const folder = join(userData, '.incoming')
    let swept = 0
    for (const name of existsSync(folder) ? await readdir(folder) : []) {
      const { mtimeMs } = await stat(join(folder, name))
      if (now - mtimeMs < olderThanMs) continue
      await discard(join(folder, name))
      swept++
    }
    return swept
  }

  return { user, draft, study, analysis, failed, openIncoming, sweepIncoming, publish, place, sync, discard }
}

export type Files = ReturnType<typeof openFiles>

/**
 * Moves a finished folder to where readers look for it, so that a power cut leaves all of it or nothing:
 * fsync of every file, rename, fsync of the parent. The row that points to it commits afterwards.
 */
async function publish(from: string, to: string): Promise<void> {
  await syncTree(from)
  await place(from, to)
}

/** The quick half of `publish`, for what `sync` has brought to disk: it may be done in a transaction. */
async function place(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true })
  await rename(from, to)
  await syncPath(dirname(to))
  await syncPath(dirname(dirname(to))) // where the parent may be new
}

/** Makes sure that a folder made in place is on disk, names and contents, before a row tells of it. */
async function sync(folder: string): Promise<void> {
  await syncTree(folder)
  await syncPath(dirname(folder))
}

/** Until it is gone: where two remove one tree, `rm` may stop half-way, and not always says so. */
async function discard(path: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    const problem = await removeTree(path).catch((error: Error) => error)
    if (!lstatSync(path, { throwIfNoEntry: false })) return
    if (tries === 10) throw problem ?? new Error(`${path} cannot be removed`)
    await Bun.sleep(tries * 10)
  }
}

/** Files first, then the folders that name them, inner ones before outer ones. */
async function syncTree(folder: string): Promise<void> {
  const folders: string[] = []
  for await (const { path, kind } of walk(folder))
    if (kind === 'folder') folders.unshift(path)
    else if (kind === 'file') await syncPath(join(folder, path))
  for (const path of folders) await syncPath(join(folder, path))
}

async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
