/** What every reader of a trajectory is asked and what it answers. */

import { type FaultCode, type FaultValues, refusal } from '../faults/index.ts'
import { determinantOf } from '../numeric/matrix3.ts'

/** One frame as its file has it. */
export interface Frame {
  /** Its place in the file, from 0, as VMD, MDAnalysis and MDTraj count. */
  index: number
  /** Time in ns; null where the file does not say. */
  time: number | null
  /** Coordinates of the first `upTo` atoms in A, [upTo, 3]; valid until the next frame. */
  xyz: Float32Array | Float64Array
  /** The vectors of the periodic box in A, as rows, [3, 3]; null without a box. */
  box: Float64Array | null
}

/** Which frames and atoms are wanted. */
export interface FrameRequest {
  /** The file's name, for messages. */
  file: string
  /** Atoms that every frame must have. */
  atoms: number
  /** So many of them are wanted, from the first. */
  upTo: number
  /** Whether a frame is wanted; the others are passed over without being unpacked. */
  isWanted(index: number): boolean
  /** No frame from this one on is wanted, so that reading may end; none where all are to be counted. */
  end?: number
}

/** What is known when a file was read. */
export interface Tally {
  /** Whole frames, wanted or not. */
  frames: number
  /** Whether the file ends in the middle of a frame. */
  cutOff: boolean
  /** Time of the first and of the last frame in ns; null where the file does not say. */
  from: number | null
  to: number | null
}

export const emptyTally = (): Tally => ({ frames: 0, cutOff: false, from: null, to: null })

/** Writes a whole frame down. */
export function count(tally: Tally, time: number | null): void {
  if (tally.frames === 0) tally.from = time
  tally.to = time
  tally.frames++
}

export const nmToA = 10

/** A time in ns of one in ps; null for what is no time. */
export const nsOf = (ps: number): number | null => (Number.isFinite(ps) ? ps / 1000 : null)

/** Refuses a trajectory. */
export function refuse<Code extends FaultCode>(
  code: Code,
  { file }: FrameRequest,
  values: FaultValues<Code>,
): never {
  throw refusal(code, values, { file })
}

/** Refuses a trajectory whose frames have other atoms than its topology. */
export function checkAtoms(found: number, request: FrameRequest): void {
  if (found !== request.atoms) refuse('trajectory.atoms_differ', request, { found, expected: request.atoms })
}

/** The box of three vectors; null where they span no volume. */
export function boxOf(rows: ArrayLike<number>, scale = 1): Float64Array | null {
  const box = Float64Array.from({ length: 9 }, (_, i) => rows[i] * scale)
  const volume = determinantOf(box)
  return Number.isFinite(volume) && Math.abs(volume) > 1 ? box : null
}
