import { expect, test } from 'bun:test'
import { readSeriesList, seriesOfNames, variableIn } from '#src/ensemble/formats/index.ts'

test.each([
  ['commas', 'file,time (s)\nb.dat,10\na.dat,0.5'],
  ['blanks', 'file time (s)\n# a remark\nb.dat 10\na.dat 0.5\n'],
  ['semicolons and decimal commas', 'file;time (s)\nb.dat;10\na.dat;0,5'],
  ['quotes', '"file","time (s)"\r\n"b.dat",10\r\n"a.dat",0.5'],
])('a list with %s gives curves by value, and the variable', (_, text) => {
  const { variable, curves } = readSeriesList(text, 'list.csv')
  expect(variable).toEqual({ name: 'time', unit: 's' })
  expect(curves.map(({ file, value }) => [file, value])).toEqual([
    ['a.dat', 0.5],
    ['b.dat', 10],
  ])
})

test('a list without a head names no variable; curves of one value stay in order', () => {
  const list = readSeriesList('b.dat,1\na.dat,1', 'list.csv')
  expect(list).toMatchObject({
    variable: null,
    curves: [
      { file: 'b.dat', line: 1 },
      { file: 'a.dat', line: 2 },
    ],
  })
})

test('values of names are the last number in each', () => {
  expect(
    seriesOfNames(['run2_t10.5s.dat', 'run2_t1e-3s.dat', 'urea-4.dat', 'T_-20.csv']).map(
      ({ value }) => value,
    ),
  ).toEqual([-20, 0.001, 4, 10.5])
})

test('a variable has a unit in brackets, or none', () => {
  expect(['urea [M]', 'pH', 'time since mixing (ms)'].map(variableIn)).toEqual([
    { name: 'urea', unit: 'M' },
    { name: 'pH', unit: '' },
    { name: 'time since mixing', unit: 'ms' },
  ])
})
