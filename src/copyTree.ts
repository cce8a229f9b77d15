import type { Stats } from 'node:fs'
import { copyFile, link, lstat, mkdir, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { walk } from './tree.ts'

interface How {
  /** Files that never change may be one file under two names, where both lie on one disk: it takes no room. */
  share?: boolean
  /** An earlier copy. What has not changed since is shared with it, if it cannot be with the original. */
  earlier?: string
}

/**
 * Copies a file, or a folder with everything in it, and returns how many bytes were copied or shared. Symbolic links are
 * skipped. Hard links to one file become hard links to one copy.
 * @throws ENOENT when the original is not there
 */
export async function copyTree(
  from: string,
  to: string,
  how: How = {},
  copies = new Map<number, string>(),
): Promise<number> {
  let bytes = 0
  for await (const { path, kind, stats } of walk(from)) {
    const target = join(to, path)
    if (kind === 'folder') await mkdir(target, { recursive: true, mode: 0o700 })
    if (kind !== 'file') continue
    await copy(join(from, path), stats, target, how.share, how.earlier && join(how.earlier, path), copies)
    bytes += stats.size
  }
  return bytes
}

async function copy(
  from: string,
  { size, mtime, ino, nlink }: Stats,
  to: string,
  share = false,
  earlier: string | undefined,
  copies: Map<number, string>,
): Promise<void> {
  const twin = nlink > 1 ? copies.get(ino) : undefined
  copies.set(ino, to)
  if (twin && (await tryLink(twin, to))) return
  if (share && (await tryLink(from, to))) return
  if (earlier && (await isSame(earlier, size, mtime)) && (await tryLink(earlier, to))) return
  await copyFile(from, to)
  await utimes(to, mtime, mtime)
}

async function isSame(path: string, size: number, mtime: Date): Promise<boolean> {
  const earlier = await lstat(path).catch(() => undefined)
  return (
    earlier?.isFile() === true && earlier.size === size && Math.abs(earlier.mtimeMs - mtime.getTime()) < 2000
  )
}

/** False when there is no such file, or when the two do not lie on one disk. */
async function tryLink(from: string, to: string): Promise<boolean> {
  return await link(from, to).then(
    () => true,
    () => false,
  )
}
