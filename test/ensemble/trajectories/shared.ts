import type { Fault, FaultCode } from '#src/ensemble/faults/index.ts'
import { emptyTally, type Frame, type Tally } from '#src/ensemble/trajectories/frame.ts'
import type { FrameChoice } from '#src/ensemble/trajectories/frameChoice.ts'
import { readFrames } from '#src/ensemble/trajectories/frames.ts'
import { readTopology, streamFrames } from '#src/ensemble/trajectories/models.ts'

/** Bytes in chunks of a size that divides no record. */
export async function* inChunks(bytes: Uint8Array, size = 1013): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function* asText(text: string): AsyncGenerator<string> {
  yield text
}

/** All frames of a file, copied. */
export async function framesOf(
  bytes: Uint8Array,
  atoms: number,
  { upTo = atoms, isWanted = () => true, chunk = 1013 }: Partial<Wanted> = {},
): Promise<{ frames: Frame[]; tally: Tally }> {
  const tally = emptyTally()
  const frames: Frame[] = []
  const request = { file: 'a.xtc', atoms, upTo, isWanted }
  for await (const frame of readFrames(inChunks(bytes, chunk), request, tally))
    frames.push({ ...frame, xyz: frame.xyz.slice() })
  return { frames, tally }
}

interface Wanted {
  upTo: number
  isWanted: (index: number) => boolean
  chunk: number
}

/** The chosen frames of a trajectory as models. */
export async function modelsOf(topology: string, bytes: Uint8Array, choice: FrameChoice, name = 'run.xtc') {
  const warnings: Fault<FaultCode>[] = []
  const named = await readTopology(asText(topology), 'top', {}, warnings)
  const models = await Array.fromAsync(streamFrames(inChunks(bytes), name, named, choice, warnings))
  return { models, warnings, topology: named }
}
