/** Trajectories in, frames out: the format is told from the first bytes, never from the file's name. */

import { ByteQueue } from './bytes.ts'
import { readDcd } from './dcd.ts'
import { type Frame, type FrameRequest, refuse, type Tally } from './frame.ts'
import { readTrr, trrMagic } from './trr.ts'
import { readXtc, xtcMagic, xtcMagicLarge } from './xtc.ts'

/**
 * The wanted frames of an XTC, TRR or DCD file, one at a time.
 *
 * @param chunks the file's bytes in order, cut anywhere
 * @param tally filled in as the file is read
 * @throws FaultError trajectory.* with the file and the frame
 */
export async function* readFrames(
  chunks: AsyncIterable<Uint8Array>,
  request: FrameRequest,
  tally: Tally,
): AsyncGenerator<Frame> {
  const bytes = new ByteQueue(chunks)
  try {
    const start = await bytes.take(4)
    if (!start) return refuse('trajectory.no_frames', request, {})
    const magic = start.getInt32(0)
    const read =
      magic === xtcMagic || magic === xtcMagicLarge ? readXtc : magic === trrMagic ? readTrr : readDcd
    bytes.putBack(start)
    yield* read(bytes, request, tally)
  } finally {
    await bytes.close()
  }
}
