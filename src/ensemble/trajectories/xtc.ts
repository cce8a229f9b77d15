/**
 * XTC, the compressed trajectory of GROMACS: frames of coordinates rounded to a grid and packed into bits, in nm and ps.
 *
 * The packing is the one of van Hoesel's XDR library for 3D coordinates, as described in the GROMACS reference manual
 * ("xtc"). A group of atoms begins with one on the grid of the whole frame; up to eight after it are differences to the
 * one before. Big-endian throughout.
 */

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

export const xtcMagic = 1995
/** Written since GROMACS 2023 for systems whose packed frame needs more than 2 GB. */
export const xtcMagicLarge = 2023
/** Frames of so few atoms are not packed. */
const plainMax = 9

/** How many values a difference may have: entry i packs three of them into i bits. A constant of the format. */
export const steps = [
  0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 10, 12, 16, 20, 25, 32, 40, 50, 64, 80, 101, 128, 161, 203, 256, 322, 406,
  512, 645, 812, 1024, 1290, 1625, 2048, 2580, 3250, 4096, 5060, 6501, 8192, 10321, 13003, 16384, 20642,
  26007, 32768, 41285, 52015, 65536, 82570, 104031, 131072, 165140, 208063, 262144, 330280, 416127, 524287,
  660561, 832255, 1048576, 1321122, 1664510, 2097152, 2642245, 3329021, 4194304, 5284491, 6658042, 8388607,
  10568983, 13316085, 16777216,
]
const firstStep = 9

/** The frames of an XTC file; those not wanted are passed over without being unpacked. */
export async function* readXtc(bytes: ByteQueue, request: FrameRequest, tally: Tally): AsyncGenerator<Frame> {
  for (let index = 0; index < (request.end ?? Number.POSITIVE_INFINITY); index++) {
    if (await bytes.isOver()) return
    const isWhole = yield* readFrame(bytes, request, tally, index)
    if (isWhole) continue
    tally.cutOff = true
    return
  }
}

/** @returns false where the file ends in the frame */
async function* readFrame(
  bytes: ByteQueue,
  request: FrameRequest,
  tally: Tally,
  index: number,
): AsyncGenerator<Frame, boolean> {
  const head = await bytes.take(56)
  if (!head) return false
  const magic = head.getInt32(0)
  if (magic !== xtcMagic && magic !== xtcMagicLarge) refuse('trajectory.damaged', request, { frame: index })
  const atoms = head.getInt32(4)
  if (head.getInt32(52) !== atoms) refuse('trajectory.damaged', request, { frame: index })
  checkAtoms(atoms, request)
  const time = nsOf(head.getFloat32(12))
  const box = boxOf(
    Array.from({ length: 9 }, (_, i) => head.getFloat32(16 + 4 * i)),
    nmToA,
  )
  const isWanted = request.isWanted(index)
  const upTo = Math.min(request.upTo, atoms)
  if (atoms <= plainMax) {
    const plain = await bytes.take(12 * atoms)
    if (!plain) return false
    count(tally, time)
    const xyz = Float32Array.from({ length: 3 * upTo }, (_, i) => plain.getFloat32(4 * i) * nmToA)
    if (isWanted) yield { index, time, xyz, box }
    return true
  }
  const sizeBytes = magic === xtcMagicLarge ? 8 : 4
  const packing = await bytes.take(32 + sizeBytes)
  if (!packing) return false
  const at = (i: number) => packing.getInt32(4 + 4 * i)
  const header = {
    precision: packing.getFloat32(0),
    least: [at(0), at(1), at(2)] as Triple,
    most: [at(3), at(4), at(5)] as Triple,
    step: at(6),
  }
  const size = sizeBytes === 8 ? Number(packing.getBigInt64(32)) : packing.getInt32(32)
  // 72 bits of a place, a flag and a length: more would be no frame, and must not be gathered in memory.
  if (!(size >= 0 && size <= 16 * atoms + 64)) refuse('trajectory.damaged', request, { frame: index })
  const padded = 4 * Math.ceil(size / 4)
  if (!isWanted) {
    if (!(await bytes.skip(padded))) return false
    count(tally, time)
    return true
  }
  const packed = await bytes.take(padded)
  if (!packed) return false
  const xyz = new Float32Array(3 * upTo)
  const isSound = unpack(new Uint8Array(packed.buffer, packed.byteOffset, size), header, xyz)
  if (!isSound) refuse('trajectory.damaged', request, { frame: index })
  count(tally, time)
  yield { index, time, xyz, box }
  return true
}

type Triple = [number, number, number]

interface Packing {
  /** Grid points in 1 nm. */
  precision: number
  /** Of all atoms, on the grid. */
  least: Triple
  most: Triple
  /** Entry of `steps` that the first difference is packed with. */
  step: number
}

/**
 * Unpacks the first atoms of a frame, as many as `xyz` holds, in A.
 *
 * @returns false for data that break off or say what cannot be
 */
function unpack(
  packed: Uint8Array,
  { precision, least, most, step: first }: Packing,
  xyz: Float32Array,
): boolean {
  const spans = least.map((from, k) => most[k] - from + 1) as Triple
  if (!(precision > 0) || spans.some(span => !(span > 0 && span <= 2 ** 32))) return false
  if (!(first >= firstStep && first < steps.length)) return false
  const scale = nmToA / precision
  const isWide = spans.some(span => span > 0xffffff)
  const spanBits = spans.map(bitsFor)
  const placeBits = (BigInt(spans[0]) * BigInt(spans[1]) * BigInt(spans[2])).toString(2).length
  const bits = new Bits(packed)
  const place: Triple = [0, 0, 0]
  const before: Triple = [0, 0, 0]
  const atoms = xyz.length / 3
  let step = first
  let run = 0
  let atom = 0

  const put = ([x, y, z]: Triple) => {
    if (atom < atoms) {
      xyz[3 * atom] = x * scale
      xyz[3 * atom + 1] = y * scale
      xyz[3 * atom + 2] = z * scale
    }
    atom++
  }

  while (atom < atoms) {
    if (isWide) for (let k = 0; k < 3; k++) place[k] = bits.long(spanBits[k])
    else bits.three(placeBits, spans[1], spans[2], place)
    for (let k = 0; k < 3; k++) {
      place[k] += least[k]
      before[k] = place[k]
    }
    let change = 0
    if (bits.short(1) === 1) {
      run = bits.short(5)
      change = (run % 3) - 1
      run -= change + 1
    }
    const span = steps[step]
    const middle = span >> 1
    if (run === 0) put(place)
    for (let k = 0; k < run; k += 3) {
      bits.three(step, span, span, place)
      for (let axis = 0; axis < 3; axis++) place[axis] += before[axis] - middle
      if (k > 0) {
        before.splice(0, 3, ...place)
        put(place)
        continue
      }
      // The first two atoms of a group stand in exchanged order: an oxygen between its hydrogens packs better.
      put(place)
      put(before)
      before.splice(0, 3, ...place)
    }
    step += change
    if (step < firstStep || step >= steps.length || bits.isPast) return false
  }
  return true
}

/** Bits of a packed frame, from the highest of each byte on. */
class Bits {
  private readonly bytes: Uint8Array
  private readonly end: number
  private at = 0

  constructor(packed: Uint8Array) {
    this.end = 8 * packed.length
    this.bytes = new Uint8Array(packed.length + 16)
    this.bytes.set(packed)
  }

  /** Whether more was read than there is. */
  get isPast(): boolean {
    return this.at > this.end
  }

  /** Up to 24 bits as a number; 0 beyond the end. */
  short(count: number): number {
    const byte = this.at >>> 3
    const { bytes } = this
    const word = (bytes[byte] << 24) | (bytes[byte + 1] << 16) | (bytes[byte + 2] << 8) | bytes[byte + 3]
    const value = count === 0 ? 0 : (word << (this.at & 7)) >>> (32 - count)
    this.at += count
    return value
  }

  /** Up to 32 bits. */
  long(count: number): number {
    return count <= 16 ? this.short(count) : this.short(count - 16) * 65536 + this.short(16)
  }

  /** Three numbers that were packed into one of `count` bits, whose bytes come lowest first: (a * second + b) * third + c. */
  three(count: number, second: number, third: number, into: Triple): void {
    if (count > 52) {
      this.threeOfMany(count, second, third, into)
      return
    }
    let value = 0
    let scale = 1
    let left = count
    for (; left > 8; left -= 8) {
      value += this.short(8) * scale
      scale *= 256
    }
    value += this.short(left) * scale
    const rest = Math.floor(value / third)
    into[2] = value - rest * third
    into[0] = Math.floor(rest / second)
    into[1] = rest - into[0] * second
  }

  private threeOfMany(count: number, second: number, third: number, into: Triple): void {
    let value = 0n
    let shift = 0n
    let left = count
    for (; left > 8; left -= 8) {
      value += BigInt(this.short(8)) << shift
      shift += 8n
    }
    value += BigInt(this.short(left)) << shift
    const [b, c] = [BigInt(second), BigInt(third)]
    into[2] = Number(value % c)
    into[1] = Number((value / c) % b)
    into[0] = Number(value / c / b)
  }
}

/** Bits that hold the numbers up to `span` itself. */
const bitsFor = (span: number) => (span < 2 ** 32 ? 32 - Math.clz32(span) : 32)
