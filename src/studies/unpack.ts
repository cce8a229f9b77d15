import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { shortestNames } from '#src/ensemble/structures/index.ts'
import { compress, compressedPath } from '../compressed.ts'
import { takeFiles } from './archive.ts'
import type { LibraryFile } from './record.ts'
import type { UnpackLimits } from './unpackBudget.ts'
import { uploadRefusal } from './uploadFaults.ts'

/**
 * Takes the structure files and trajectories out of an upload into `folder` as m00001.pdb, m00002.cif ..., structures compressed; the answer lists them in
 * the natural order of their own names.
 * @param passOver told of each file of the archive that is no model
 * @throws UploadError 422 or 413 naming the file and what is wrong with it
 */
export async function unpackLibrary(
  path: string,
  name: string,
  folder: string,
  limits: UnpackLimits,
  passOver: (name: string) => void = () => {},
): Promise<LibraryFile[]> {
  const taken: LibraryFile[] = []
  const paths: string[] = []
  const isOne = await takeFiles(path, name, {
    limits,
    wanted: structurePattern,
    passOver,
    open(base, whole) {
      paths.push(whole)
      const number = String(taken.length + 1).padStart(5, '0')
      const path = join(folder, `m${number}.${formatOf(base)}`)
      const file = { name: base, path, bytes: 0, sha256: '' }
      taken.push(file)
      return isTrajectory(base)
        ? [measure(file), createWriteStream(path)] // packed already
        : [measure(file), compress(), createWriteStream(compressedPath(path))]
    },
  })
  if (!isOne)
    throw isUnread(name)
      ? uploadRefusal('library.unread_format', { name })
      : uploadRefusal('archive.not_an_archive', { name })
  if (taken.length === 0) throw uploadRefusal('archive.no_structures', { name })
  shortestNames(paths).forEach((short, i) => {
    taken[i]!.name = short
  })
  return taken.sort((a, b) => natural.compare(a.name, b.name))
}

/** Writes down size and checksum of what passes. */
function measure(file: LibraryFile): Transform {
  const hash = createHash('sha256')
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      file.bytes += chunk.length
      hash.update(chunk)
      done(null, chunk)
    },
    flush(done) {
      file.sha256 = hash.digest('hex')
      done()
    },
  })
}

const natural = new Intl.Collator('en', { numeric: true })

const structurePattern = /\.(pdb|ent|pdb\d|pdbqt|pqr|cif|mmcif|gro|psf|xtc|trr|dcd)$/i
/** Models and trajectories in formats that are not read: who sends them means them to be. */
export const isUnread = (name: string) =>
  /\.(nc|ncdf|mdcrd|crd|trj|rst7|dtr|tng|lammpstrj|g96|bcif|mmtf|mol2|sdf|xyz|prmtop|parm7|h5|hdf5)(\.gz)?$/i.test(
    name,
  )
/** Whether a file of this name holds the frames of a trajectory. */
export const isTrajectory = (name: string) => /\.(xtc|trr|dcd)$/i.test(name)

function formatOf(name: string): string {
  const ending = name.toLowerCase().split('.').at(-1)!
  return ending === 'mmcif' ? 'cif' : /^(ent|pdb\d|pdbqt|pqr)$/.test(ending) ? 'pdb' : ending
}
