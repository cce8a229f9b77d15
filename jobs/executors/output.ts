import { closeSync, openSync, writeSync } from 'node:fs'
import type { ReportedProgress } from './executor.ts'

const lineCharactersMax = 65_536
const tailCharactersMax = 2000

/**
 * Listens to what a command prints. JSON lines on stdout are for us, and only the last one counts; everything else
 * goes to its log, up to a limit, so that neither a flood of lines nor a line without end can hurt.
 */
export function createOutputReader(logFile: string, logBytesMax: number) {
  const log = openSync(logFile, 'a', 0o600)
  let room = logBytesMax
  let lastLine = ''
  let tail = ''
  let progressLine = ''
  let progress: ReportedProgress | undefined

  async function read(stream: ReadableStream<Uint8Array>, isOurs: boolean): Promise<void> {
    const decoder = new TextDecoder()
    let rest = ''
    for await (const chunk of stream) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
      rest = lines.pop()!.slice(0, lineCharactersMax)
      for (const line of lines) take(line, isOurs)
    }
    if (rest) take(rest, isOurs)
  }

  function take(line: string, isOurs: boolean): void {
    if (isOurs && line.startsWith('{')) lastLine = line
    else keep(line)
  }

  function keep(line: string): void {
    tail = `${tail}${line.slice(0, tailCharactersMax)}\n`.slice(-tailCharactersMax)
    if (room <= 0) return
    const bytes = Buffer.from(`${line}\n`)
    room -= bytes.length
    try {
      writeSync(log, room > 0 ? bytes : Buffer.from('The log was cut here: it reached its limit.\n'))
    } catch {
      room = 0 // the disk is full; the tail is still in memory
    }
  }

  function lastProgress(): ReportedProgress | undefined {
    if (lastLine === progressLine) return progress
    progressLine = lastLine
    return (progress = progressIn(lastObject()) ?? progress)
  }

  /** The object on the last JSON line; empty if it is not one. */
  function lastObject(): Record<string, unknown> {
    try {
      const value = JSON.parse(lastLine)
      return typeof value === 'object' && value !== null ? value : {}
    } catch {
      return {}
    }
  }

  return {
    read,
    lastObject,
    lastProgress,
    logTail: () => plain(tail, tailCharactersMax).trim(),
    close: () => closeSync(log),
  }
}

function progressIn(line: Record<string, unknown>): ReportedProgress | undefined {
  if (typeof line.stage !== 'string') return undefined
  const number = (value: unknown) => (Number.isFinite(value) ? Math.max(0, Number(value)) : 0)
  return {
    stage: plain(line.stage, 40),
    done: number(line.done),
    total: number(line.total),
    message: plain(String(line.message ?? ''), 300),
  }
}

/** Text for a page or a log line: no control or direction characters but line ends, and not too long. */
export function plain(text: string, charactersMax: number): string {
  return text.replace(/(?!\n)[\p{Cc}\p{Cf}]/gu, ' ').slice(0, charactersMax)
}
