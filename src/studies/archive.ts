import { createReadStream } from 'node:fs'
import type { Duplex, Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { lastCharacters } from '../characters.ts'
import { type ArchiveEntry, eachEntry, inWords } from './archiveEntries.ts'
import { Budget, type UnpackLimits } from './unpackBudget.ts'

interface Extraction {
  limits: UnpackLimits
  /** Names of the files that are taken, also with .gz behind. Everything else in an archive is passed over. */
  wanted: RegExp
  /** What a file's bytes pass on their way, and where they go; `path` names its folders in the archive too. */
  open(name: string, path: string): [...Duplex[], Writable]
  /** Whether what is compressed in the archive stays so, under its own name. */
  keepsGzip?: boolean
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
  const isWanted = (base: string) => {
    const wanted = extraction.wanted.test(base.replace(/\.gz$/i, ''))
    if (!wanted && base !== '') extraction.passOver?.(base)
    return wanted
  }
  const take = async (path: string, stream: Readable) => {
    const base = path.split('/').at(-1)!
    // Both layers count: a gzip header can be any length, and comes out of the archive but into no file.
    const isInflated = /\.gz$/i.test(base) && !extraction.keepsGzip
    const inflate = isInflated ? [createGunzip(), budget.counter()] : []
    const named = (text: string) => (isInflated ? text.replace(/\.gz$/i, '') : text)
    await pipeline([stream, budget.counter(), ...inflate, ...extraction.open(named(base), named(path))])
  }
  const takeWanted = async (entry: ArchiveEntry) => {
    const chosen = entry.kind === 'file' ? pathOf(entry.path, isWanted) : undefined
    if (chosen) await take(chosen, await entry.open())
  }
  if (await eachEntry(path, name, budget, takeWanted)) return true
  if (!isWanted(name)) return false
  await inWords(name, () => take(name, createReadStream(path)))
  return true
}

type IsChosen = (base: string) => boolean

/** An entry's path as a name, when it is wanted; nothing for what is passed over. */
function pathOf(entry: string, isWanted: IsChosen): string | undefined {
  const parts = entry
    .split(/[\\/]/)
    .map(part => lastCharacters(part.normalize('NFC').replace(/[\p{Cc}\p{Cf}]/gu, ''), 120))
  const base = parts.at(-1)!
  if (parts.includes('__MACOSX') || base.startsWith('.') || !isWanted(base)) return undefined
  return parts.filter(part => !/^\.{0,2}$/.test(part)).join('/')
}
