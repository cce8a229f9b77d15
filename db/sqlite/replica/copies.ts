import {
  closeSync,
  createReadStream,
  createWriteStream,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
} from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib'
import { pagesIn } from './frames.ts'
import { createLog, entriesOf } from './log.ts'

/**
 * Whole copies of a database, each in a folder that is named for its moment, with all that was committed after it:
 *
 *     2026-11-29T03-00-00-000Z/whole.sqlite.zst
 *     2026-11-29T03-00-00-000Z/log
 */
const wholeName = 'whole.sqlite.zst'
const logName = 'log'

/** One of them as it is made. */
export function createCopy(folder: string, now: number) {
  const path = join(folder, new Date(now).toISOString().replaceAll(':', '-').replace('.', '-'))
  mkdirSync(path, { recursive: true, mode: 0o700 })
  const log = createLog(join(path, logName))
  return {
    append: log.append,
    close: log.close,
    /** What stays of it on a disk that takes no changes is not whole, and never taken for a copy. */
    remove() {
      log.close()
      try {
        removeCopy(path)
      } catch {}
    },
    /** Copies the file, which nobody may change meanwhile. */
    async takeWhole(database: string): Promise<void> {
      const part = join(path, `${wholeName}.part`)
      const checked = createZstdCompress({ params: { [constants.ZSTD_c_checksumFlag]: 1 } })
      await pipeline(createReadStream(database), checked, createWriteStream(part, { mode: 0o600 }))
      for (const each of [part, path]) syncPath(each)
      renameSync(part, join(path, wholeName))
      for (const each of [path, folder]) syncPath(each)
    },
  }
}

export type Copy = ReturnType<typeof createCopy>

export interface CopyFacts {
  path: string
  /** When it was begun. */
  at: number
  /** When it was last written to. */
  lastAt: number
}

/** Those that are whole, the oldest first. */
export function listCopies(folder: string): CopyFacts[] {
  const names = readdirSync(folder, { withFileTypes: true }).filter(each => each.isDirectory())
  return names
    .map(({ name }) => ({ path: join(folder, name), at: momentOf(name) }))
    .filter(({ path, at }) => at > 0 && statSync(join(path, wholeName), { throwIfNoEntry: false }))
    .map(copy => ({ ...copy, lastAt: statSync(join(copy.path, logName)).mtimeMs }))
    .toSorted((a, b) => a.at - b.at)
}

/** Removes what nobody can want before a moment: copies that a later one had taken the place of by then. */
export function pruneCopies(folder: string, before: number): void {
  const copies = listCopies(folder)
  const kept = copies.findLastIndex(({ at }) => at <= before)
  for (const { path } of copies.slice(0, Math.max(0, kept))) removeCopy(path)
}

/** What is whole goes first: what is left of it, should that be all, is no copy. */
function removeCopy(path: string): void {
  for (const name of [wholeName, `${wholeName}.part`, logName]) rmSync(join(path, name), { force: true })
  rmdirSync(path)
}

/**
 * Writes the database as it was at a moment into a new file.
 * @param until in milliseconds since 1970
 * @returns the moment of the last entry that is in it
 */
export async function rebuild(copy: CopyFacts, until: number, to: string): Promise<number> {
  await pipeline(
    createReadStream(join(copy.path, wholeName)),
    createZstdDecompress(),
    createWriteStream(to, { mode: 0o600 }),
  )
  const file = await open(to, 'r+')
  let last = copy.at
  try {
    for (const { at, pageBytes, frames } of entriesOf(join(copy.path, logName))) {
      if (at > until) break
      for (const { offset, content, fileBytes } of pagesIn(frames, pageBytes)) {
        await file.write(content, 0, content.length, offset)
        if (fileBytes !== undefined) await file.truncate(fileBytes)
      }
      last = at
    }
    await file.sync()
    return last
  } finally {
    await file.close()
  }
}

const momentOf = (name: string) =>
  Date.parse(name.replace(/^(\d{4}-\d\d-\d\dT\d\d)-(\d\d)-(\d\d)-(\d{3}Z)$/, '$1:$2:$3.$4')) || 0

function syncPath(path: string): void {
  const file = openSync(path, 'r')
  fsyncSync(file)
  closeSync(file)
}
