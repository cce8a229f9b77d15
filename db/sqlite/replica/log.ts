import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'

/**
 * Frames of the write-ahead log in a file that only grows. Each entry begins with the length of what follows, the size
 * of a page, the moment in milliseconds since 1970, and the first 16 bytes of the SHA-256 of what follows: the frames,
 * compressed by zstd.
 */
const headBytes = 32
const hashBytes = 16

export interface Entry {
  at: number
  pageBytes: number
  /** None where nothing was written: it says that the copy was up to date then. */
  frames: Uint8Array
}

/** A new file. An entry is on the disk when `append` returns. */
export function createLog(path: string) {
  const file = openSync(path, 'ax', 0o600)
  let length = 0
  return {
    append({ at, pageBytes, frames }: Entry): void {
      const packed = Bun.zstdCompressSync(frames)
      const entry = Buffer.alloc(headBytes + packed.length)
      entry.writeUInt32LE(packed.length, 0)
      entry.writeUInt32LE(pageBytes, 4)
      entry.writeDoubleLE(at, 8)
      entry.set(hashOf(packed), headBytes - hashBytes)
      entry.set(packed, headBytes)
      try {
        for (let done = 0; done < entry.length; ) done += writeSync(file, entry, done)
        fsyncSync(file)
      } catch (error) {
        ftruncateSync(file, length) // half an entry would hide those after it
        throw error
      }
      length += entry.length
    },
    close: () => closeSync(file),
  }
}

/** The entries of a file in their order. What a power cut broke off at the end is left out. */
export function* entriesOf(path: string): Generator<Entry> {
  const file = openSync(path, 'r')
  try {
    for (let at = 0; ; ) {
      const head = read(file, at, headBytes)
      if (!head) return
      const packed = read(file, at + headBytes, head.readUInt32LE(0))
      if (!packed || !hashOf(packed).equals(head.subarray(headBytes - hashBytes))) return
      yield {
        at: head.readDoubleLE(8),
        pageBytes: head.readUInt32LE(4),
        frames: Bun.zstdDecompressSync(packed),
      }
      at += headBytes + packed.length
    }
  } finally {
    closeSync(file)
  }
}

/** Undefined where the file ends before. */
function read(file: number, from: number, length: number): Buffer<ArrayBuffer> | undefined {
  const bytes = Buffer.alloc(length)
  for (let done = 0; done < length; ) {
    const more = readSync(file, bytes, done, length - done, from + done)
    if (more === 0) return undefined
    done += more
  }
  return bytes
}

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest().subarray(0, hashBytes)
