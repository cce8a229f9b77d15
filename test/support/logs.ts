import { configureSync, type LogRecord } from '@logtape/logtape'

/** Listens to the log from now on: the facts of the lines of one event, oldest first. */
export function heardLogs() {
  const records: LogRecord[] = []
  configureSync({
    reset: true,
    sinks: { heard: record => void records.push(record) },
    loggers: [
      { category: ['logtape', 'meta'], sinks: [], lowestLevel: 'error' },
      { category: [], sinks: ['heard'], lowestLevel: 'info' },
    ],
  })
  return (event: string): Record<string, unknown>[] =>
    records.filter(({ rawMessage }) => rawMessage === event).map(({ properties }) => properties)
}
