/**
 * DCD, the trajectory of CHARMM, NAMD, X-PLOR and OpenMM: Fortran records of single-precision floats in A.
 *
 * Read in both byte orders, with record marks of four or eight bytes, with a unit cell as lengths with angles, with
 * cosines, or as the symmetric matrix of CHARMM 25 and later; with fixed atoms, which stand in the first frame alone; and
 * with a fourth dimension, which is passed over. The number of frames in the head is not believed: writers that were
 * ended leave it wrong.
 */

import { cos } from '../numeric/elementary.ts'
import type { ByteQueue } from './bytes.ts'
import { boxOf, checkAtoms, count, type Frame, type FrameRequest, refuse, type Tally } from './frame.ts'

/** CHARMM's unit of time in ns: 48.88821 fs. */
const akmaNs = 4.888821e-5
const headBytes = 84
const titleBytesMax = 1e6

interface Layout {
  littleEndian: boolean
  /** Bytes of the mark before and after each record. */
  mark: 4 | 8
  hasCell: boolean
  hasFourth: boolean
  /** Places of the atoms that move, where some are fixed. */
  free: Int32Array | null
  /** Of frame i in ns; null where the head does not say. */
  timeOf(index: number): number | null
}

/** The frames of a DCD file. */
export async function* readDcd(bytes: ByteQueue, request: FrameRequest, tally: Tally): AsyncGenerator<Frame> {
  const layout = await readLayout(bytes, request)
  if (!layout) {
    tally.cutOff = true
    return
  }
  const { free, littleEndian, mark } = layout
  const xyz = new Float64Array(3 * request.upTo)
  for (let index = 0; index < (request.end ?? Number.POSITIVE_INFINITY); index++) {
    if (await bytes.isOver()) return
    const moved = free && index > 0 ? free : null
    const atoms = moved ? moved.length : request.atoms
    const cellBytes = layout.hasCell ? 48 + 2 * mark : 0
    const axisBytes = 4 * atoms + 2 * mark
    const size = cellBytes + (layout.hasFourth ? 4 : 3) * axisBytes
    const isWanted = request.isWanted(index)
    const isNeeded = isWanted || (free !== null && index === 0)
    const view = isNeeded ? await bytes.take(size) : (await bytes.skip(size)) ? null : undefined
    if (view === undefined) {
      tally.cutOff = true
      return
    }
    const time = layout.timeOf(index)
    count(tally, time)
    if (!view) continue
    for (let axis = 0; axis < 3; axis++) {
      const start = cellBytes + axis * axisBytes
      if (markAt(view, start, layout) !== 4 * atoms) refuse('trajectory.damaged', request, { frame: index })
      for (let i = 0; i < atoms; i++) {
        const atom = moved ? moved[i] : i
        if (atom < request.upTo) xyz[3 * atom + axis] = view.getFloat32(start + mark + 4 * i, littleEndian)
      }
    }
    if (!isWanted) continue
    yield { index, time, xyz, box: layout.hasCell ? cellOf(view, mark, littleEndian) : null }
  }
}

/** Undefined where the file ends in its head. */
async function readLayout(bytes: ByteQueue, request: FrameRequest): Promise<Layout | undefined> {
  const start = await bytes.take(8)
  if (!start) return
  const littleEndian = start.getInt32(0, true) === headBytes
  const isLong = littleEndian ? start.getInt32(4, true) === 0 : start.getInt32(0) === 0
  const mark = isLong ? 8 : 4
  const layout = { littleEndian, mark } as const
  if (!littleEndian && start.getInt32(mark - 4) !== headBytes)
    refuse('trajectory.unknown_format', request, {})
  const head = await bytes.take(headBytes - (isLong ? 0 : 4) + mark)
  if (!head) return
  const behind = isLong ? 4 : 0
  const kind = isLong ? head : start
  const word = String.fromCharCode(...[0, 1, 2, 3].map(i => kind.getUint8((isLong ? 0 : 4) + i)))
  if (word !== 'CORD') refuse('trajectory.not_positions', request, { kind: word.replace(/[^A-Z0-9]/gi, '?') })
  const number = (i: number) => head.getInt32(behind + 4 * i, littleEndian)
  const isCharmm = number(19) !== 0
  const title = await takeRecord(bytes, layout, titleBytesMax, request)
  const atomCount = title && (await takeRecord(bytes, layout, 8, request))
  if (!atomCount) return
  if (atomCount.byteLength < 4) refuse('trajectory.damaged', request, { frame: 0 })
  checkAtoms(atomCount.getInt32(0, littleEndian), request)
  const fixed = number(8)
  if (!(fixed >= 0 && fixed < request.atoms)) refuse('trajectory.damaged', request, { frame: 0 })
  let free: Int32Array | null = null
  if (fixed > 0) {
    const record = await takeRecord(bytes, layout, 4 * request.atoms, request)
    if (!record) return
    free = Int32Array.from(
      { length: record.byteLength / 4 },
      (_, i) => record.getInt32(4 * i, littleEndian) - 1,
    )
    if (free.length !== request.atoms - fixed || free.some(atom => !(atom >= 0 && atom < request.atoms)))
      refuse('trajectory.damaged', request, { frame: 0 })
  }
  const [begin, every] = [number(1), number(2)]
  const step = isCharmm
    ? head.getFloat32(behind + 36, littleEndian)
    : head.getFloat64(behind + 36, littleEndian)
  // A step of exactly 1 at every step is what writers leave that know no time, MDTraj among them.
  const isTimed = every > 0 && begin >= 0 && step > 0 && step < 1e6 && !(step === 1 && every === 1)
  return {
    ...layout,
    hasCell: isCharmm && number(10) !== 0,
    hasFourth: isCharmm && number(11) !== 0,
    free,
    timeOf: index => (isTimed ? (begin + index * every) * step * akmaNs : null),
  }
}

type Marks = Pick<Layout, 'littleEndian' | 'mark'>

function markAt(view: DataView, at: number, { littleEndian, mark }: Marks): number {
  return mark === 4 ? view.getInt32(at, littleEndian) : Number(view.getBigInt64(at, littleEndian))
}

/** The content of the next record; undefined where the file ends before. */
async function takeRecord(
  bytes: ByteQueue,
  marks: Marks,
  sizeMax: number,
  request: FrameRequest,
): Promise<DataView | undefined> {
  const begin = await bytes.take(marks.mark)
  if (!begin) return
  const size = markAt(begin, 0, marks)
  if (!(size >= 0 && size <= sizeMax)) refuse('trajectory.damaged', request, { frame: 0 })
  const whole = await bytes.take(size + marks.mark)
  return whole && new DataView(whole.buffer, whole.byteOffset, size)
}

/** The box of the unit cell that a frame begins with: A, gamma, B, beta, alpha, C, or a symmetric matrix. */
function cellOf(view: DataView, mark: number, littleEndian: boolean): Float64Array | null {
  const cell = Array.from({ length: 6 }, (_, i) => view.getFloat64(mark + 8 * i, littleEndian))
  const [a, g, b, be, al, c] = cell as [number, number, number, number, number, number]
  const angles = [al, be, g]
  if (angles.every(each => Math.abs(each) <= 1)) return boxOfCell(a, b, c, al, be, g)
  if (angles.every(each => each > 1 && each < 180)) {
    const [x, y, z] = angles.map(each => cos((each * Math.PI) / 180)) as [number, number, number]
    return boxOfCell(a, b, c, x, y, z)
  }
  return boxOf([a, g, be, g, b, al, be, al, c])
}

/** The vectors of a cell of lengths `a`, `b`, `c` with the cosines of alpha, beta and gamma; a lies along x, b in the plane of x and y. */
function boxOfCell(a: number, b: number, c: number, al: number, be: number, ga: number): Float64Array | null {
  const sine = Math.sqrt(1 - ga * ga)
  const y = (al - be * ga) / sine
  return boxOf([a, 0, 0, b * ga, b * sine, 0, c * be, c * y, c * Math.sqrt(1 - be * be - y * y)])
}
