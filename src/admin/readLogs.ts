import { existsSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'

export const levels = ['debug', 'info', 'warning', 'error'] as const
type Level = (typeof levels)[number]

/** One event of the log. */
export interface LogLine {
  at: number
  level: Level
  /** The part of the program that wrote it. */
  process: string
  event: string
  facts: Record<string, unknown>
}

/** Which events. */
export interface LogQuery {
  /** The least important level. */
  level: Level
  /** Letters that the line holds, in any case. */
  text: string
  /** The number or reference that one of its facts is, such as `12`, or `job 12` for that fact alone. */
  id: string
  /** Not before; 0 for all. */
  since: number
  /** Only before. */
  before: number
}

/** The web server, the workers, and what keeps the continuous copy, each with files of its own. */
const processes = ['bioce', 'worker', 'replica']
/** Rotated files have a number that grows with their age: see log.ts. */
const rotatedMax = 9
const chunkBytes = 65_536
/** A line longer than this is cut: it would be a mistake of the program. */
const lineBytesMax = 1_000_000

/**
 * The newest events of all log files, newest first. The files are read backwards piece by piece, so that memory does
 * not grow with them. @returns at most `most` events and those of the same moment as the last of them
 */
export async function readLogs(folder: string, query: LogQuery, most: number): Promise<LogLine[]> {
  const found: LogLine[] = []
  for await (const line of merged(processes.map(process => eventsOf(folder, process, query)))) {
    if (line.at < query.since) break
    if (found.length >= most && line.at !== found.at(-1)!.at) break
    found.push(line)
  }
  return found
}

/** Of several sequences that run back in time, always the newest event next. */
async function* merged(sources: AsyncGenerator<LogLine>[]): AsyncGenerator<LogLine> {
  const heads = await Promise.all(sources.map(async source => ({ source, next: await source.next() })))
  try {
    for (;;) {
      const open = heads.filter(({ next }) => !next.done)
      if (open.length === 0) return
      const newest = open.reduce((a, b) =>
        (b.next.value as LogLine).at > (a.next.value as LogLine).at ? b : a,
      )
      yield newest.next.value as LogLine
      newest.next = await newest.source.next()
    }
  } finally {
    for (const { source } of heads) await source.return(undefined)
  }
}

async function* eventsOf(folder: string, process: string, query: LogQuery): AsyncGenerator<LogLine> {
  const isWanted = filterOf(query)
  const text = query.text.toLowerCase()
  for (let age = 0; age <= rotatedMax; age++) {
    const path = join(folder, `${process}.log${age === 0 ? '' : `.${age}`}`)
    if (!existsSync(path)) continue
    for await (const raw of linesBackwards(path)) {
      if (text && !raw.toLowerCase().includes(text)) continue
      const line = parse(raw, process)
      if (line && isWanted(line)) yield line
      if (line && line.at < query.since) return
    }
  }
}

function filterOf({ level, id, before }: LogQuery): (line: LogLine) => boolean {
  const least = levels.indexOf(level)
  const [, name, value] = id.trim().match(/^([a-z]\w*)[ :=]+(\S+)$/i) ?? []
  const isAbout = ({ facts }: LogLine) =>
    name === undefined
      ? Object.values(facts).some(fact => String(fact) === id.trim())
      : String(facts[name]) === value
  return line => line.at < before && levels.indexOf(line.level) >= least && (!id.trim() || isAbout(line))
}

function parse(raw: string, process: string): LogLine | undefined {
  try {
    const { '@timestamp': at, level, message, properties } = JSON.parse(raw)
    const word = String(level).toLowerCase()
    const known = levels.find(each => each.startsWith(word)) ?? 'error' // the log says WARN and FATAL
    return { at: Date.parse(at), level: known, process, event: String(message), facts: properties ?? {} }
  } catch {
    return // cut off by a power cut, or in the midst of being written
  }
}

/** The lines of a file, the last one first. */
async function* linesBackwards(path: string): AsyncGenerator<string> {
  const file = await open(path).catch(() => undefined) // rotated away since we looked
  if (!file) return
  try {
    yield* linesOf(file, (await file.stat()).size)
  } finally {
    await file.close()
  }
}

async function* linesOf(file: FileHandle, size: number): AsyncGenerator<string> {
  let rest = Buffer.alloc(0)
  for (let end = size; end > 0; end -= chunkBytes) {
    const start = Math.max(0, end - chunkBytes)
    const { buffer } = await file.read(Buffer.alloc(end - start), 0, end - start, start)
    const piece = Buffer.concat([buffer, rest])
    const first = start === 0 ? -1 : piece.indexOf(10)
    if (start > 0 && first < 0) {
      rest = piece.length > lineBytesMax ? Buffer.alloc(0) : piece
      continue
    }
    rest = piece.subarray(0, first + 1)
    const lines = piece
      .subarray(first + 1)
      .toString()
      .split('\n')
    for (const line of lines.reverse()) if (line) yield line
  }
}
