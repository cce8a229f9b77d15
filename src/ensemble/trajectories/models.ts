/** A topology and a trajectory in, models out: the atoms that a topology's chemistry keeps, with the coordinates of frames. */

import { type Fault, type FaultCode, fault, refusal } from '../faults/index.ts'
import { readTopologyText } from '../structures/read.ts'
import type { ReadOptions, Structure } from '../structures/structure.ts'
import { emptyTally, type FrameRequest, type Tally } from './frame.ts'
import type { FrameChoice } from './frameChoice.ts'
import { readFrames } from './frames.ts'
import { Joiner } from './whole.ts'

/** What the atoms of a trajectory are. */
export interface Topology {
  /** The kept atoms; where they lie is told by the frames. */
  structure: Structure
  /** Place of each kept atom among the atoms of a frame. */
  places: Int32Array
  /** Atoms of a frame, waters, ions and hydrogens counted. */
  atoms: number
}

/**
 * The topology in the first model of a PDB, mmCIF, GRO or PSF text.
 *
 * @param warnings remarks are added to this list
 * @throws FaultError as `streamStructures`
 */
export async function readTopology(
  chunks: AsyncIterable<string>,
  name: string,
  options: ReadOptions = {},
  warnings: Fault<FaultCode>[] = [],
): Promise<Topology> {
  const structure = await readTopologyText(chunks, name, options, warnings)
  const { places, atoms } = structure.inFile!
  return { structure, places, atoms }
}

/** How many frames a trajectory has and the time they span, without unpacking one. @throws as `streamFrames` */
export async function countFrames(
  chunks: AsyncIterable<Uint8Array>,
  file: string,
  { atoms }: Topology,
): Promise<Tally> {
  const tally = emptyTally()
  const request: FrameRequest = { file, atoms, upTo: 0, isWanted: () => false }
  for await (const _ of readFrames(chunks, request, tally)) void _
  if (tally.frames === 0) throw refusal('trajectory.no_frames', {}, { file })
  return tally
}

/**
 * The chosen frames of a trajectory as models, one at a time, molecules that the periodic box cut made whole. They are
 * named by file, frame and time: `run.xtc#1200 (2.4 ns)`.
 *
 * @param chunks the file's bytes in order, cut anywhere
 * @param warnings remarks about the frames are added to this list, at the end
 * @throws FaultError trajectory.* with the file and the frame
 */
export async function* streamFrames(
  chunks: AsyncIterable<Uint8Array>,
  file: string,
  topology: Topology,
  { first, last, every }: FrameChoice,
  warnings: Fault<FaultCode>[] = [],
): AsyncGenerator<Structure> {
  const { structure, places, atoms } = topology
  const joiner = new Joiner(structure)
  const tally = emptyTally()
  const request: FrameRequest = {
    file,
    atoms,
    upTo: places.reduce((most, place) => Math.max(most, place + 1), 0),
    isWanted: index => index >= first && (last === null || index <= last) && (index - first) % every === 0,
    ...(last !== null && { end: last + 1 }),
  }
  const counts = { chosen: 0, moved: 0, apart: 0 }
  for await (const frame of readFrames(chunks, request, tally)) {
    const xyz = new Float64Array(3 * places.length)
    for (let i = 0; i < places.length; i++)
      for (let axis = 0; axis < 3; axis++) xyz[3 * i + axis] = frame.xyz[3 * places[i] + axis]
    if (xyz.some(value => !(Math.abs(value) < 1e6)))
      throw refusal('trajectory.bad_coordinate', { frame: frame.index }, { file })
    const joined = joiner.join(xyz, frame.box)
    if (joined.broken) {
      const { chain, number, name } = structure.residues[joined.broken.residue]
      const residue = `${name} ${chain}${number}`
      const { distance } = joined.broken
      throw refusal(
        'trajectory.broken',
        { frame: frame.index, residue, distance, hasBox: frame.box !== null },
        { file },
      )
    }
    counts.chosen++
    if (joined.moved) counts.moved++
    if (joined.isApart) counts.apart++
    yield { ...structure, name: `${file}#${frame.index}${timeIn(frame.time)}`, model: frame.index, xyz }
  }
  if (counts.chosen === 0) throw refusal('trajectory.no_frames', {}, { file })
  const add = (found: Fault<FaultCode>) => void warnings.push(found)
  if (tally.cutOff) add(fault('trajectory.cut_off', { frames: tally.frames }, { file }))
  if (counts.moved > 0) add(fault('trajectory.made_whole', { frames: counts.moved }, { file }))
  if (counts.apart > 0) add(fault('trajectory.apart', { frames: counts.apart, of: counts.chosen }, { file }))
}

const timeIn = (ns: number | null) => (ns === null ? '' : ` (${Number(ns.toPrecision(6))} ns)`)
