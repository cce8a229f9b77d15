import { createWriteStream, existsSync } from 'node:fs'
import { chmod, mkdir, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type Static, Type } from '@sinclair/typebox'
import { type ArchiveEntry, eachEntry } from '#src/studies/archiveEntries.ts'
import { Budget } from '#src/studies/unpackBudget.ts'
import { AppError, StartError } from '../errors.ts'
import { ownFile } from '../ownFile.ts'
import { walk } from '../tree.ts'
import type { RunCheck } from './extrasCheck.ts'
import type { Manifest } from './manifest/manifest.ts'
import { readManifest } from './manifest/readManifest.ts'

/**
 * The archive of a method, unpacked by the command `check` in a folder of its own:
 *
 *     0                            the archive, as it came
 *     run/  method-archive.json    what it is called
 *           unpacked/              what was in it
 *           report.json            where its manifest is, or why it cannot be used
 */
const task = Type.Object({ name: Type.String() })
const report = Type.Union([
  Type.Object({ folder: Type.String() }),
  Type.Object({ refused: Type.String(), tooLarge: Type.Boolean() }),
])
const taskFile = ownFile(task)
const reportFile = ownFile(report)
const taskIn = (folder: string) => join(folder, 'method-archive.json')
export const isMethodArchive = (folder: string) => existsSync(taskIn(folder))

/** What is larger, such as the image of a container, is put into BIOCE_METHODS. */
const limits = { inflatedBytesMax: 40e6, entriesMax: 2000 }

/**
 * Has an archive unpacked in a process of its own, within limits.
 * @param incoming holds the archive as `0`, and is the caller's to remove
 * @returns the manifest, in the folder that it was unpacked to
 * @throws AppError what is wrong with the archive or the manifest
 */
export async function unpackMethod(
  run: RunCheck,
  personId: number,
  incoming: string,
  name: string,
): Promise<Manifest> {
  const folder = join(incoming, 'run')
  await mkdir(folder)
  await Bun.write(taskIn(folder), taskFile.textOf({ name }))
  await run(folder, personId)
  const report = await reportFile.read(join(folder, 'report.json'))
  if ('refused' in report) throw new AppError(report.tooLarge ? 'too_large' : 'invalid', report.refused)
  return readManifest(join(folder, 'unpacked', report.folder, 'method.json'))
}

/** Does what method-archive.json says. What is wrong with the archive is a result, not an error. */
export async function runMethodUnpacking(folder: string): Promise<void> {
  const { name } = await taskFile.read(taskIn(folder))
  const unpacked = join(folder, 'unpacked')
  await mkdir(unpacked)
  const told = await unpack(join(folder, '../0'), name, unpacked).catch(refusalIn)
  // Methods may run as another user; and archives of some systems do not tell which files are programs.
  for await (const { path } of walk(unpacked)) await chmod(join(unpacked, path), 0o755)
  await Bun.write(join(folder, 'report.json'), reportFile.textOf(told))
}

function refusalIn(error: unknown): Static<typeof report> {
  if (!(error instanceof AppError || error instanceof StartError)) throw error
  return { refused: error.message, tooLarge: error instanceof AppError && error.kind === 'too_large' }
}

async function unpack(archive: string, name: string, to: string): Promise<{ folder: string }> {
  const budget = new Budget(name, limits)
  const isArchive = await eachEntry(archive, name, budget, entry => takeEntry(entry, to, budget))
  if (!isArchive) refuse(`${name} is no archive. Send a .zip or .tar.gz with method.json in it.`)
  const folder = await findManifest(to, name)
  const { version } = withNames(() => readManifest(join(to, folder, 'method.json')), join(to, folder, '/'))
  if (!version) refuse('method.json has no "version". An installed method needs one, such as "1.0".')
  return { folder }
}

/** One entry under the path that it has, where that leads nowhere else. */
async function takeEntry({ path, kind, open }: ArchiveEntry, to: string, budget: Budget): Promise<void> {
  const parts = path.split('/').filter(part => part !== '' && part !== '.')
  if (parts[0] === '__MACOSX' || /^\.(DS_Store|git)/.test(parts.at(-1) ?? '')) return
  if (kind === 'link' || kind === 'other')
    refuse(
      `The archive holds ${path}, which is ${kind === 'link' ? 'a link' : 'no file'}. Put the file itself there.`,
    )
  const odd = path.startsWith('/') || parts.some(part => !partPattern.test(part))
  if (odd) refuse(`The archive holds a path that cannot be used: ${JSON.stringify(path)}.`)
  const place = join(to, ...parts)
  await mkdir(kind === 'folder' ? place : dirname(place), { recursive: true }).catch(clash)
  if (kind === 'folder') return
  const file = createWriteStream(place, { flags: 'wx' })
  await pipeline([await open(), budget.counter(), file]).catch(clash)

  function clash(error: NodeJS.ErrnoException): never {
    if (['EEXIST', 'ENOTDIR', 'EISDIR'].includes(error.code ?? '')) refuse(`The archive holds ${path} twice.`)
    throw error
  }
}

const partPattern = /^(?!\.\.?$)[^\\\p{Cc}\p{Cf}]{1,100}$/u

/** The archive's own folder, or the only one in it. */
async function findManifest(to: string, name: string): Promise<string> {
  if (existsSync(join(to, 'method.json'))) return ''
  const [first, ...others] = await readdir(to)
  if (first && others.length === 0 && existsSync(join(to, first, 'method.json'))) return first
  return refuse(`${name} holds no method.json, neither at its top nor in the only folder there.`)
}

/** Faults name files as they are called in the archive. */
function withNames<T>(work: () => T, folder: string): T {
  try {
    return work()
  } catch (error) {
    throw error instanceof StartError ? new StartError(error.message.replaceAll(folder, '')) : error
  }
}

function refuse(message: string): never {
  throw new AppError('invalid', message)
}
