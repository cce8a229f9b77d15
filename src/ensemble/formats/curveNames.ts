import type { DataRow } from './curveTable.ts'
import { linesOf } from './numbers.ts'

/** Lines above the data among which names of the columns are looked for. */
const linesMax = 4

/**
 * Names of the columns, in lower case, where a line shortly above the data has as many words as the data have columns
 * and one of them is q or an intensity. Units in brackets are no words.
 */
export function columnNames(header: { line: number; text: string }[], rows: DataRow[]): string[] | null {
  const width = rows.reduce((least, row) => Math.min(least, row.values.length), Number.POSITIVE_INFINITY)
  const above = header.filter(({ line }) => line < rows[0]!.line).slice(-linesMax)
  for (const { text } of above.toReversed()) {
    const names = namesIn(text)
    if (
      names.length === width &&
      names.some(name => /^(?:q|log|ln|s$|s_?exp|i$|i_?q|int|i_?exp|exp_int)/.test(name))
    )
      return names
  }
  return null
}

function namesIn(line: string): string[] {
  const text = line
    .slice(0, 1000)
    .replace(/^[\s#!%;@/]+/, '')
    .replace(/^the \d columns are/i, '')
    .replace(/[([{][^()[\]{}]*[)\]}]/g, '')
    .toLowerCase()
    .trim()
  const words = text.includes('|')
    ? text.split('|').filter(word => word.trim() !== '')
    : (linesOf(text)[0]?.fields ?? [])
  return words.map(word => word.trim().replace(/\s+/g, '_').replace(/[,:]$/, ''))
}
