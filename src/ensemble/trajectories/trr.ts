/** TRR, the full-precision trajectory of GROMACS: blocks of plain floats or doubles, big-endian, in nm and ps. */

import type { ByteQueue } from './bytes.ts'
import {
  boxOf,
  checkAtoms,
  count,
  type Frame,
  type FrameRequest,
  nmToA,
  nsOf,
  refuse,
  type Tally,
} from './frame.ts'

export const trrMagic = 1993

/** The frames of a TRR file that hold positions; those with velocities or forces alone are no frames. */
export async function* readTrr(bytes: ByteQueue, request: FrameRequest, tally: Tally): AsyncGenerator<Frame> {
  let index = 0
  while (index < (request.end ?? Number.POSITIVE_INFINITY) && !(await bytes.isOver())) {
    const head = await readHead(bytes, request, index)
    const body = head && (await bytes.take(head.bytes))
    if (!head || !body) {
      tally.cutOff = true
      return
    }
    if (head.positionBytes === 0) continue
    const real = (at: number) => (head.isDouble ? body.getFloat64(8 * at) : body.getFloat32(4 * at))
    const time = nsOf(real(0))
    count(tally, time)
    const { boxAt, positionsAt } = head
    if (request.isWanted(index)) {
      const xyz = Float64Array.from({ length: 3 * request.upTo }, (_, i) => real(positionsAt + i) * nmToA)
      const rows = () => Array.from({ length: 9 }, (_, i) => real(boxAt + i))
      yield { index, time, xyz, box: head.hasBox ? boxOf(rows(), nmToA) : null }
    }
    index++
  }
}

/** Sizes of the blocks behind the head, in the order in which they stand there. */
const blocks = ['ir', 'e', 'box', 'vir', 'pres', 'top', 'sym', 'x', 'v', 'f'] as const

async function readHead(bytes: ByteQueue, request: FrameRequest, index: number) {
  const start = await bytes.take(12)
  if (!start) return
  const nameBytes = start.getInt32(8)
  if (start.getInt32(0) !== trrMagic || !(nameBytes >= 0 && nameBytes < 100))
    refuse('trajectory.damaged', request, { frame: index })
  if (!(await bytes.skip(4 * Math.ceil(nameBytes / 4)))) return
  const numbers = await bytes.take(52)
  if (!numbers) return
  const size = {} as Record<(typeof blocks)[number], number>
  for (const [i, block] of blocks.entries()) size[block] = numbers.getInt32(4 * i)
  const atoms = numbers.getInt32(40)
  checkAtoms(atoms, request)
  const vectors = [size.x, size.v, size.f].find(each => each > 0) ?? 0
  const realBytes = size.box > 0 ? size.box / 9 : vectors / (3 * atoms)
  const whole = 3 * atoms * realBytes
  const isSound =
    (realBytes === 4 || realBytes === 8) &&
    [size.x, size.v, size.f].every(each => each === 0 || each === whole) &&
    [size.box, size.vir, size.pres].every(each => each === 0 || each === 9 * realBytes) &&
    [size.ir, size.e, size.top, size.sym].every(each => each === 0)
  if (!isSound) refuse('trajectory.damaged', request, { frame: index })
  const ahead = size.box + size.vir + size.pres
  return {
    isDouble: realBytes === 8,
    hasBox: size.box > 0,
    positionBytes: size.x,
    bytes: 2 * realBytes + ahead + size.x + size.v + size.f,
    // Behind time and lambda.
    boxAt: 2,
    positionsAt: 2 + ahead / realBytes,
  }
}
