import { csvParseRows } from 'd3-dsv'
import { type DefaultTreeAdapterTypes, parse, parseFragment } from 'parse5'

/**
 * What a program that reads an answer of the site makes of it, without the words in it: to compare two answers. Of an
 * archive this is only that there is one, which is made to its end where `whole` is asked for: its figures take long.
 */
export async function readingOf(response: Response, path: string, whole = true): Promise<unknown[]> {
  const { status, headers } = response
  const type = headers.get('content-type') ?? ''
  const facts = [status, type, nameIn(headers.get('content-disposition'))]
  if (path.endsWith('.zip')) {
    if (whole) return [...facts, (await response.bytes()).length > 0]
    const reader = response.body!.getReader()
    const { value } = await reader.read()
    await reader.cancel().catch(() => {}) // whoever packs it hears of it as an error of its own
    return [...facts, value!.length > 0]
  }
  const text = await response.text()
  if (type.startsWith('text/html')) return [...facts, ...shapeOf(text)]
  if (type.startsWith('text/event-stream')) return [...facts, ...eventsIn(text)]
  if (path.includes('.csv')) return [...facts, ...csvParseRows(text).map(faultsInRow)]
  if (path.includes('.svg')) return [...facts, ...shapeOf(text), notInXml.exec(text)?.[0]]
  if (path.endsWith('.jsonl'))
    return [
      ...facts,
      ...text
        .trim()
        .split('\n')
        .map(line => typeof JSON.parse(line)),
    ]
  if (path.endsWith('.json')) return [...facts, typeof JSON.parse(text)]
  return facts
}

/** Elements and the names of their attributes, in order; and what is right in none of our pages. */
export function shapeOf(html: string): string[] {
  const shape: string[] = []
  const visit = (node: DefaultTreeAdapterTypes.Node) => {
    if (node.nodeName === '#comment') shape.push('a comment')
    if ('attrs' in node) {
      shape.push(`${node.tagName} ${node.attrs.map(({ name }) => name).join(' ')}`)
      for (const { name, value } of node.attrs)
        if (addressed.test(name) && !goodAddress.test(value)) shape.push(`leads to ${value}`)
      if (/^(script|style)$/.test(node.tagName) && node.childNodes.length > 0) shape.push('code in the page')
    }
    if ('childNodes' in node) node.childNodes.forEach(visit)
  }
  visit(/^\s*<(!doctype|html)/i.test(html) ? parse(html) : parseFragment(html))
  return shape
}

const addressed = /^(href|src|action|formaction|xlink:href|srcset|poster|data|hx-(get|post|sse:connect))$/
/** A path of ours or another page that the program itself knows; never one that a person gave. */
const goodAddress = /^(\/(?![/\\])|#|\?|https?:\/\/(?!evil)|mailto:|$)/

/** The file name of a download, in both forms that RFC 6266 knows, without anything beside it. */
function nameIn(header: string | null): string | undefined {
  if (header === null) return
  const isOne = /^attachment; filename="[\w.-]+"; filename\*=UTF-8''([\w.!#$&+^`|~-]|%[\dA-F]{2})+$/.test(
    header,
  )
  return isOne ? 'one name' : header
}

/** The events of a stream by the rules of HTML: which fields each has, and the shape of its data. */
function eventsIn(text: string): string[] {
  return text.split(/(?:\r\n|\r|\n){2}/).flatMap(event => {
    const lines = event.split(/\r\n|\r|\n/).map(line => line.split(/: ?(.*)/s) as [string, string?])
    const data = lines.filter(([field]) => field === 'data').map(([, value]) => value)
    return [[...new Set(lines.map(([field]) => field))].join(' '), ...shapeOf(data.join('\n'))]
  })
}

/** How many cells, and those that a spreadsheet would calculate. */
const faultsInRow = (row: string[]) => [row.length, ...row.filter(isFormula)]

export const isFormula = (cell: string) =>
  /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(cell) && Number.isNaN(Number(cell))

// biome-ignore lint/suspicious/noControlCharactersInRegex: a drawing with one of these is no XML
const notInXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/
