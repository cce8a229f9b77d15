/** One line of CSV after RFC 4180, without its end. A text that a spreadsheet would take for a formula gets an apostrophe in front. */
export const csvLine = (values: readonly (string | number | boolean)[]): string =>
  values.map(value => (typeof value === 'string' ? quoted(value) : String(value))).join(',')

function quoted(text: string): string {
  const safe = /^[=+\-@\t\r\n＝＋－＠]/u.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** A CSV text after RFC 4180 with its first row as the heading; undefined where it is none, or its rows are not all as long. */
export function parseCsv(text: string): { head: string[]; rows: string[][] } | undefined {
  const rows: string[][] = []
  let row: string[] = []
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y
  const whole = text.replace(/^\uFEFF/, '').replace(/(\r?\n)+$/, '')
  for (let at = 0; ; at = cell.lastIndex) {
    cell.lastIndex = at
    const found = cell.exec(whole)
    if (!found) return
    const [, quoted, plain = '', end] = found
    row.push(quoted === undefined ? plain.trim() : quoted.replaceAll('""', '"'))
    if (end === ',') continue
    rows.push(row)
    row = []
    if (cell.lastIndex >= whole.length) break
  }
  const [head, ...others] = rows
  if (!head || head.every(name => name === '') || others.some(other => other.length !== head.length)) return
  return { head, rows: others }
}
