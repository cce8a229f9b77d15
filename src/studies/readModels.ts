import { join } from 'node:path'
import type { Fault, FaultCode } from '#src/ensemble/faults/index.ts'
import { type Structure, streamStructures } from '#src/ensemble/structures/index.ts'
import { readTopology, streamFrames, type Topology } from '#src/ensemble/trajectories/index.ts'
import { readOriginal } from '../compressed.ts'
import type { Reading } from './reading.ts'
import type { FileRecord, LibraryFile } from './record.ts'

/**
 * The models of one file of a library, one at a time: of a trajectory its chosen frames, of a topology none.
 * @param folder what the paths of the record are relative to
 * @param warnings remarks are added to this list
 * @throws FaultError with the file and what is wrong there
 */
export async function* readModels(
  folder: string,
  file: LibraryFile,
  warnings: Fault<FaultCode>[] = [],
): AsyncGenerator<Structure> {
  const { path, name, models, trajectory, reading } = file
  if (models === 0) return
  if (!trajectory) return yield* streamStructures(textOf(folder, path), name, optionsOf(reading), warnings)
  const topology = await topologyOf(folder, trajectory.topology, reading, warnings)
  yield* streamFrames(readOriginal(join(folder, path)), name, topology, trajectory, warnings)
}

/** What the atoms of a trajectory are. */
export function topologyOf(
  folder: string,
  { path, name }: Pick<FileRecord, 'path' | 'name'>,
  reading?: Reading,
  warnings: Fault<FaultCode>[] = [],
): Promise<Topology> {
  return readTopology(textOf(folder, path), name, optionsOf(reading), warnings)
}

const textOf = (folder: string, path: string) =>
  readOriginal(join(folder, path)).pipeThrough(new TextDecoderStream())

const optionsOf = (reading: Reading | undefined) =>
  ({ solvent: reading?.keepSolvent ? 'keep' : 'leave out' }) as const
