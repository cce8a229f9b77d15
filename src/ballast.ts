import { closeSync, existsSync, fsyncSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

const usualBytes = 32 << 20
/** The least that a sign-in and a deletion need. */
const bytesMin = 256 << 10

/**
 * A reserve file beside the database. On a full disk even deleting a row needs room, because the write-ahead log
 * grows first. The server then removes the reserve so that people can delete, and creates it again when there is room.
 */
export function openBallast(path: string, bytes = usualBytes) {
  /** Makes the file if it is not there, of a tenth of the free space at most; on a disk with next to none it is not made. */
  function load(): boolean {
    if (existsSync(path)) return true
    const { bavail, bsize } = statfsSync(dirname(path))
    const size = Math.min(bytes, Math.floor((bavail * bsize) / 10))
    if (size < bytesMin) return false
    const file = openSync(path, 'wx', 0o600)
    try {
      const noise = crypto.getRandomValues(new Uint8Array(65_536)) // a file system that compresses keeps its size
      for (let written = 0; written < size; written += noise.length) writeSync(file, noise)
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
