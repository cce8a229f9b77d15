import { closeSync, existsSync, fsyncSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

const chunk = 1 << 20

/**
 * A file of nothing beside the database. On a full disk even deleting a row needs room (the write-ahead log
 * grows first), so the server removes the ballast, can prune again, and puts it back when there is space.
 */
export function openBallast(path: string, bytes = 32 * chunk) {
  /** Makes the file if it is not there and would take no more than a tenth of the free space. */
  function load(): boolean {
    if (existsSync(path)) return true
    const { bavail, bsize } = statfsSync(dirname(path))
    if (bavail * bsize < 10 * bytes) return false
    const file = openSync(path, 'wx', 0o600)
    try {
      const noise = crypto.getRandomValues(new Uint8Array(65_536)) // a file system that compresses keeps its size
      for (let written = 0; written < bytes; written += noise.length) writeSync(file, noise)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    return true
  }

  /** Makes room. False when it was gone already. */
  function drop(): boolean {
    if (!existsSync(path)) return false
    rmSync(path)
    return true
  }

  return { load, drop, isLoaded: () => existsSync(path) }
}

export type Ballast = ReturnType<typeof openBallast>
