import type { Json } from '#db/schema.ts'
import type { Ending } from './executors/executor.ts'
import { workerDied } from './silence.ts'

/** Why there is no result: a word of src/analyses/reasons.ts, the sentence for its owner, facts for the report. */
export interface Failure {
  reason: string
  message: string
  details?: Json
}

/** What an ending means; undefined when it went well. `missingFile` was promised and is not there. */
export function failureOf(
  ending: Exclude<Ending, { kind: 'killed' }>,
  missingFile: string | undefined,
): Failure | undefined {
  const { logTail } = ending
  if (ending.kind === 'limit') return { reason: ending.reason, message: ending.message, details: { logTail } }
  const { code, reason, message } = ending
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
    message: (reason && message) ?? `The calculation stopped with exit code ${code}.`,
    details: { code, logTail },
  }
}

/** The failure of a job that broke off in its last attempt. */
export function failureOfLast(error: string, attempts: number): Failure {
  if (isDiskFull(error)) return { ...diskFull, details: error }
  const died = error === workerDied
  const message = `The calculation ${died ? 'died' : 'broke off'} ${attempts} times without saying why.`
  return { reason: died ? 'worker_died' : 'bug', message, details: error }
}

const isDiskFull = (text: string) => /ENOSPC|No space left on device|disk is full/.test(text)
const diskFull = { reason: 'disk_full', message: 'The disk of the server is full.' }
