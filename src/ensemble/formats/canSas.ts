import { type Fault, type FaultCode, fault, refusal } from '../faults/index.ts'
import type { CurveTable, DataRow } from './curveTable.ts'
import { numberIn } from './numbers.ts'

/** One SASdata of a file: its points, and the unit of their q. */
interface SasData {
  entry: number
  title: string
  rows: SasPoint[]
  units: Set<string>
  isSlitSmeared: boolean
}

/** A point as it stands in the file, and what brings its q and the error of q to 1/A. */
interface SasPoint extends DataRow {
  factors: { q: number; dq: number }
}

/** 1/A in units of q that files name, without case, blanks and signs of powers. */
const perAngstrom = new Map(
  Object.entries({
    '1/a': 1,
    'a-1': 1,
    '1/å': 1,
    'å-1': 1,
    '1/ang': 1,
    '1/angstrom': 1,
    'angstrom-1': 1,
    '1/nm': 0.1,
    'nm-1': 0.1,
    '1/nanometer': 0.1,
    '1/um': 1e-4,
    'um-1': 1e-4,
    '1/cm': 1e-8,
    'cm-1': 1e-8,
    '1/m': 1e-10,
    'm-1': 1e-10,
  }),
)

const columns = ['Q', 'I', 'Idev', 'Qdev']

/** Whether a text is a canSAS 1D file. */
export const isCanSas = (text: string) => /<(?:\w+:)?SASroot[\s>]/.test(text.slice(0, 5000))

/**
 * Reads a canSAS 1D file (XML, versions 1.0 and 1.1): the points of each SASdata with the units that stand at them. Parts of
 * one curve, as several detectors write them, are joined; of several curves the first is read, with a warning.
 */
export function tableOfCanSas(text: string, name: string): CurveTable {
  const found = sasDataOf(text).filter(({ rows }) => rows.length > 0)
  const [first] = found
  const warnings: Fault<FaultCode>[] = []
  const base = { format: 'canSAS', names: ['q', 'i', 'idev', 'qdev'], header: [], warnings } as const
  if (!first) return { ...base, names: [...base.names], header: [], rows: [], unit: null }
  const parts = found.filter(
    each => each === first || (each.entry === first.entry && isNextPart(first, each)),
  )
  const others = found.filter(each => !parts.includes(each))
  if (others.length > 0)
    warnings.push(
      fault(
        'curve.several_entries',
        {
          title: first.title,
          points: first.rows.length,
          others: others.map(({ title, rows }) => `${title} (${rows.length})`),
        },
        { file: name },
      ),
    )
  if (parts.some(part => part.isSlitSmeared)) warnings.push(fault('curve.slit_smeared', {}, { file: name }))
  if (parts.some(part => [...part.units].some(unit => /deg|rad|°/.test(unit))))
    throw refusal('curve.angle', { name: 'Q in degrees or radians' }, { file: name })
  const units = [...new Set(parts.flatMap(part => [...part.units]))]
  const isNanometre = units.length === 1 && perAngstrom.get(units[0]!) === 0.1
  // Everything but a file that is in 1/nm throughout is brought to 1/A.
  const rows = parts
    .flatMap(part => part.rows)
    .map(({ line, values: [q, intensity, sigma, dq], factors }) => ({
      line,
      values: isNanometre
        ? [q!, intensity!, sigma!, dq!]
        : [q! * factors.q, intensity!, sigma!, dq! * factors.dq],
    }))
  const width = rows.some(row => row.values[3]! > 0)
    ? 4
    : rows.some(row => !Number.isNaN(row.values[2]))
      ? 3
      : 2
  return {
    ...base,
    names: base.names.slice(0, width),
    header: [],
    rows: rows.map(({ line, values }) => ({ line, values: values.slice(0, width) })),
    unit:
      units.length > 0 && units.every(unit => perAngstrom.has(unit))
        ? { unit: isNanometre ? '1/nm' : '1/A', reason: `the file says ${wordsOf(units)}`, isStated: true }
        : null,
  }
}

/** Units as they are written, by what they are. */
function wordsOf(units: string[]): string {
  const written = new Map([
    [1, '1/A'],
    [0.1, '1/nm'],
  ])
  return [...new Set(units.map(unit => written.get(perAngstrom.get(unit)!) ?? unit))].join(' and ')
}

/** Whether the points of another SASdata go on where those of the first end, rather than repeat their range. */
function isNextPart(first: SasData, other: SasData): boolean {
  const range = ({ rows }: SasData) => rows.map(row => row.values[0]!).filter(Number.isFinite)
  const [a, b] = [range(first), range(other)]
  const least = (values: number[]) => values.reduce((x, y) => Math.min(x, y))
  const most = (values: number[]) => values.reduce((x, y) => Math.max(x, y))
  if (a.length === 0 || b.length === 0) return false
  const shared = Math.min(most(a), most(b)) - Math.max(least(a), least(b))
  return shared < 0.5 * Math.min(most(a) - least(a), most(b) - least(b))
}

function sasDataOf(text: string): SasData[] {
  const found: SasData[] = []
  let [entry, title, line, from] = [0, '', 1, 0]
  let point: SasPoint | null = null
  for (const { name, attributes, content, at } of tagsOf(withoutComments(text))) {
    for (; from < at; from++) if (text[from] === '\n') line++
    const data = found.at(-1)
    if (name === 'SASentry') {
      entry++
      title = attributeIn(attributes, 'name') ?? ''
    } else if ((name === 'Title' || name === 'Run') && !title) title = content.trim()
    else if (name === 'SASdata') {
      const own = attributeIn(attributes, 'name') ?? title
      found.push({
        entry,
        title: own || `curve ${found.length + 1}`,
        rows: [],
        units: new Set(),
        isSlitSmeared: false,
      })
    } else if (name === 'Idata' && data) {
      const none = Number.NaN
      point = { line, values: [none, none, none, none], factors: { q: 1, dq: 1 } }
      data.rows.push(point)
    } else if (name === '/Idata') point = null
    else if (point && data) {
      const column = columns.indexOf(name)
      if (column >= 0) point.values[column] = numberIn(content.trim()) ?? Number.NaN
      const unit =
        attributeIn(attributes, 'unit')
          ?.toLowerCase()
          .replace(/[\s^{}()*]/g, '') ?? ''
      if (name === 'Q') data.units.add(unit)
      const factor = perAngstrom.get(unit)
      if (name === 'Q') point.factors = { q: factor ?? 1, dq: factor ?? 1 }
      if (name === 'Qdev' && factor) point.factors.dq = factor
      if (name === 'dQl' && numberIn(content.trim())! > 0) data.isSlitSmeared = true
    }
  }
  return found
}

interface Tag {
  /** Without its prefix; a closing one begins with a slash. */
  name: string
  attributes: string
  /** Text up to the next tag. */
  content: string
  at: number
}

function* tagsOf(text: string): Generator<Tag> {
  const pattern = /<(\/?)(?:[\w.-]+:)?([\w.-]+)((?:[\s/][^<>]*)?)>([^<]*)/g
  for (const match of text.matchAll(pattern))
    yield { name: match[1]! + match[2]!, attributes: match[3]!, content: match[4]!, at: match.index }
}

const attributeIn = (attributes: string, name: string) =>
  attributes.match(new RegExp(`\\b${name}\\s*=\\s*["']([^"']*)["']`))?.[1]

/** Blanks in the place of comments, so that places in the text stay. */
function withoutComments(text: string): string {
  let [kept, from] = ['', 0]
  for (let begin = text.indexOf('<!--'); begin >= 0; begin = text.indexOf('<!--', from)) {
    const end = text.indexOf('-->', begin)
    if (end < 0) return kept + text.slice(from, begin)
    kept += text.slice(from, begin) + ' '.repeat(end + 3 - begin)
    from = end + 3
  }
  return kept + text.slice(from)
}
