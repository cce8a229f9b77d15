import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../errors.ts'
import { takeFiles } from './archive.ts'
import type { UnpackLimits } from './unpackBudget.ts'

/** A structure file taken out of an upload: its name there, and where its bytes lie under a name of ours. */
export interface LibraryFile {
  name: string
  path: string
}

/**
 * Takes the structure files out of an upload into `folder` as m00001.pdb, m00002.cif ...; the answer lists them in the
 * natural order of their own names.
 * @throws AppError 422 or 413 naming the file and what is wrong with it
 */
export async function unpackLibrary(
  path: string,
  name: string,
  folder: string,
  limits: UnpackLimits,
): Promise<LibraryFile[]> {
  const taken: LibraryFile[] = []
  const isOne = await takeFiles(path, name, {
    limits,
    wanted: structurePattern,
    open(base) {
      const into = join(folder, `m${String(taken.length + 1).padStart(5, '0')}.${formatOf(base)}`)
      taken.push({ name: base, path: into })
      return createWriteStream(into)
    },
  })
  if (!isOne)
    throw new AppError(
      'invalid',
      `${name} is neither an archive (.zip, .tar.gz) nor a structure file (.pdb, .cif).`,
    )
  if (taken.length === 0)
    throw new AppError(
      'invalid',
      `${name} holds no structure file. Models end in .pdb, .ent, .cif or .mmcif (also .gz).`,
    )
  return taken.sort((a, b) => natural.compare(a.name, b.name))
}

const natural = new Intl.Collator('en', { numeric: true })

const structurePattern = /\.(pdb|ent|pdb\d|cif|mmcif)$/i
const formatOf = (name: string) => (/cif$/i.test(name) ? 'cif' : 'pdb')
