import { join } from 'node:path'
import type { Analysis } from '#db/schema.ts'
import { parseCsv } from '../csv.ts'
import { inManifestOrder } from './inManifestOrder.ts'
import type { Manifest, NumberGrade, ResultChart, ResultFile } from './manifest/manifest.ts'
import { listMethodOutputs } from './outputFiles.ts'
import { type SeriesView, seriesViewOf } from './seriesView.ts'

/** A number that a method told, as its manifest names it. */
export interface ResultNumber {
  name: string
  label: string
  value: string | number | boolean
  unit?: string
  digits?: number
  help?: string
  /** What its manifest says that such a value is good for. */
  grade?: NumberGrade['grade']
  gradeText?: string
}

/** A table of a result: its heading, and all of its rows. */
export interface ResultTable {
  head: string[]
  rows: string[][]
}

/** A file that the page of a result shows. */
export type Shown = { file: string; title: string; description?: string } & (
  | { kind: 'table'; table: ResultTable }
  | { kind: 'chart'; table: ResultTable; chart: ResultChart }
  | { kind: 'series'; table: ResultTable; series: SeriesView }
  | { kind: 'image' }
  | { kind: 'structure' }
  | { kind: 'markdown'; text: string }
  | { kind: 'fault'; fault: string }
)

/** Larger files are for downloading. */
const shownBytesMax = 2e6
const fetchedBytesMax = 20e6
/** Of the table of a series: 200 curves with 200 weights each. */
const seriesBytesMax = 5e6
/** Of all that is read for one page. */
const readBytesMax = 10e6

/** What the page of a finished method shows: the numbers that it told, what its manifest wants seen, and its files by their titles. */
export async function methodOutcome(
  manifest: Manifest | undefined,
  analysis: Pick<Analysis, 'summary'>,
  folder: string,
) {
  const outputs = await listMethodOutputs(manifest, folder)
  const results = manifest?.results ?? []
  const there = results.filter(({ file }) => outputs.some(({ name }) => name === file))
  return {
    numbers: numbersOf(manifest, analysis),
    shown: await Promise.all(
      withRoom(there, outputs).map(([result, room]) => readShown(folder, result, room)),
    ),
    files: outputs,
  }
}

/** What a browser asks for itself. */
const isFetched = ({ show }: ResultFile) => show === 'image' || show === 'structure'

/** What is shown, each with how many bytes of it may be read: a hundred tables would hold up the server. */
function withRoom(results: ResultFile[], outputs: { name: string; bytes: number }[]): [ResultFile, number][] {
  let left = readBytesMax
  return results
    .filter(({ show }) => show)
    .map(result => {
      if (isFetched(result)) return [result, fetchedBytesMax]
      const { bytes = 0 } = outputs.find(({ name }) => name === result.file) ?? {}
      const room = Math.min(result.show === 'series' ? seriesBytesMax : shownBytesMax, left)
      if (bytes <= room) left -= bytes
      return [result, room]
    })
}

/** Those that the manifest names first, then the others under their own names. */
export function numbersOf(
  manifest: Partial<Pick<Manifest, 'numbers'>> | undefined,
  { summary }: Pick<Analysis, 'summary'>,
): ResultNumber[] {
  const reported = Object.entries(typeof summary === 'object' && summary !== null ? summary : {})
  const numbers = manifest?.numbers ?? []
  const names = numbers.map(({ name }) => name)
  return inManifestOrder(reported, ([name]) => name, names).map(([name, value]) => {
    const { grades, ...words } = numbers.find(each => each.name === name) ?? { name, label: name }
    const isPlain = typeof value === 'number' || typeof value === 'boolean'
    return { ...words, value: isPlain ? value : wordsOf(value), ...gradeOf(value, grades) }
  })
}

function gradeOf(value: unknown, grades: NumberGrade[] = []): Pick<ResultNumber, 'grade' | 'gradeText'> {
  if (typeof value !== 'number') return {}
  const found = grades.find(
    ({ minimum = -Infinity, maximum = Infinity }) => value >= minimum && value <= maximum,
  )
  if (!found) return {}
  const { grade, text = grade === 'good' ? undefined : grade } = found
  return { grade, ...(text && { gradeText: text }) }
}

const wordsOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))

/** What a page shows of one file. What cannot be shown says why, and is there to be downloaded. */
async function readShown(
  folder: string,
  { file, title, description, show, chart }: ResultFile,
  bytesMax: number,
): Promise<Shown> {
  const facts = { file, title, ...(description && { description }) }
  const { size } = Bun.file(join(folder, 'output', file))
  if (size > bytesMax)
    return {
      ...facts,
      kind: 'fault',
      fault: `It is too large to be shown here (${(size / 1e6).toFixed(1)} MB).`,
    }
  if (show === 'image' || show === 'structure') return { ...facts, kind: show }
  const text = await Bun.file(join(folder, 'output', file)).text()
  if (show === 'markdown') return { ...facts, kind: 'markdown', text }
  const table = parseCsv(text)
  if (!table)
    return {
      ...facts,
      kind: 'fault',
      fault: 'It cannot be shown: this is no CSV table with a heading.',
    }
  if (show === 'series') {
    const series = seriesViewOf(table)
    return typeof series === 'string'
      ? { ...facts, kind: 'fault', fault: `It cannot be drawn. ${series}` }
      : { ...facts, kind: 'series', table, series }
  }
  if (!chart) return { ...facts, kind: 'table', table }
  const missing = [chart.x, ...chart.y, ...(chart.error ? [chart.error] : [])].find(
    name => !table.head.includes(name),
  )
  if (missing !== undefined)
    return {
      ...facts,
      kind: 'fault',
      fault: `It cannot be drawn: ${file} has no column "${missing}".`,
    }
  return { ...facts, kind: 'chart', table, chart }
}

/** A table of a result by its file's name, which its manifest shows. Undefined where there is none. */
export async function findTable(manifest: Manifest | undefined, folder: string, name: string) {
  const result = manifest?.results.find(
    ({ file, show }) => file === name && (show === 'table' || show === 'chart' || show === 'series'),
  )
  const isThere = (await listMethodOutputs(manifest, folder)).some(output => output.name === name)
  const asTable = result && { ...result, show: 'table' as const, chart: undefined }
  const shown = asTable && isThere ? await readShown(folder, asTable, seriesBytesMax) : undefined
  return shown && 'table' in shown ? { title: shown.title, table: shown.table } : undefined
}
