import { describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { scatterOverError } from '#src/ensemble/curve/index.ts'
import { readCurve } from '#src/ensemble/formats/index.ts'
import { sharedFolder, unlessShared } from '../../support/skips.ts'

const read = (path: string[]) => readCurve(readFileSync(sharedFolder(...path)), path.at(-1)!)

const noCurves = unlessShared('curves')
describe.skipIf(noCurves !== '')(`curves as people have them are read whole${noCurves}`, () => {
  test.each([
    ['sasdnf2.dat', 665, ['curve.repeated_q']],
    ['af_monomer.dat', 859, []],
    ['af_multidomain.dat', 911, []],
    ['rna.dat', 668, []],
    ['sans.dat', 71, []],
    ['dimer.dat', 477, []],
    ['phospho.dat', 693, []],
    ['bioen.dat', 360, ['curve.sorted', 'curve.errors_estimated']],
  ] as const)('%s, %i points', (name, points, codes) => {
    const { curve, unit, warnings } = read(['curves', name])
    expect({ points: curve.q.length, unit, codes: warnings.map(({ code }) => code as string) }).toEqual({
      points,
      unit: '1/A',
      codes: [...codes],
    })
    const scatter = scatterOverError(curve)!
    expect(scatter).toBeGreaterThan(0.4)
    expect(scatter).toBeLessThan(2)
  })

  test('the neutrons keep their resolution', () => {
    const { curve } = read(['curves', 'sans.dat'])
    expect(curve.dq!.length).toBe(71)
    expect(curve.dq![0]).toBeCloseTo(0.002067331, 9)
  })

  test('237 points of sasdnf2 have the q of the point before', () => {
    expect(read(['curves', 'sasdnf2.dat']).warnings[0]!.values).toEqual({ points: 237 })
  })
})

const noCases = unlessShared('cases')
describe.skipIf(noCases !== '')(`cases that were read wrong or refused${noCases}`, () => {
  test.each([
    ['anton-paar-pdh/curve.pdh', 'pdh', '1/nm', []],
    ['canSAS-xml/curve.xml', 'canSAS', '1/A', []],
    ['decreasing-q/curve.dat', 'text', '1/A', ['curve.reversed']],
    ['quoted-csv/d_quoted.csv', 'text', '1/A', []],
    ['utf16-curve/curve.dat', 'text', '1/A', []],
    ['zero-row-first/curve.dat', 'text', '1/A', ['curve.masked']],
  ] as const)('%s is the curve without the row of zeros', (path, format, unit, codes) => {
    const found = read(['cases', ...path.split('/')])
    const { curve } = read(['cases', 'zero-row-first', 'same-without-the-row.dat'])
    expect(found).toMatchObject({ format, unit })
    expect(found.warnings.map(({ code }) => code as string)).toEqual([...codes])
    expect(found.curve.q.length).toBe(120)
    // The PDH has its q with more digits.
    for (const [i, q] of found.curve.q.entries()) expect(q).toBeCloseTo(curve.q[i]!, 5)
    expect(found.curve.intensity).toEqual(curve.intensity)
    expect(found.curve.sigma).toEqual(curve.sigma)
  })

  test.each([
    ['fit-file-as-curve/curve.fit', 'this is a fit with the columns q, measured and fitted intensity'],
    ['quoted-csv/d_thousands.csv', 'line 2: in "0.01000;549,375.932;5,762.717" commas may part thousands'],
  ])('%s is refused by name', (path, message) => {
    expect(() => read(['cases', ...path.split('/')])).toThrow(message)
  })
})

const noPublished = unlessShared('published')
test.skipIf(noPublished !== '')(
  `the curve of the published calmodulin study has 392 rows, of which one is written twice${noPublished}`,
  () => {
    const file = read(['published', 'calmodulin_saxs', 'CAM_SMB_stdError.dat'])
    expect([file.rowQ.length, file.curve.q.length]).toEqual([392, 391])
  },
)
