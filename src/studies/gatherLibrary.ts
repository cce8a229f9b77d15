import { createReadStream, createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { refuse } from '../errors.ts'
import { isArchiveName } from './archiveEntries.ts'
import { type ArrivedFile, sizeOf } from './draftFiles.ts'
import { uploadRefusal } from './uploadFaults.ts'

/**
 * Makes one archive of structure files that were chosen one by one, so that a library is always one file. One file
 * stays as it is.
 * @param folder where the archive goes, under a name of ours
 * @throws AppError invalid for an archive among them
 */
export async function gatherLibrary(arrived: ArrivedFile[], folder: string): Promise<ArrivedFile[]> {
  const loose = arrived.filter(file => file.field === 'library')
  if (loose.length < 2) return arrived
  const archive = loose.find(file => isArchiveName(file.name))
  if (archive)
    refuse({ library: uploadRefusal('upload.archive_among_files', { name: archive.name }).message })
  const path = join(folder, 'library')
  await packFiles(
    path,
    loose.map(({ path: from, ...file }) => ({ ...file, open: () => createReadStream(from) })),
  )
  const bytes = sizeOf(loose)
  const gathered = { field: 'library', name: `library-of-${loose.length}-files.tar`, path, bytes } as const
  return [...arrived.filter(file => file.field !== 'library'), gathered]
}

/** Writes files into a tar, one after the other. */
export async function packFiles(
  to: string,
  files: { name: string; bytes: number; open(): NodeJS.ReadableStream }[],
): Promise<void> {
  const { default: tar } = await import('tar-stream')
  const pack = tar.pack()
  const written = pipeline(pack, createWriteStream(to))
  written.catch(() => {}) // the loop below meets the same error first
  for (const { name, bytes, open } of files) await pipeline(open(), pack.entry({ name, size: bytes }))
  pack.finalize()
  await written
}
