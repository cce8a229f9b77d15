/** Writers of trajectories, for tests and benchmarks: independent of the readers but for the constants of the formats. */

import { steps } from '#src/ensemble/trajectories/xtc.ts'

export interface WrittenFrame {
  /** In A, [A, 3]. */
  xyz: ArrayLike<number>
  /** Vectors of the box in A as rows. */
  box?: ArrayLike<number>
  /** ps */
  time?: number
}

/** Grows as it is written to. */
class Sink {
  private bytes = new Uint8Array(1 << 12)
  private view = new DataView(this.bytes.buffer)
  private at = 0

  constructor(private readonly littleEndian = false) {}

  private room(count: number): number {
    if (this.at + count > this.bytes.length) {
      const bytes = new Uint8Array(2 * (this.at + count))
      bytes.set(this.bytes)
      this.bytes = bytes
      this.view = new DataView(bytes.buffer)
    }
    this.at += count
    return this.at - count
  }

  int(...values: number[]): this {
    for (const value of values) {
      const at = this.room(4)
      this.view.setInt32(at, value, this.littleEndian)
    }
    return this
  }

  long(value: number): this {
    const at = this.room(8)
    this.view.setBigInt64(at, BigInt(value), this.littleEndian)
    return this
  }

  float(...values: number[]): this {
    for (const value of values) {
      const at = this.room(4)
      this.view.setFloat32(at, value, this.littleEndian)
    }
    return this
  }

  double(...values: number[]): this {
    for (const value of values) {
      const at = this.room(8)
      this.view.setFloat64(at, value, this.littleEndian)
    }
    return this
  }

  raw(bytes: Uint8Array): this {
    const at = this.room(bytes.length)
    this.bytes.set(bytes, at)
    return this
  }

  done(): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(0, this.at) as Uint8Array<ArrayBuffer>
  }
}

const rowsOf = ({ box }: WrittenFrame) => Array.from({ length: 9 }, (_, i) => (box?.[i] ?? 0) / 10)

interface XtcOptions {
  /** Grid points in 1 nm. */
  precision?: number
  /** Which way the step of the differences goes after each group: -1, 0 or 1, over and over. */
  changes?: number[]
  magic?: 1995 | 2023
}

/** An XTC file. Groups are as long as the step of the moment allows, up to nine atoms. */
export function xtcOf(frames: WrittenFrame[], options: XtcOptions = {}): Uint8Array<ArrayBuffer> {
  const sink = new Sink()
  for (const [number, frame] of frames.entries()) writeXtcFrame(sink, number, frame, options)
  return sink.done()
}

function writeXtcFrame(sink: Sink, number: number, frame: WrittenFrame, options: XtcOptions) {
  const { precision = 1000, changes = [0], magic = 1995 } = options
  const atoms = frame.xyz.length / 3
  sink
    .int(magic, atoms, number)
    .float(frame.time ?? 0, ...rowsOf(frame))
    .int(atoms)
  if (atoms <= 9) {
    sink.float(...Array.from(frame.xyz, value => value / 10))
    return
  }
  const grid = Array.from(frame.xyz, value => Math.round((value / 10) * precision))
  const ends = [0, 1, 2].map(axis => {
    const values = grid.filter((_, i) => i % 3 === axis)
    return [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))] as const
  })
  const spans = ends.map(([least, most]) => most - least + 1)
  const bits = new BitSink()
  const wide = spans.some(span => span > 0xffffff)
  const placeBits = spans.reduce((product, span) => product * BigInt(span), 1n).toString(2).length
  let step = typicalStep(grid)
  const firstStep = step
  let run = 0
  let group = 0
  const at = (atom: number) => grid.slice(3 * atom, 3 * atom + 3)

  for (let atom = 0; atom < atoms; ) {
    const middle = steps[step]! >> 1
    const fits = (to: number[], from: number[]) =>
      to.every((value, k) => value - from[k]! + middle >= 0 && value - from[k]! + middle < steps[step]!)
    // A group with differences begins with its second atom.
    let length = 0
    if (atom + 1 < atoms && fits(at(atom), at(atom + 1))) {
      length = 1
      while (length < 8 && atom + 1 + length < atoms) {
        const last = length === 1 ? atom : atom + length
        if (!fits(at(atom + 1 + length), at(last))) break
        length++
      }
    }
    const change = changes[group++ % changes.length]!
    const after = step + change
    const allowed = after < 9 || after >= steps.length ? 0 : change
    const first = at(length > 0 ? atom + 1 : atom).map((value, k) => value - ends[k]![0])
    if (wide) for (let k = 0; k < 3; k++) bits.put(first[k]!, spans[k]!.toString(2).length)
    else bits.three(first, spans, placeBits)
    if (length !== run || allowed !== 0) {
      bits.put(1, 1)
      bits.put(3 * length + allowed + 1, 5)
    } else bits.put(0, 1)
    let before = at(atom + 1)
    for (let k = 0; k < length; k++) {
      const next = k === 0 ? at(atom) : at(atom + 1 + k)
      const span = steps[step]!
      bits.three(
        next.map((value, axis) => value - before[axis]! + middle),
        [span, span, span],
        step,
      )
      before = next
    }
    run = length
    atom += 1 + length
    step += allowed
  }
  const packed = bits.done()
  sink.float(precision).int(...ends.map(end => end[0]), ...ends.map(end => end[1]), firstStep)
  if (magic === 2023) sink.long(packed.length)
  else sink.int(packed.length)
  sink.raw(packed).raw(new Uint8Array((4 - (packed.length % 4)) % 4))
}

/** The step that most neighbours fit into. */
function typicalStep(grid: number[]): number {
  const far = Array.from({ length: grid.length / 3 - 1 }, (_, i) =>
    Math.max(...[0, 1, 2].map(k => Math.abs(grid[3 * i + 3 + k]! - grid[3 * i + k]!))),
  ).sort((a, b) => a - b)
  const usual = far[Math.floor(far.length / 2)]!
  const step = steps.findIndex((span, i) => i >= 9 && span / 2 > usual + 1)
  return step < 0 ? steps.length - 1 : step
}

class BitSink {
  private bytes: number[] = []
  private held = 0
  private count = 0

  put(value: number, bits: number): void {
    for (let bit = bits - 1; bit >= 0; bit--) {
      this.held = (this.held << 1) | (Math.floor(value / 2 ** bit) % 2)
      if (++this.count < 8) continue
      this.bytes.push(this.held)
      this.held = 0
      this.count = 0
    }
  }

  three([a, b, c]: number[], [, second, third]: number[], bits: number): void {
    let value = (BigInt(a!) * BigInt(second!) + BigInt(b!)) * BigInt(third!) + BigInt(c!)
    let left = bits
    for (; left > 8; left -= 8) {
      this.put(Number(value & 255n), 8)
      value >>= 8n
    }
    this.put(Number(value), left)
  }

  done(): Uint8Array {
    while (this.count > 0) this.put(0, 1)
    return Uint8Array.from(this.bytes)
  }
}

/** A TRR file; `velocities` adds the blocks that readers pass over. */
export function trrOf(
  frames: WrittenFrame[],
  { double = false, velocities = false } = {},
): Uint8Array<ArrayBuffer> {
  const sink = new Sink()
  for (const [number, frame] of frames.entries()) {
    const atoms = frame.xyz.length / 3
    const real = double ? 8 : 4
    const vectors = 3 * atoms * real
    const boxBytes = frame.box ? 9 * real : 0
    sink.int(1993, 13, 12).raw(new TextEncoder().encode('GMX_trn_file'))
    sink.int(0, 0, boxBytes, 0, 0, 0, 0, vectors, velocities ? vectors : 0, 0, atoms, number, 0)
    const put = (...values: number[]) => (double ? sink.double(...values) : sink.float(...values))
    put(frame.time ?? 0, 0)
    if (frame.box) put(...rowsOf(frame))
    put(...Array.from(frame.xyz, value => value / 10))
    if (velocities) put(...Array.from(frame.xyz, () => 1))
  }
  return sink.done()
}

interface DcdOptions {
  littleEndian?: boolean
  mark?: 4 | 8
  charmm?: boolean
  cell?: 'angles' | 'cosines' | 'matrix'
  fourth?: boolean
  /** Places of the atoms that are fixed. */
  fixed?: number[]
  kind?: string
  /** ns between frames. */
  step?: number
  /** Steps of the simulation between frames. */
  every?: number
}

/** A DCD file; the frames' boxes are rectangular but for `matrix`. */
export function dcdOf(frames: WrittenFrame[], options: DcdOptions = {}): Uint8Array<ArrayBuffer> {
  const {
    littleEndian = true,
    mark = 4,
    charmm = true,
    cell,
    fourth = false,
    fixed = [],
    kind = 'CORD',
  } = options
  const sink = new Sink(littleEndian)
  const put = (value: number) => (mark === 4 ? sink.int(value) : sink.long(value))
  const record = (bytes: number, write: () => void) => {
    put(bytes)
    write()
    put(bytes)
  }
  const atoms = frames[0]!.xyz.length / 3
  const icntrl = new Array<number>(20).fill(0)
  icntrl[0] = frames.length
  const { every = 10 } = options
  icntrl[1] = every
  icntrl[2] = every
  icntrl[8] = fixed.length
  icntrl[10] = charmm && cell ? 1 : 0
  icntrl[11] = fourth ? 1 : 0
  icntrl[19] = charmm ? 24 : 0
  const akma = (options.step ?? 0.01) / every / 4.888821e-5
  record(84, () => {
    sink.raw(new TextEncoder().encode(kind)).int(...icntrl.slice(0, 9))
    if (charmm) sink.float(akma).int(...icntrl.slice(10))
    else sink.double(akma).int(...icntrl.slice(11))
  })
  record(4 + 80, () => sink.int(1).raw(new TextEncoder().encode('a title'.padEnd(80))))
  record(4, () => sink.int(atoms))
  const free = Array.from({ length: atoms }, (_, i) => i).filter(i => !fixed.includes(i))
  if (fixed.length > 0) record(4 * free.length, () => sink.int(...free.map(i => i + 1)))
  for (const [number, { xyz, box }] of frames.entries()) {
    const written = number === 0 ? Array.from({ length: atoms }, (_, i) => i) : free
    if (icntrl[10]) record(48, () => sink.double(...cellNumbers(box!, cell!)))
    for (let axis = 0; axis < 3; axis++)
      record(4 * written.length, () => sink.float(...written.map(i => xyz[3 * i + axis]!)))
    if (fourth) record(4 * written.length, () => sink.float(...written.map(() => 7)))
  }
  return sink.done()
}

function cellNumbers(box: ArrayLike<number>, cell: 'angles' | 'cosines' | 'matrix'): number[] {
  const [a, b, c] = [box[0]!, box[4]!, box[8]!]
  if (cell === 'angles') return [a, 90, b, 90, 90, c]
  if (cell === 'cosines') return [a, 0, b, 0, 0, c]
  return [a, box[1]!, b, box[2]!, box[5]!, c]
}
