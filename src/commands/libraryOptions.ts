import { basename } from 'node:path'
import { type Fault, type FaultCode, FaultError } from '#src/ensemble/faults/index.ts'
import {
  implausible,
  type Structure,
  shortestNames,
  streamStructures,
} from '#src/ensemble/structures/index.ts'
import { allFrames, type FrameChoice } from '#src/ensemble/trajectories/frameChoice.ts'
import { readTopology, streamFrames } from '#src/ensemble/trajectories/index.ts'
import type { Inputs } from './science.ts'
import { UsageError } from './usage.ts'

/** The models that a command is given: structure files, or the frames of trajectories. */
export interface LibraryFiles {
  paths: string[]
  /** The file that names the atoms of the trajectories; without one the files are structures. */
  topology: string | undefined
  frames: FrameChoice
  /** Ions that nothing binds, and crystallisation agents, stay. */
  keepSolvent: boolean
  /** Models that no molecule can be are taken all the same. */
  acceptUnusual: boolean
  /** Models may differ in composition: they are particles of several kinds in one solution. */
  mixture: boolean
}

const text = { type: 'string' } as const
const flag = { type: 'boolean' } as const

/** For `argumentsOf`, beside a command's own. */
export const libraryOptions = {
  topology: text,
  frames: text,
  'keep-solvent': flag,
  'accept-unusual': flag,
  mixture: flag,
} as const

export const libraryUsage =
  '[--topology F [--frames FIRST:LAST:EVERY]] [--keep-solvent] [--accept-unusual] [--mixture]'

type LibraryValues = {
  [Name in keyof typeof libraryOptions]?: (typeof libraryOptions)[Name]['type'] extends 'string'
    ? string
    : boolean
}

/** What the options and the files of a command say of its library. */
export function libraryOf({ topology, frames, ...flags }: LibraryValues, paths: string[]): LibraryFiles {
  const trajectory = paths.find(path => /\.(xtc|trr|dcd)$/i.test(path))
  if (trajectory && topology === undefined)
    throw new UsageError(
      `${basename(trajectory)} is a trajectory: name the file that names its atoms with --topology.`,
    )
  if (frames !== undefined && topology === undefined)
    throw new UsageError('--frames chooses frames of a trajectory: it needs a --topology.')
  return {
    paths,
    topology,
    frames: frames === undefined ? allFrames : framesIn(frames),
    keepSolvent: flags['keep-solvent'] ?? false,
    acceptUnusual: flags['accept-unusual'] ?? false,
    mixture: flags.mixture ?? false,
  }
}

/** FIRST:LAST:EVERY, counted from 0; what is left out is the first, the last, and each. */
function framesIn(words: string): FrameChoice {
  const match = /^(\d{0,9}):(\d{0,9})(?::(\d{0,9}))?$/.exec(words)
  const [first, last, every] = (match?.slice(1) ?? []).map(word => (word ? Number(word) : undefined))
  if (!match || every === 0 || (last !== undefined && last < (first ?? 0)))
    throw new UsageError(`--frames ${words} is not FIRST:LAST:EVERY, such as 1000:5000:10 or ::10, from 0.`)
  return { first: first ?? 0, last: last ?? null, every: every ?? 1 }
}

/**
 * All models of a library in order, one at a time.
 * @throws FaultError structure.unlikely_* for one that no molecule can be, unless such models are accepted
 */
export async function* modelsOf(
  library: LibraryFiles,
  inputs: Inputs,
  { hydrogens = 'implicit' }: { hydrogens?: 'implicit' | 'explicit' } = {},
  warnings: Fault<FaultCode>[] = [],
): AsyncGenerator<Structure> {
  for await (const model of readAll(library, inputs, hydrogens, warnings)) {
    const question = library.acceptUnusual ? undefined : implausible(model)
    if (question) throw new FaultError(question)
    yield model
  }
}

async function* readAll(
  { paths, topology, frames, keepSolvent }: LibraryFiles,
  inputs: Inputs,
  hydrogens: 'implicit' | 'explicit',
  warnings: Fault<FaultCode>[],
): AsyncGenerator<Structure> {
  const options = { hydrogens, solvent: keepSolvent ? 'keep' : 'leave out' } as const
  const names = shortestNames(paths)
  const named =
    topology === undefined
      ? undefined
      : await readTopology(inputs.pieces(topology), basename(topology), options, warnings)
  for (const [i, path] of paths.entries())
    yield* named
      ? streamFrames(inputs.chunks(path), names[i]!, named, frames, warnings)
      : streamStructures(inputs.pieces(path), names[i]!, options, warnings)
}
