import type { Json } from '#db/schema.ts'
import type { Ending } from './executors/executor.ts'
import { plain } from './executors/output.ts'
import { workerDied } from './lostWorkers.ts'

/** Why there is no result: a code or word of src/analyses/reasons.ts, the sentence for its owner, facts for the report. */
export interface Failure {
  reason: string
  message: string
  details?: Json
}

/**
 * What an ending means; undefined when it went well.
 * @param missingFile was promised and is not there
 * @param odd what stands among the results and is neither a file nor a folder
 */
export function failureOf(
  ending: Exclude<Ending, { kind: 'killed' }>,
  missingFile: string | undefined,
  odd: string[] = [],
): Failure | undefined {
  const { logTail } = ending
  if (ending.kind === 'limit') return { reason: ending.reason, message: ending.message, details: { logTail } }
  if (ending.kind === 'stopped')
    return { reason: 'stopped', message: "The cluster's administrators stopped it.", details: { logTail } }
  const { code, reason, message } = ending
  if (code === 0 && odd.length > 0)
    return { reason: 'odd_output', message: oddOutput(odd), details: { odd: odd.slice(0, 100), logTail } }
  if (code === 0 && missingFile)
    return {
      reason: 'bug',
      message: `The calculation ended without writing ${missingFile}.`,
      details: { logTail },
    }
  if (code === 0) return undefined
  if (!reason && isDiskFull(logTail)) return { ...diskFull, details: { code, logTail } }
  return {
    reason: reason ?? 'bug',
    message: (reason && message) ?? sentenceOf(code),
    details: { code, logTail },
  }
}

/** What a shell says by 126 and 127 is told in words. */
const sentenceOf = (code: number) =>
  code === 126 || code === 127
    ? `A program that it needs is not there, or may not be run (exit code ${code}).`
    : `The calculation stopped with exit code ${code}.`

export function oddOutput(odd: string[]): string {
  const more = odd.length > oddShown ? ` and ${odd.length - oddShown} more` : ''
  const named = plain(odd.slice(0, oddShown).join(', '), 300)
  return `The method left ${named}${more} in output/. Only files and folders can be results.`
}

const oddShown = 5

/** The failure of a job that broke off in its last attempt. */
export function failureOfLast(error: string, attempts: number): Failure {
  if (isDiskFull(error)) return { ...diskFull, details: error }
  const died = error === workerDied
  const message = `The calculation ${died ? 'died' : 'broke off'} ${attempts} times without saying why.`
  return { reason: died ? 'worker_died' : 'bug', message, details: error }
}

/** By the system's words, which any program hands on, or the name of the database's error. */
const isDiskFull = (text: string) => /ENOSPC|No space left on device|DatabaseFull/.test(text)
const diskFull = { reason: 'disk_full', message: 'The disk of the server is full.' }
