import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { createZstdCompress } from 'node:zlib'

/**
 * Models are stored compressed, because a small archive could fill the disk once it is unpacked. A record names
 * m00001.pdb with the size and the checksum of the original; the file on disk is m00001.pdb.zst, or m00001.pdb in studies
 * of earlier versions.
 */
const ending = '.zst'
const pattern = /(^|\/)library\/m\d+\.(pdb|cif|gro|psf)\.zst$/

/** The path to write a file of a record to, through `compress`. */
export const compressedPath = (path: string) => `${path}${ending}`

export const compress = (): Duplex => createZstdCompress()

/** The path of a file of a record on disk. */
export const storedPath = (path: string) => (existsSync(compressedPath(path)) ? compressedPath(path) : path)

/** The original bytes of a file of a record. */
export function readOriginal(path: string): ReadableStream<Uint8Array<ArrayBuffer>> {
  const kept = storedPath(path)
  const bytes = Bun.file(kept).stream() as ReadableStream<Uint8Array<ArrayBuffer>>
  return kept === path ? bytes : bytes.pipeThrough(new DecompressionStream('zstd'))
}

/** Files of a folder, each opened when its turn comes. */
export function* originalsOf(folder: string, files: Iterable<{ name: string; path: string }>) {
  for (const { name, path } of files) yield { name, file: readOriginal(join(folder, path)) }
}

/** The path of the original of a file that lies in a folder. */
export const originalPath = (found: string) => (pattern.test(found) ? found.slice(0, -ending.length) : found)
