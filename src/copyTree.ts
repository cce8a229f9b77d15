import { copyFile, link, lstat, mkdir, readdir, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'

interface How {
  /** Files that never change may be one file under two names, where both lie on one disk: it takes no room. */
  share?: boolean
  /** An earlier copy. What has not changed since is shared with it, if it cannot be with the original. */
  earlier?: string
}

/**
 * Copies a file, or a folder with all that is in it, and answers how many bytes were copied or shared. Links are passed
 * over. Files that are one under several names stay so in the copy.
 * @throws ENOENT when the original is not there
 */
export async function copyTree(
  from: string,
  to: string,
  how: How = {},
  copies = new Map<number, string>(),
): Promise<number> {
  const what = await lstat(from)
  const { size, mtime, ino, nlink } = what
  if (what.isFile()) {
    const twin = nlink > 1 ? copies.get(ino) : undefined
    copies.set(ino, to)
    if (twin && (await tryLink(twin, to))) return size
    if (how.share && (await tryLink(from, to))) return size
    if (how.earlier && (await isSame(how.earlier, size, mtime)) && (await tryLink(how.earlier, to)))
      return size
    await copyFile(from, to)
    await utimes(to, mtime, mtime)
    return size
  }
  if (!what.isDirectory()) return 0
  await mkdir(to, { recursive: true, mode: 0o700 })
  let bytes = 0
  for (const name of await readdir(from)) {
    const within = { ...how, earlier: how.earlier && join(how.earlier, name) }
    bytes += await copyTree(join(from, name), join(to, name), within, copies)
  }
  return bytes
}

async function isSame(path: string, size: number, mtime: Date): Promise<boolean> {
  const earlier = await stat(path).catch(() => undefined)
  return earlier?.size === size && Math.abs(earlier.mtimeMs - mtime.getTime()) < 2000
}

/** False when there is no such file, or when the two do not lie on one disk. */
async function tryLink(from: string, to: string): Promise<boolean> {
  return await link(from, to).then(
    () => true,
    () => false,
  )
}
