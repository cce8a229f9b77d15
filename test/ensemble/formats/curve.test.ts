import { describe, expect, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { readCurve, readVector } from '#src/ensemble/formats/index.ts'
import { noReference, pathOf, whySkipped } from '../saxs/shared.ts'

const rows = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n')

describe('curves as people write them', () => {
  const plain = '0.01 10 0.1\n0.02 9 0.1\n0.03 8 0.1'
  const q = [0.01, 0.02, 0.03]
  const dialects: [string, string][] = [
    ['blanks', plain],
    ['CRLF and tabs', plain.replaceAll(' ', '\t').replaceAll('\n', '\r\n')],
    ['commas', plain.replaceAll(' ', ', ')],
    ['decimal commas between semicolons', plain.replaceAll('.', ',').replaceAll(' ', ';')],
    ['FORTRAN exponents', '1.0D-02 1.D1 1.D-1\n2.0D-02 9 0.1\n3.0D-02 8 0.1'],
    ['a header of words and counts', ` TIME\n 1.0\n 104\n${plain}`],
    ['comments, a blank line and a footer', `# q I s\n\n${plain}\nparent: a.dat\ncreator: almerge`],
    ['more columns', plain.replaceAll('0.1', '0.1 7 8 9')],
    ['a byte-order mark and a DOS end of file', `\uFEFF${plain}\r\n\u001A`],
  ]
  for (const [name, text] of dialects)
    test(name, () => {
      const { curve } = readCurve(text, 'a.dat')
      expect([...curve.q]).toEqual(q)
      expect([...curve.intensity]).toEqual([10, 9, 8])
      expect([...curve.sigma]).toEqual([0.1, 0.1, 0.1])
    })

  test('1/nm is proposed for a long q or by the header, and can be overruled', () => {
    const long = rows(5, i => `${i + 0.5} 1 0.1`)
    expect(readCurve(long, 'a').curve.q[1]).toBeCloseTo(0.15, 12)
    expect(readCurve(long, 'a', { unit: '1/A' }).curve.q[1]).toBe(1.5)
    expect(readCurve(`q (1/nm)\n${plain}`, 'a').unitGuess.unit).toBe('1/nm')
  })

  test('a first column s is read as q, and said to be unless the head says what s is', () => {
    const rows = ['0.01 9 0.1', '0.02 8 0.1', '0.03 7 0.1', '0.04 6 0.1'].join('\n')
    const read = (head: string) => readCurve(`${head}\n${rows}`, 'a.dat')
    const said = (head: string) => read(head).warnings.map(({ code }) => code)
    expect(read('# s I err').curve).toEqual(read('# q I err').curve)
    expect(said('# s I err')).toEqual(['curve.s_as_q'])
    expect(said('# s = 4 pi sin(theta)/lambda\n# s I err')).toEqual([])
    expect(said('# q I s')).toEqual([])
    expect([...read('# q I s').curve.sigma]).toEqual([0.1, 0.1, 0.1, 0.1])
  })

  test('missing errors become 5 % with a warning that names the lines', () => {
    const two = readCurve('0.01 10\n0.02 8\n0.03 6', 'a')
    expect([...two.curve.sigma]).toEqual([0.5, 0.4, 0.30000000000000004])
    expect(two.warnings).toEqual([{ code: 'curve.no_errors', values: { isWithout: true }, file: 'a' }])
    expect(readCurve('0.01 10 1\n0.02 8 0\n0.03 6 1', 'a').warnings).toEqual([
      { code: 'curve.bad_errors', values: { lines: [2] }, file: 'a' },
    ])
  })

  test('a row that repeats all its numbers is left out with a warning, one that repeats q is kept', () => {
    const { curve, warnings } = readCurve(`${plain}\n0.03 8 0.1`, 'a')
    expect(curve.q.length).toBe(3)
    expect(warnings).toEqual([{ code: 'curve.repeated_rows', values: { lines: [4] }, file: 'a' }])
    const shared = readCurve(`${plain}\n0.03 7 0.1`, 'a')
    expect([...shared.curve.intensity]).toEqual([10, 9, 8, 7])
    expect(shared.warnings).toEqual([{ code: 'curve.repeated_q', values: { points: 1 }, file: 'a' }])
  })

  const broken: [string, string, RegExp][] = [
    ['a broken row', '0.01 10 0.1\n0.02 x 0.1\n0.03 8 0.1', /line 2/],
    ['no data', 'hello\nworld', /no data/],
    ['two points', '0.01 10 0.1\n0.02 9 0.1', /only 2 data points/],
    ['zeros', rows(4, i => `0.0${i + 1} 0 0.1`), /every intensity is zero/],
  ]
  for (const [name, text, message] of broken)
    test(`refused: ${name}`, () => {
      expect(() => readCurve(text, 'a.dat')).toThrow(message)
    })
})

test('words and ragged rows of numbers are refused with their line', () => {
  expect(() => readVector('1 2 y', 'e.txt', 'energies')).toThrow('e.txt, line 1')
})

test.skipIf(noReference)(`every measured curve of the shared data is read${whySkipped}`, () => {
  const points: Record<string, number> = {
    'lyzexp.dat': 197,
    'lyzexp_nm.dat': 197,
    '23922_merge.dat': 456,
    'SASDJG5.dat': 723,
    'LAR1-2.dat': 205,
    'SASDCQ2.dat': 391,
  }
  for (const part of ['inputs', 'more'])
    for (const name of readdirSync(pathOf(part)).filter(file => file.endsWith('.dat'))) {
      const bytes = readFileSync(pathOf(`${part}/${name}`))
      if (name === '1fguA_iq.dat') {
        expect(() => readCurve(bytes, name)).toThrow('this is a calculated profile')
        continue
      }
      const { curve } = readCurve(bytes, name)
      expect(curve.q[curve.q.length - 1]).toBeLessThan(1)
      if (points[name]) expect(curve.q.length).toBe(points[name])
    }
})

describe('heads that were made to keep a reader busy', () => {
  const points = Array.from({ length: 50 }, (_, i) => `${0.01 * (i + 1)} ${100 - i} 0.5`).join('\n')
  const blanks = ' '.repeat(300_000)
  const heads = [`# nm${blanks}x`, `# 4${blanks}x`, `# q [nm${blanks}x`, `# ${'calculated '.repeat(30_000)}`]
  test.each(heads.map(head => [`${head.slice(0, 12)} ...`, head]))('%s is read at once', (_, head) => {
    expect(readCurve(`${head}\n${points}`, 'a.dat').curve.q).toHaveLength(50)
  })

  test('so is a tag of canSAS that never ends', () => {
    expect(() => readCurve(`<SASroot><${'a'.repeat(300_000)}`, 'a.xml')).toThrow('no data found')
  })
})
