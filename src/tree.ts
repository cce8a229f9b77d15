import type { Stats } from 'node:fs'
import { chmod, lstat, readdir, rm, unlink } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * The only code that goes through a folder with all that is below it. It never enters a link: what a link points to is
 * somebody else's. (Bun's `readdir(folder, { recursive: true })` does enter them, with and without file types.)
 */
export interface Entry {
  /** Within the folder; '' for the folder itself, which comes first. */
  path: string
  kind: 'file' | 'folder' | 'link' | 'pipe' | 'socket' | 'device'
  stats: Stats
}

/**
 * Every entry at and below a path, a folder before what is in it. What goes away meanwhile is passed over.
 * @param enters false for the folders, by their path within, that are passed over
 * @throws ENOENT when the path itself is not there
 */
export async function* walk(path: string, enters = (_path: string) => true): AsyncGenerator<Entry> {
  yield* below(path, '', await lstat(path), enters)
}

async function* below(
  root: string,
  path: string,
  stats: Stats,
  enters: (path: string) => boolean,
): AsyncGenerator<Entry> {
  const kind = kindOf(stats)
  yield { path, kind, stats }
  if (kind !== 'folder') return
  for (const name of (await unlessGone(readdir(join(root, path)))) ?? []) {
    const inner = join(path, name)
    const stats = await unlessGone(lstat(join(root, inner)))
    if (stats && (!stats.isDirectory() || enters(inner))) yield* below(root, inner, stats, enters)
  }
}

function kindOf(stats: Stats): Entry['kind'] {
  if (stats.isFile()) return 'file'
  if (stats.isDirectory()) return 'folder'
  if (stats.isSymbolicLink()) return 'link'
  if (stats.isFIFO()) return 'pipe'
  return stats.isSocket() ? 'socket' : 'device'
}

async function unlessGone<T>(work: Promise<T>): Promise<T | undefined> {
  return await work.catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw error
  })
}

/** Every file below a folder, by its path in it; nothing where there is no folder. */
export async function listFiles(folder: string, enters?: (path: string) => boolean): Promise<string[]> {
  const files: string[] = []
  if ((await unlessGone(lstat(folder)))?.isDirectory())
    for await (const { path, kind } of walk(folder, enters)) if (kind === 'file') files.push(path)
  return files
}

/** Bytes of all files at and below a path; 0 where there is nothing. */
export async function bytesOf(path: string): Promise<number> {
  let bytes = 0
  if (await unlessGone(lstat(path)))
    for await (const { kind, stats } of walk(path)) if (kind === 'file') bytes += stats.size
  return bytes
}

/**
 * What is neither a file nor a folder, in words: a link would show what is not its owner's, a pipe keep its reader
 * waiting. Nothing when the path is not there.
 */
export async function findOdd(path: string): Promise<string[]> {
  const odd: string[] = []
  if (await unlessGone(lstat(path)))
    for await (const entry of walk(path))
      if (!entry.path && entry.kind !== 'folder') odd.push(`a ${entry.kind} in its place`)
      else if (!isOrdinary(entry)) odd.push(`the ${entry.kind} ${entry.path}`)
  return odd
}

const isOrdinary = ({ kind }: Entry) => kind === 'file' || kind === 'folder'

/** Removes what is neither a file nor a folder; what links point to stays. */
export async function removeOdd(path: string): Promise<void> {
  for await (const entry of walk(path)) if (!isOrdinary(entry)) await unlink(join(path, entry.path))
}

/** Lets its owner read all files and enter all folders, where whoever made them took that away. */
export async function makeReadable(path: string): Promise<void> {
  for await (const { path: inner, kind, stats } of walk(path)) {
    const needed = kind === 'folder' ? 0o700 : kind === 'file' ? 0o600 : 0
    if ((stats.mode & needed) !== needed) await chmod(join(path, inner), (stats.mode & 0o777) | needed)
  }
}

/** Removes a path with all below it, if it is there. `rm` removes links and enters none. */
export async function removeTree(path: string): Promise<void> {
  const remove = () => rm(path, { recursive: true, force: true })
  await remove().catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EACCES') throw error
    await makeReadable(path)
    await remove()
  })
}
