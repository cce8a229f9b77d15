import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { type Duplex, type Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import tar from 'tar-stream'
import yauzl from 'yauzl'
import { AppError } from '../errors.ts'
import { Budget, HeaderBudget, type UnpackLimits } from './unpackBudget.ts'
import { uploadRefusal } from './uploadFaults.ts'

interface Extraction {
  limits: UnpackLimits
  /** Names of the files that are taken, also with .gz behind. Everything else in an archive is passed over. */
  wanted: RegExp
  /** What a file's bytes pass on their way, and where they go; `path` names its folders in the archive too. */
  open(name: string, path: string): [...Duplex[], Writable]
  /** Told of each file that is passed over, but for links and hidden ones. */
  passOver?(name: string): void
}

/**
 * Takes the wanted files out of an upload: a .zip, .tar.gz, .tar, or such a file itself, inflated where it is a .gz.
 * Archive paths name files and lead nowhere; folders, links, hidden files and __MACOSX are passed over.
 * @returns false for a file that is neither an archive nor wanted
 * @throws UploadError 422 or 413 naming the file and what is wrong with it
 */
export async function takeFiles(path: string, name: string, extraction: Extraction): Promise<boolean> {
  const budget = new Budget(name, extraction.limits)
  const kind = await sniff(path)
  const isWanted = (base: string) => {
    const wanted = extraction.wanted.test(base.replace(/\.gz$/i, ''))
    if (!wanted && base !== '') extraction.passOver?.(base)
    return wanted
  }
  const take = async (path: string, stream: Readable) => {
    const base = path.split('/').at(-1)!
    // Both layers count: a gzip header can be any length, and comes out of the archive but into no file.
    const inflate = /\.gz$/i.test(base) ? [createGunzip(), budget.counter()] : []
    await pipeline([
      stream,
      budget.counter(),
      ...inflate,
      ...extraction.open(base.replace(/\.gz$/i, ''), path.replace(/\.gz$/i, '')),
    ])
  }
  try {
    if (kind === 'zip') await eachZipEntry(path, name, budget, isWanted, take)
    else if (kind === 'tar') await eachTarEntry(createReadStream(path), budget, isWanted, take)
    else if (kind === 'gzip' && /\.(tgz|tar\.gz)$/i.test(name))
      await eachTarEntry(createReadStream(path).pipe(createGunzip()), budget, isWanted, take)
    else if (isWanted(name)) await take(name, createReadStream(path))
    else return false
    return true
  } catch (error) {
    if (error instanceof AppError || (error as NodeJS.ErrnoException).code === 'ENOSPC') throw error
    throw uploadRefusal('archive.damaged', { name, cause: (error as Error).message })
  }
}

async function sniff(path: string): Promise<'zip' | 'gzip' | 'tar' | 'text'> {
  const handle = await open(path)
  const { buffer } = await handle.read(Buffer.alloc(512), 0, 512, 0)
  await handle.close()
  if (buffer.readUInt16BE(0) === 0x504b) return 'zip'
  if (buffer.readUInt16BE(0) === 0x1f8b) return 'gzip'
  return buffer.toString('latin1', 257, 262) === 'ustar' ? 'tar' : 'text'
}

type IsChosen = (base: string) => boolean
type Take = (path: string, stream: Readable) => Promise<void>

/** An entry's path as a name, when it is wanted; nothing for what is passed over. */
function pathOf(entry: string, isWanted: IsChosen): string | undefined {
  const parts = entry.split(/[\\/]/).map(part =>
    part
      .normalize('NFC')
      .replace(/[\p{Cc}\p{Cf}]/gu, '')
      .slice(-120),
  )
  const base = parts.at(-1)!
  if (parts.includes('__MACOSX') || base.startsWith('.') || !isWanted(base)) return undefined
  return parts.filter(part => !/^\.{0,2}$/.test(part)).join('/')
}

async function eachZipEntry(path: string, archive: string, budget: Budget, isWanted: IsChosen, take: Take) {
  const zip = await yauzl.openPromise(path, {
    lazyEntries: true,
    validateEntrySizes: true,
    strictFileNames: false,
  })
  try {
    budget.entries(zip.entryCount)
    for await (const entry of zip.eachEntry()) {
      const isLink = (entry.externalFileAttributes >>> 16) >> 12 === 0o12
      const path = pathOf(entry.fileName, isWanted)
      if (!path || isLink || entry.fileName.endsWith('/')) continue
      if (entry.isEncrypted()) throw uploadRefusal('archive.encrypted', { name: archive })
      await take(path, await zip.openReadStreamPromise(entry))
    }
  } finally {
    zip.close()
  }
}

async function eachTarEntry(stream: Readable, budget: Budget, isWanted: IsChosen, take: Take) {
  const extract = tar.extract()
  const headers = new HeaderBudget()
  const fed = pipeline(stream, headers.counter(), extract)
  fed.catch(() => {}) // the loop below meets the same error first
  for await (const entry of extract) {
    budget.entries(1)
    headers.entry(entry.header)
    const path = entry.header.type === 'file' ? pathOf(entry.header.name, isWanted) : undefined
    if (path) await take(path, entry as unknown as Readable)
    else
      await pipeline([
        entry as unknown as Readable,
        budget.counter(),
        new Writable({ write: (_chunk, _encoding, done) => done() }),
      ])
  }
  await fed
}
