/** A loop of one category of a CIF file; values are written as they stand (see cifValue for texts). */
export function cifLoop(category: string, columns: string[], rows: (string | number)[][]): string {
  const names = columns.map(column => `_${category}.${column}`)
  return `loop_\n${[...names, ...rows.map(row => row.join(' '))].join('\n')}\n#\n`
}
