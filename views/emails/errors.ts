import { paths } from '../paths.ts'
import type { MailDraft } from './mailLayout.tsx'

export interface ErrorFacts {
  origin: string
  /** True for what came again in the hour after it was told of first. */
  digest: boolean
  errors: { signature: string; count: number }[]
}

/** To the administrators: what went wrong, and how often. */
export function errorMail({ origin, digest, errors }: ErrorFacts): MailDraft {
  const total = errors.reduce((sum, { count }) => sum + count, 0)
  const times = (count: number) => (count === 1 ? 'once' : `${count} times`)
  return {
    subject: digest ? `Errors again: ${total} in the last hours` : `Error: ${errors[0]?.signature}`,
    paragraphs: [
      digest
        ? 'These errors, which were already reported to you, occurred again:'
        : 'These errors occurred on the server:',
    ],
    facts: errors.map(({ signature, count }) => ({ name: times(count), value: signature })),
    action: { text: 'Open the site', url: origin + paths.home() },
    after: [
      'The log has a line for each, with its stack: logs/bioce.log and logs/worker.log.',
      'You get at most one such mail an hour for each kind of error, and one digest.',
    ],
  }
}
