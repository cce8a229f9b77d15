import { describe, expect, test } from 'bun:test'
import { readCurve, readMatrix } from '#src/ensemble/formats/index.ts'

/** Four points and three models, whose profiles are 10 k + i: every way to write them down gives the same. */
const q = [0.01, 0.02, 0.03, 0.04]
const curve = readCurve(q.map((each, i) => `${each} ${9 - i} 0.1`).join('\n'), 'a.dat')
const at = (model: number, point: number) => 10 * model + point
const models = [1, 2, 3]
const values = Float64Array.from(q.flatMap((_, i) => models.map(k => at(k, i))))
const rows = (line: (i: number) => (string | number)[], separator = ' ') =>
  q.map((_, i) => line(i).join(separator)).join('\n')
const frames = (line: (k: number) => (string | number)[], separator = ' ') =>
  models.map(k => line(k).join(separator)).join('\n')
const down = (i: number) => models.map(k => at(k, i))
const across = (k: number) => q.map((_, i) => at(k, i))

describe('profiles either way round:', () => {
  const numbered = ['m1', 'm2', 'm3']
  const named = ['a', 'b', 'c']
  const cases: [string, string, string[]][] = [
    ['one column a model', rows(down), numbered],
    ['with names', `a b c\n${rows(down)}`, named],
    ['with names in a comment', `# a b c\n${rows(down)}`, named],
    ['with q in front', rows(i => [q[i]!, ...down(i)]), numbered],
    ['with q in front and names', `q,a,b,c\n${rows(i => [q[i]!, ...down(i)], ',')}`, named],
    ['with q in 1/nm in front', rows(i => [10 * q[i]!, ...down(i)]), numbered],
    ['with q in front, in another order', rows(i => [q[3 - i]!, ...down(3 - i)]), numbered],
    ['one row a model', frames(across), numbered],
    ['one row a model, with names', frames(k => [named[k - 1]!, ...across(k)]), named],
    ['one row a frame with its number', frames(k => [k, ...across(k)]), ['1', '2', '3']],
    ['one row a model under a row of q', `${q.join(' ')}\n${frames(across)}`, numbered],
    [
      'as BME writes it',
      `# label ${q.join(' ')}\n${frames(k => [`frame_${k}`, ...across(k)])}`,
      ['frame_1', 'frame_2', 'frame_3'],
    ],
    [
      'as BME writes it, with numbers of frames and q in the line above',
      `# DATA=SAXS\n# ${q.join(' ')}\n${frames(k => [k - 1, ...across(k)])}`,
      ['0', '1', '2'],
    ],
    ['one row a frame with its time', frames(k => [(k / 2).toFixed(1), ...across(k)]), ['0.5', '1', '1.5']],
    ['one row a frame, every tenth', frames(k => [10 * k, ...across(k)]), ['10', '20', '30']],
    [
      'as pandas writes frames',
      `,${q.join(',')}\n${frames(k => [k - 1, ...across(k)], ',')}`,
      ['0', '1', '2'],
    ],
    ['as pandas writes models', `,a,b,c\n${rows(i => [i, ...down(i)], ',')}`, named],
    ['as pandas writes models beside q', `,q,a,b,c\n${rows(i => [i, q[i]!, ...down(i)], ',')}`, named],
    ['as pandas writes models without names', `,0,1,2\n${rows(i => [i, ...down(i)], ',')}`, ['0', '1', '2']],
    ['numbers of models in the first row', `1 2 3\n${rows(down)}`, ['1', '2', '3']],
    ['as pandas writes it', `,${q.join(',')}\n${frames(k => [named[k - 1]!, ...across(k)], ',')}`, named],
    [
      'under a row of q in another order',
      `${q.toReversed().join(' ')}\n${frames(k => across(k).toReversed())}`,
      numbered,
    ],
  ]
  test.each(cases)('%s', (_, text, names) => {
    expect(readMatrix(text, 'p', { curve })).toEqual({ names, values })
  })

  test('as many models as points: columns are models, unless the rows have names', () => {
    const four = (line: (i: number) => number[]) => [0, 1, 2, 3].map(i => line(i).join(' ')).join('\n')
    expect(
      readMatrix(
        four(i => [0, 1, 2, 3].map(k => at(k, i))),
        'p',
        { curve },
      ).values[1],
    ).toBe(10)
    const labelled = [0, 1, 2, 3].map(k => [`m${k}`, ...across(k)].join(' ')).join('\n')
    expect(readMatrix(labelled, 'p', { curve }).values[1]).toBe(10)
  })
})

describe('profiles follow the points of the curve:', () => {
  const readOf = (lines: string[]) => readCurve(lines.join('\n'), 'a.dat')
  const lines = q.map((each, i) => `${each} ${9 - i} 0.1`)

  test('a curve that is turned round', () => {
    const turned = readOf(lines.toReversed())
    expect(
      readMatrix(q.map((_, i) => down(3 - i).join(' ')).join('\n'), 'p', { curve: turned }).values,
    ).toEqual(values)
  })

  test('rows that the curve leaves out, in a table with all rows and in one without them', () => {
    const masked = readOf(['0 0 0', ...lines, lines[3]!])
    expect(masked.curve.q.length).toBe(4)
    const whole = `7 7 7\n${rows(down)}\n${down(3).join(' ')}`
    expect(readMatrix(whole, 'p', { curve: masked }).values).toEqual(values)
    expect(readMatrix(rows(down), 'p', { curve: masked }).values).toEqual(values)
    const wide = frames(k => [7, ...across(k), at(k, 3)])
    expect(readMatrix(wide, 'p', { curve: masked }).values).toEqual(values)
  })
})

test('what does not go with the curve is refused with its place', () => {
  expect(() => readMatrix('1 2\n3', 'p.txt')).toThrow('p.txt, line 2: 1 column where line 1 has 2')
  expect(() => readMatrix('1 2\n3 x', 'p.txt')).toThrow('p.txt, line 2: column 2 is "x"')
  expect(() => readMatrix('1 2\n3 4', 'p.txt', { curve })).toThrow(
    'p.txt: the file has 2 rows of 2 columns, but the curve has 4 points: each point needs one row, or one column',
  )
  expect(readMatrix('a b\n1 2\n3 4', 'p').names).toEqual(['a', 'b'])
  expect(readMatrix('1,2\n3,4', 'p')).toEqual({ names: ['m1', 'm2'], values: Float64Array.of(1, 2, 3, 4) })
})

/** Points enough that a column of numbers is no chance. */
const six = [0.01, 0.02, 0.03, 0.04, 0.05, 0.06]
const longer = readCurve(six.map((each, i) => `${each} ${9 - i} 0.1`).join('\n'), 'a.dat')

test('numbers of rows are no model, without a line of names too', () => {
  const numbered = six.map((_, i) => `${i} ${9 - i} ${8 - i}`).join('\n')
  expect(readMatrix(numbered, 'p', { curve: longer })).toEqual({
    names: ['m1', 'm2'],
    values: Float64Array.from(six.flatMap((_, i) => [9 - i, 8 - i])),
  })
})

test('what would be taken for a model is refused by what it is', () => {
  const shifted = six.map((each, i) => `${(1.05 * each).toFixed(4)} ${9 - i} ${8 - i}`).join('\n')
  expect(() => readMatrix(shifted, 'p', { curve: longer })).toThrow(
    'p, line 1: the first column rises like q, but it is not that of the curve: it begins at 0.0105, the curve at 0.01',
  )
  expect(() => readMatrix(`q Iexp err a\n${rows(i => [q[i]!, 9, 0.1, 8])}`, 'p', { curve })).toThrow(
    'the column "Iexp" is measured and belongs to no model',
  )
  expect(() => readMatrix("\u0093NUMPY\u0001\u0000v\u0000{'descr': '<f8'}", 'p', { curve })).toThrow(
    'p: this is a NumPy file (.npy, .npz), not text',
  )
  expect(() => readMatrix('PK\u0003\u0004', 'p')).toThrow('this is a NumPy file')
})
