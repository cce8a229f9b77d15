/** One line of CSV after RFC 4180, without its end. A text that a spreadsheet would take for a formula gets an apostrophe in front. */
export const csvLine = (values: readonly (string | number | boolean)[]): string =>
  values.map(value => (typeof value === 'string' ? quoted(value) : String(value))).join(',')

function quoted(text: string): string {
  const safe = /^[=+\-@\t\r\n＝＋－＠]/u.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
