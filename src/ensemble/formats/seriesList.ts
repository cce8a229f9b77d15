import { refusal } from '../faults/index.ts'
import type { Variable } from '../series/seriesResult.ts'
import { isComment, linesOf, numberIn } from './numbers.ts'

/** A curve of a series: its file, and the value of the variable. */
export interface ListedCurve {
  file: string
  value: number
  /** Of the list; absent where the value is that of the file's name. */
  line?: number
}

export interface SeriesList {
  variable: Variable | null
  curves: ListedCurve[]
}

/**
 * Reads the list of a series: a line for each curve with its file and its value, comma, semicolon or blanks between. A first line without a number
 * names the variable, its unit in brackets: `file,time (s)`. The curves come by value, those of one value as listed.
 *
 * @throws FaultError series.* with file and line
 */
export function readSeriesList(text: string, file: string): SeriesList {
  const lines = linesOf(text).filter(line => !isComment(line))
  const [first] = lines
  if (!first) throw refusal('series.no_rows', {}, { file })
  const isHead = numberIn(first.fields.at(-1)!) === undefined && lines.length > 1
  const rows = isHead ? lines.slice(1) : lines
  const seen = new Map<string, number>()
  const curves = rows.map(({ fields, number: line }) => {
    if (fields.length !== 2) throw refusal('series.columns', { columns: fields.length }, { file, line })
    const [name, text] = fields.map(field => field.replaceAll('"', '')) as [string, string]
    const value = numberIn(text)
    if (value === undefined) throw refusal('series.not_a_number', { text }, { file, line })
    const before = seen.get(name)
    if (before !== undefined) throw refusal('series.repeated', { name, first: before }, { file, line })
    seen.set(name, line)
    return { file: name, value, line }
  })
  return { variable: isHead ? variableIn(first.fields.slice(1).join(' ')) : null, curves: byValue(curves) }
}

/** Whether every listed curve is there. @throws FaultError series.no_file */
export function checkListed(
  curves: readonly ListedCurve[],
  present: ReadonlySet<string>,
  list: string,
): void {
  for (const { file, line } of curves)
    if (!present.has(file)) throw refusal('series.no_file', { name: file }, { file: list, line })
}

/** The curves of a folder, each with the last number in its name: `lysozyme_t0.25s.dat` is at 0.25. @throws FaultError series.no_value */
export function seriesOfNames(files: readonly string[]): ListedCurve[] {
  return byValue(
    files.map(file => {
      const stem = file.replace(/\.[a-z]\w*$/i, '')
      const value = stem.match(/-?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?!.*\d)/i)
      if (!value) throw refusal('series.no_value', {}, { file })
      // A hyphen behind a letter joins, as in urea-4.
      const isJoined = value[0].startsWith('-') && /[a-z\d]$/i.test(stem.slice(0, value.index))
      return { file, value: Math.abs(Number(value[0])) * (value[0].startsWith('-') && !isJoined ? -1 : 1) }
    }),
  )
}

/** `time (s)` or `urea [M]`: a name, and a unit in brackets. */
export function variableIn(text: string): Variable {
  const whole = text.replaceAll('"', '').trim()
  const unit = /[([]([^()[\]]*)[)\]]$/.exec(whole)
  if (!unit) return { name: text.trim() || 'value', unit: '' }
  return { name: whole.slice(0, unit.index).trimEnd() || 'value', unit: unit[1]! }
}

const byValue = (curves: ListedCurve[]): ListedCurve[] => curves.toSorted((a, b) => a.value - b.value)
