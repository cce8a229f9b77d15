/**
 * A table of which most may be 0: of each row the columns that are not, ascending, and what stands in them. A plain object
 * that can be sent to another thread and kept. At most 65,536 columns.
 */
export interface SparseRows {
  /** Columns of the table. */
  width: number
  /** Where the entries of each row begin, and where those of the last end, [rows + 1]; there may be room for more. */
  starts: Float64Array
  columns: Uint16Array
  values: Float64Array
}

/** A table without rows, with room for `rows` of them and some entries; entries find more room as they come. */
export function emptyRows(width: number, rows: number, entries = 0): SparseRows {
  return {
    width,
    starts: new Float64Array(rows + 1),
    columns: new Uint16Array(entries),
    values: new Float64Array(entries),
  }
}

/** Writes row `row`, the next, from all its numbers over `divisor`. */
export function pushRow(table: SparseRows, row: number, numbers: ArrayLike<number>, divisor = 1): void {
  let at = table.starts[row]
  for (let k = 0; k < numbers.length; k++) {
    if (numbers[k] === 0) continue
    makeRoom(table, at + 1)
    table.columns[at] = k
    table.values[at++] = numbers[k] / divisor
  }
  table.starts[row + 1] = at
}

/** Writes the rows `from` to `to` of another table behind the first `row` rows, which may be of the same table, from further on. */
export function pushRows(table: SparseRows, row: number, other: SparseRows, from: number, to: number): void {
  const [start, end] = [other.starts[from], other.starts[to]]
  const offset = table.starts[row] - start
  makeRoom(table, end + offset)
  table.columns.set(other.columns.subarray(start, end), start + offset)
  table.values.set(other.values.subarray(start, end), start + offset)
  for (let d = from; d < to; d++) table.starts[row + 1 + d - from] = other.starts[d + 1] + offset
}

/** Rows `chosen` of the first `rows` of a table, copied into one of exactly their size. */
export function takeRows(table: SparseRows, chosen: ArrayLike<number>): SparseRows {
  let entries = 0
  for (let i = 0; i < chosen.length; i++) entries += table.starts[chosen[i] + 1] - table.starts[chosen[i]]
  const taken = emptyRows(table.width, chosen.length, entries)
  for (let i = 0; i < chosen.length; i++) pushRows(taken, i, table, chosen[i], chosen[i] + 1)
  return taken
}

/** The table of rows that are whole, [rows, width] row-major. */
export function rowsOf(numbers: Float64Array, width: number): SparseRows {
  const count = width > 0 ? numbers.length / width : 0
  const table = emptyRows(width, count, numbers.length)
  for (let d = 0; d < count; d++) pushRow(table, d, numbers.subarray(d * width, (d + 1) * width))
  return table
}

/** What stands in a row and a column. O(log of the row's entries). */
export function valueAt({ width, starts, columns, values }: SparseRows, row: number, column: number): number {
  let low = starts[row]
  let high = starts[row + 1]
  if (high - low === width) return values[low + column]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (columns[middle] < column) low = middle + 1
    else high = middle
  }
  return low < starts[row + 1] && columns[low] === column ? values[low] : 0
}

/** Writes a whole row into `numbers`, [width]. */
export function fillRow({ starts, columns, values }: SparseRows, row: number, numbers: Float64Array): void {
  numbers.fill(0)
  for (let i = starts[row]; i < starts[row + 1]; i++) numbers[columns[i]] = values[i]
}

/** The rows in which a column is not 0, ascending, and what stands there. */
export interface Entries {
  rows: Uint32Array
  values: Float64Array
}

/** What the first `rows` rows have in each column, one column after the other. O(entries). */
export function* eachColumn(
  { width, starts, columns, values }: SparseRows,
  rows: number,
): Generator<Entries> {
  const end = starts[rows]
  const begins = new Float64Array(width + 1)
  for (let i = 0; i < end; i++) begins[columns[i] + 1]++
  for (let k = 0; k < width; k++) begins[k + 1] += begins[k]
  const next = begins.slice()
  const [places, sorted] = [new Uint32Array(end), new Float64Array(end)]
  for (let d = 0; d < rows; d++)
    for (let i = starts[d]; i < starts[d + 1]; i++) {
      const at = next[columns[i]]++
      places[at] = d
      sorted[at] = values[i]
    }
  for (let k = 0; k < width; k++)
    yield {
      rows: places.subarray(begins[k], begins[k + 1]),
      values: sorted.subarray(begins[k], begins[k + 1]),
    }
}

/** Doubles the room until `entries` have it. */
function makeRoom(table: SparseRows, entries: number): void {
  if (entries <= table.values.length) return
  const room = Math.max(entries, 2 * table.values.length)
  const [columns, values] = [new Uint16Array(room), new Float64Array(room)]
  columns.set(table.columns)
  values.set(table.values)
  table.columns = columns
  table.values = values
}
