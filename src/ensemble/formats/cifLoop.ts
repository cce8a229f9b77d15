/**
 * A loop of one category of a CIF file, nothing where it has no rows, as a file must not hold an empty one. Values are written
 * as they stand (see cifValue for texts).
 */
export function cifLoop(category: string, columns: string[], rows: (string | number)[][]): string {
  if (rows.length === 0) return ''
  const names = columns.map(column => `_${category}.${column}`)
  return `loop_\n${[...names, ...rows.map(row => row.join(' '))].join('\n')}\n#\n`
}
