import { createReadStream, createWriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { type Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import tar from 'tar-stream'
import yauzl from 'yauzl'
import { AppError } from '../errors.ts'
import { Budget, HeaderBudget, type UnpackLimits } from './unpackBudget.ts'

/** A structure file taken out of an upload: its name there, and where its bytes lie under a name of ours. */
export interface LibraryFile {
  name: string
  path: string
}

/**
 * Takes the structure files out of an upload (.zip, .tar.gz, .tar, .gz, or a structure file itself), into
 * `folder` as m00001.pdb, m00002.cif ...; the answer lists them in the natural order of their own names. Archive paths are read for their
 * last part only; folders, links, hidden files and __MACOSX are passed over.
 * @throws AppError 422 or 413 naming the file and what is wrong with it
 */
export async function unpackLibrary(
  path: string,
  name: string,
  folder: string,
  limits: UnpackLimits,
): Promise<LibraryFile[]> {
  const budget = new Budget(name, limits)
  const kind = await sniff(path)
  const taken: LibraryFile[] = []
  const take = async (entryName: string, stream: Readable) => {
    const into = join(folder, `m${String(taken.length + 1).padStart(5, '0')}.${formatOf(entryName)}`)
    taken.push({ name: entryName.replace(/\.gz$/i, ''), path: into })
    // Both layers count: a gzip header can be any length, and comes out of the archive but into no file.
    const inflate = /\.gz$/i.test(entryName) ? [createGunzip(), budget.counter()] : []
    await pipeline([stream, budget.counter(), ...inflate, createWriteStream(into)])
  }
  try {
    if (kind === 'zip') await eachZipEntry(path, name, budget, take)
    else if (kind === 'tar') await eachTarEntry(createReadStream(path), budget, take)
    else if (kind === 'gzip' && /\.(tgz|tar\.gz)$/i.test(name))
      await eachTarEntry(createReadStream(path).pipe(createGunzip()), budget, take)
    else if (isStructure(name)) await take(name, createReadStream(path))
    else
      throw new AppError(
        'invalid',
        `${name} is neither an archive (.zip, .tar.gz) nor a structure file (.pdb, .cif).`,
      )
  } catch (error) {
    if (error instanceof AppError || (error as NodeJS.ErrnoException).code === 'ENOSPC') throw error
    throw new AppError(
      'invalid',
      `${name} is damaged and could not be unpacked (${(error as Error).message}). Pack it again.`,
    )
  }
  if (taken.length === 0)
    throw new AppError(
      'invalid',
      `${name} holds no structure file. Models end in .pdb, .ent, .cif or .mmcif (also .gz).`,
    )
  return taken.sort((a, b) => natural.compare(a.name, b.name))
}

const natural = new Intl.Collator('en', { numeric: true })

const structurePattern = /\.(pdb|ent|pdb\d|cif|mmcif)(\.gz)?$/i
const isStructure = (name: string) => structurePattern.test(name)
const formatOf = (name: string) => (/cif(\.gz)?$/i.test(name) ? 'cif' : 'pdb')

async function sniff(path: string): Promise<'zip' | 'gzip' | 'tar' | 'text'> {
  const handle = await open(path)
  const { buffer } = await handle.read(Buffer.alloc(512), 0, 512, 0)
  await handle.close()
  if (buffer.readUInt16BE(0) === 0x504b) return 'zip'
  if (buffer.readUInt16BE(0) === 0x1f8b) return 'gzip'
  return buffer.toString('latin1', 257, 262) === 'ustar' ? 'tar' : 'text'
}

type Take = (name: string, stream: Readable) => Promise<void>

/** The last part of an entry's path when it is a model; nothing for what is passed over. */
function modelName(path: string): string | undefined {
  const parts = path.split(/[\\/]/)
  const base = parts
    .at(-1)!
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .slice(-120)
  return parts.includes('__MACOSX') || base.startsWith('.') || !isStructure(base) ? undefined : base
}

async function eachZipEntry(path: string, archive: string, budget: Budget, take: Take): Promise<void> {
  const zip = await yauzl.openPromise(path, {
    lazyEntries: true,
    validateEntrySizes: true,
    strictFileNames: false,
  })
  try {
    budget.entries(zip.entryCount)
    for await (const entry of zip.eachEntry()) {
      const isLink = (entry.externalFileAttributes >>> 16) >> 12 === 0o12
      const name = modelName(entry.fileName)
      if (!name || isLink || entry.fileName.endsWith('/')) continue
      if (entry.isEncrypted())
        throw new AppError('invalid', `${archive} is encrypted. Pack it again without a password.`)
      await take(name, await zip.openReadStreamPromise(entry))
    }
  } finally {
    zip.close()
  }
}

async function eachTarEntry(stream: Readable, budget: Budget, take: Take): Promise<void> {
  const extract = tar.extract()
  const headers = new HeaderBudget()
  const fed = pipeline(stream, headers.counter(), extract)
  fed.catch(() => {}) // the loop below meets the same error first
  for await (const entry of extract) {
    budget.entries(1)
    headers.entry(entry.header)
    const name = entry.header.type === 'file' ? modelName(entry.header.name) : undefined
    if (name) await take(name, entry as unknown as Readable)
    else
      await pipeline([
        entry as unknown as Readable,
        budget.counter(),
        new Writable({ write: (_chunk, _encoding, done) => done() }),
      ])
  }
  await fed
}
