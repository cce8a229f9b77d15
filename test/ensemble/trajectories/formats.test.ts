import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { FaultError } from '#src/ensemble/faults/index.ts'
import { framesOf } from './shared.ts'
import { dcdOf, trrOf, type WrittenFrame, xtcOf } from './writers.ts'

/** What a writer of the test put into a file comes out of the reader; what is damaged is refused at once. */

const box = [90, 0, 0, 0, 80, 0, 0, 0, 70]

/** Atoms along a winding chain, in A. */
function chain(atoms: number, seed: number, spread = 1): Float64Array {
  const xyz = new Float64Array(3 * atoms)
  for (let i = 0; i < atoms; i++) {
    xyz[3 * i] = 40 + spread * (Math.sin(0.7 * i + seed) + 0.3 * i)
    xyz[3 * i + 1] = 30 + spread * (Math.cos(0.9 * i + seed) - 0.1 * i)
    xyz[3 * i + 2] = 20 + spread * Math.sin(0.31 * i * seed)
  }
  return xyz
}

const threeFrames = (atoms: number): WrittenFrame[] =>
  [1, 2, 3].map(seed => ({ xyz: chain(atoms, seed), box, time: 1000 * seed }))

function expectNear(found: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number) {
  expect(found.length).toBe(expected.length)
  for (let i = 0; i < found.length; i++) expect(Math.abs(found[i]! - expected[i]!)).toBeLessThan(tolerance)
}

describe('XTC', () => {
  for (const atoms of [1, 9, 10, 11, 500])
    test(`${atoms} atoms come back within the rounding`, async () => {
      const written = threeFrames(atoms)
      const { frames, tally } = await framesOf(xtcOf(written), atoms)
      expect(tally).toEqual({ frames: 3, cutOff: false, from: 1, to: 3 })
      for (const [i, frame] of frames.entries()) {
        expectNear(frame.xyz, written[i]!.xyz, 0.00501)
        expectNear(frame.box!, box, 1e-4)
        expect([frame.index, frame.time]).toEqual([i, i + 1])
      }
    })

  test('whatever the precision, the way of the steps, the span and the size of a length', async () => {
    const any = fc.record({
      atoms: fc.integer({ min: 10, max: 80 }),
      seed: fc.integer({ min: 1, max: 50 }),
      spread: fc.constantFrom(0.01, 1, 30, 2000),
      precision: fc.constantFrom(10, 100, 1000, 10_000),
      changes: fc.array(fc.integer({ min: -1, max: 1 }), { minLength: 1, maxLength: 7 }),
      magic: fc.constantFrom(1995 as const, 2023 as const),
      chunk: fc.integer({ min: 1, max: 700 }),
    })
    await fc.assert(
      fc.asyncProperty(any, async ({ atoms, seed, spread, precision, changes, magic, chunk }) => {
        const xyz = chain(atoms, seed, spread)
        const { frames } = await framesOf(xtcOf([{ xyz }], { precision, changes, magic }), atoms, { chunk })
        const size = xyz.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
        expectNear(frames[0]!.xyz, xyz, 5.01 / precision + 1e-6 * size)
      }),
      { numRuns: 150, seed: 1 },
    )
  })

  test('spans beyond 24 bits are packed axis by axis', async () => {
    const xyz = chain(20, 1)
    xyz[30] = 40_000
    xyz[4] = -30_000
    const { frames } = await framesOf(xtcOf([{ xyz }], { precision: 10_000 }), 20)
    expectNear(frames[0]!.xyz, xyz, 0.01)
  })

  test('frames that are not wanted are counted, and atoms behind the last wanted one are not unpacked', async () => {
    const written = threeFrames(200)
    const { frames, tally } = await framesOf(xtcOf(written), 200, {
      upTo: 15,
      isWanted: index => index === 1,
    })
    expect(tally.frames).toBe(3)
    expect(frames).toHaveLength(1)
    expectNear(frames[0]!.xyz, Array.from(written[1]!.xyz).slice(0, 45), 0.00501)
  })
})

describe('TRR', () => {
  for (const options of [{}, { double: true }, { velocities: true }, { double: true, velocities: true }])
    test(`comes back: ${JSON.stringify(options)}`, async () => {
      const written = threeFrames(31)
      const { frames, tally } = await framesOf(trrOf(written, options), 31)
      expect(tally.frames).toBe(3)
      for (const [i, frame] of frames.entries()) {
        expectNear(frame.xyz, written[i]!.xyz, options.double ? 1e-9 : 1e-4)
        expectNear(frame.box!, box, 1e-4)
        expect(frame.time).toBeCloseTo(i + 1, 6)
      }
    })
})

describe('DCD', () => {
  const layouts = [
    { littleEndian: true },
    { littleEndian: false },
    { littleEndian: false, mark: 8 },
    { littleEndian: true, mark: 8, cell: 'angles' },
    { cell: 'cosines' },
    { cell: 'matrix', littleEndian: false },
    { charmm: false },
    { fourth: true, cell: 'angles' },
    { fixed: [0, 4, 5], cell: 'angles' },
  ] as const
  for (const layout of layouts)
    test(`comes back: ${JSON.stringify(layout)}`, async () => {
      const written = threeFrames(12)
      const { frames, tally } = await framesOf(dcdOf(written, layout as never), 12)
      expect(tally.frames).toBe(3)
      const fixed: readonly number[] = 'fixed' in layout ? layout.fixed : []
      for (const [i, frame] of frames.entries()) {
        const expected = Float64Array.from(written[i]!.xyz)
        for (const atom of fixed)
          for (let k = 0; k < 3; k++) expected[3 * atom + k] = written[0]!.xyz[3 * atom + k]!
        expectNear(frame.xyz, expected, 1e-4)
        if ('cell' in layout) expectNear(frame.box!, box, 1e-9)
        else expect(frame.box).toBeNull()
        expect(frame.time).toBeCloseTo(0.01 * (i + 1), 6)
      }
    })

  test('a cell that is not rectangular keeps its lengths and angles', async () => {
    const slanted = [60, 5, 3, 5, 50, -4, 3, -4, 40]
    const { frames } = await framesOf(dcdOf([{ xyz: chain(12, 1), box: slanted }], { cell: 'matrix' }), 12)
    expectNear(frames[0]!.box!, slanted, 1e-9)
  })

  test('a file of velocities is no trajectory', async () => {
    const bytes = dcdOf(threeFrames(12), { kind: 'VELD' })
    expect(framesOf(bytes, 12)).rejects.toThrow('holds "VELD" records, not positions')
  })

  test('a record too short for the number of atoms is damage', async () => {
    const bytes = dcdOf(threeFrames(12))
    const view = new DataView(bytes.buffer)
    const [head, title] = [92, 92]
    expect(view.getInt32(head + title, true)).toBe(4)
    view.setInt32(head + title, 0, true)
    expect(framesOf(bytes, 12)).rejects.toThrow('frame 0 is damaged')
  })
})

describe('damage', () => {
  const files = {
    xtc: xtcOf(threeFrames(60)),
    trr: trrOf(threeFrames(60)),
    'trr without a box': trrOf(
      threeFrames(60).map(({ xyz }) => ({ xyz })),
      { double: true },
    ),
    dcd: dcdOf(threeFrames(60), { cell: 'angles' }),
  }
  for (const [format, bytes] of Object.entries(files)) {
    test(`${format}: a file that ends in a frame gives the frames before`, async () => {
      const { frames, tally } = await framesOf(bytes.subarray(0, bytes.length - 20), 60)
      expect([frames.length, tally.cutOff]).toEqual([2, true])
    })

    test(`${format}: another number of atoms is refused with both`, async () => {
      expect(framesOf(bytes, 61)).rejects.toThrow('the frames have 60 atoms, the topology has 61 atoms')
    })

    test(`${format}: changed, cut and repeated bytes never crash, hang or give what is no number`, async () => {
      const spoil = fc.record({
        changes: fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 12 }),
        end: fc.integer({ min: 0, max: bytes.length }),
      })
      await fc.assert(
        fc.asyncProperty(spoil, async ({ changes, end }) => {
          const spoilt = bytes.slice(0, end)
          for (const [at, value] of changes) if (at < end) spoilt[at] = value
          const before = process.cpuUsage()
          try {
            const { frames } = await framesOf(spoilt, 60, { chunk: 4096 })
            expect(frames.length).toBeLessThanOrEqual(3)
            for (const { box, time } of frames) {
              expect(box?.some(Number.isNaN) ?? false).toBe(false)
              expect(Number.isNaN(time ?? 0)).toBe(false)
            }
          } catch (error) {
            expect(error).toBeInstanceOf(FaultError)
          }
          const { user, system } = process.cpuUsage(before)
          expect(user + system).toBeLessThan(2e6)
        }),
        { numRuns: 300, seed: 1 },
      )
    })
  }

  test('random bytes are no trajectory', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), async bytes => {
        try {
          const { frames } = await framesOf(bytes, 60)
          expect(frames).toEqual([])
        } catch (error) {
          expect(error).toBeInstanceOf(FaultError)
        }
      }),
      { seed: 1 },
    )
  })
})
