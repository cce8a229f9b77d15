import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { type Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { AppError } from '../errors.ts'
import { type Budget, HeaderBudget } from './unpackBudget.ts'
import { uploadRefusal } from './uploadFaults.ts'

/** What lies in an archive, under the path that it has there. */
export interface ArchiveEntry {
  path: string
  kind: 'file' | 'folder' | 'link' | 'other'
  /** Its bytes, inflated and not counted yet. */
  open(): Promise<Readable>
}

/** Whether a file is an archive by what it is called. */
export const isArchiveName = (name: string) => /\.(zip|tar|tgz|tar\.gz)$/i.test(name)

/**
 * Goes through a .zip, .tar.gz or .tar, entry after entry.
 * @returns false for what is no archive
 * @throws UploadError 422 or 413 naming the file and what is wrong with it
 */
export async function eachEntry(
  path: string,
  name: string,
  budget: Budget,
  visit: (entry: ArchiveEntry) => Promise<void>,
): Promise<boolean> {
  const kind = await sniff(path)
  const isTar = kind === 'tar' || (kind === 'gzip' && /\.(tgz|tar\.gz)$/i.test(name))
  if (kind !== 'zip' && !isTar) return false
  await inWords(name, async () => {
    if (kind === 'zip') return await eachZipEntry(path, name, budget, visit)
    await eachTarEntry(path, kind === 'gzip', budget, visit)
  })
  return true
}

/** Tells what breaks in the middle of a file as a fault of that file. */
export async function inWords(name: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (error instanceof AppError || (error as NodeJS.ErrnoException).code === 'ENOSPC') throw error
    throw uploadRefusal('archive.damaged', { name, cause: (error as Error).message })
  }
}

async function sniff(path: string): Promise<'zip' | 'gzip' | 'tar' | 'text'> {
  const handle = await open(path)
  const { buffer } = await handle.read(Buffer.alloc(512), 0, 512, 0).finally(() => handle.close())
  if (buffer.readUInt16BE(0) === 0x504b) return 'zip'
  if (buffer.readUInt16BE(0) === 0x1f8b) return 'gzip'
  return buffer.toString('latin1', 257, 262) === 'ustar' ? 'tar' : 'text'
}

type Visit = (entry: ArchiveEntry) => Promise<void>

async function eachZipEntry(path: string, archive: string, budget: Budget, visit: Visit) {
  const { default: yauzl } = await import('yauzl') // as with tar-stream, not needed at the start
  const zip = await yauzl.openPromise(path, {
    lazyEntries: true,
    validateEntrySizes: true,
    strictFileNames: false,
  })
  try {
    budget.entries(zip.entryCount)
    for await (const entry of zip.eachEntry()) {
      const isLink = (entry.externalFileAttributes >>> 16) >> 12 === 0o12
      await visit({
        path: entry.fileName,
        kind: isLink ? 'link' : entry.fileName.endsWith('/') ? 'folder' : 'file',
        async open() {
          if (entry.isEncrypted()) throw uploadRefusal('archive.encrypted', { name: archive })
          return await zip.openReadStreamPromise(entry)
        },
      })
    }
  } finally {
    zip.close()
  }
}

async function eachTarEntry(path: string, isCompressed: boolean, budget: Budget, visit: Visit) {
  const { default: tar } = await import('tar-stream')
  const extract = tar.extract()
  const headers = new HeaderBudget()
  const fed = pipeline([
    createReadStream(path),
    ...(isCompressed ? [createGunzip()] : []),
    headers.counter(),
    extract,
  ])
  fed.catch(() => {}) // the loop below meets the same error first
  for await (const entry of extract) {
    budget.entries(1)
    headers.entry(entry.header)
    const { name, type } = entry.header
    let isTaken = false
    await visit({
      path: name,
      kind: tarKinds[type ?? ''] ?? 'other',
      async open() {
        isTaken = true
        return entry as unknown as Readable
      },
    })
    if (!isTaken)
      await pipeline([
        entry as unknown as Readable,
        budget.counter(),
        new Writable({ write: (_chunk, _encoding, done) => done() }),
      ])
  }
  await fed
}

const tarKinds: Record<string, ArchiveEntry['kind']> = {
  file: 'file',
  directory: 'folder',
  symlink: 'link',
  link: 'link',
}
