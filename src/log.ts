import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { getRotatingFileSink } from '@logtape/file'
import { configureSync, getLogger, jsonLinesFormatter, type LogLevel, type Sink } from '@logtape/logtape'

/** Facts that belong to a line: ids and numbers, never passwords, tokens, cookies or addresses of people. */
export type LogFacts = Readonly<Record<string, unknown>>

/**
 * One JSON line per event, to standard output and to `logs/bioce.log` (5 files of 10 MB; workers write to
 * `logs/worker.log`). JSON escapes control characters, so one event is one line whatever a file name holds.
 */
export function openLog(
  folder: string,
  level: LogLevel,
  process: 'bioce' | 'worker' | 'replica' = 'bioce',
  console = true,
) {
  mkdirSync(folder, { recursive: true })
  const sinks: Record<string, Sink> = {
    file: getRotatingFileSink(join(folder, `${process}.log`), {
      formatter: jsonLinesFormatter,
      maxSize: 10 * 1024 * 1024,
      maxFiles: 5,
      bufferSize: 0,
    }),
  }
  if (console) sinks.out = record => globalThis.process.stdout.write(jsonLinesFormatter(record))
  configureSync({
    reset: true,
    sinks,
    loggers: [
      { category: ['logtape', 'meta'], sinks: ['file'], lowestLevel: 'error' },
      { category: [], sinks: Object.keys(sinks), lowestLevel: level },
    ],
  })
  return log
}

/** Before `openLog` (and in tests) lines go nowhere. */
export const log = {
  debug: (event: string, facts: LogFacts = {}) => getLogger('bioce').debug(event, { ...facts }),
  info: (event: string, facts: LogFacts = {}) => getLogger('bioce').info(event, { ...facts }),
  warning: (event: string, facts: LogFacts = {}) => getLogger('bioce').warning(event, { ...facts }),
  error: (event: string, error: unknown, facts: LogFacts = {}) => {
    getLogger('bioce').error(event, { ...facts, error: describe(error) })
    errorListener(event, error)
  },
}

let errorListener: (event: string, error: unknown) => void = () => {}

/** Has `listener` called for every error that is logged: see jobs/errorAlerts.ts. */
export function onError(listener: typeof errorListener): void {
  errorListener = listener
}

function describe(error: unknown) {
  if (!(error instanceof Error)) return String(error)
  return { name: error.name, message: error.message, stack: error.stack }
}
