import { expect, test } from 'bun:test'
import { Random } from '#src/ensemble/numeric/random.ts'
import {
  eachColumn,
  emptyRows,
  fillRow,
  pushRow,
  pushRows,
  rowsOf,
  takeRows,
  valueAt,
} from '#src/ensemble/numeric/sparseRows.ts'

const width = 7
const random = Random.stream(1, 1)
/** Rows of every kind: empty, whole, and with some columns. */
const whole = Array.from({ length: 20 }, (_, d) =>
  Float64Array.from({ length: width }, () => (random.uniform() < d / 19 ? random.normal() : 0)),
)

function numbersOf(table: ReturnType<typeof emptyRows>, rows: number): Float64Array[] {
  return Array.from({ length: rows }, (_, d) => {
    const row = new Float64Array(width)
    fillRow(table, d, row)
    expect(Array.from(row.keys(), k => valueAt(table, d, k))).toEqual([...row])
    return row
  })
}

test('rows come back as they were written, one by one or all at once', () => {
  const table = emptyRows(width, whole.length)
  whole.forEach((row, d) => {
    pushRow(table, d, row)
  })
  expect(numbersOf(table, whole.length)).toEqual(whole)
  const flat = Float64Array.from(whole.flatMap(row => [...row]))
  expect(numbersOf(rowsOf(flat, width), whole.length)).toEqual(whole)
})

test('rows are chosen, joined and moved forward within a table', () => {
  const table = rowsOf(Float64Array.from(whole.flatMap(row => [...row])), width)
  const chosen = [19, 3, 3, 0]
  const taken = takeRows(table, chosen)
  expect(numbersOf(taken, 4)).toEqual(chosen.map(d => whole[d]!))
  expect(taken.values.length).toBe(taken.starts[4]!)

  const joined = emptyRows(width, 9)
  pushRows(joined, 0, table, 12, 17)
  pushRows(joined, 5, taken, 0, 4)
  expect(numbersOf(joined, 9)).toEqual([...whole.slice(12, 17), ...chosen.map(d => whole[d]!)])

  for (let d = 1; d < 20; d += 2) pushRows(table, (d - 1) / 2, table, d, d + 1)
  expect(numbersOf(table, 10)).toEqual(whole.filter((_, d) => d % 2 === 1))
})

test('columns are found with their rows in order', () => {
  const table = rowsOf(Float64Array.from(whole.flatMap(row => [...row])), width)
  const columns = [...eachColumn(table, 15)]
  expect(columns.length).toBe(width)
  columns.forEach(({ rows, values }, k) => {
    const expected = whole.slice(0, 15).flatMap((row, d) => (row[k] === 0 ? [] : [[d, row[k]!]]))
    expect(Array.from(rows, (row, i) => [row, values[i]!])).toEqual(expected)
  })
})
