import type { Database, Tx } from '#db/index.ts'
import { findMail, markMailRefused, markMailSent } from '#db/mails.ts'
import type { Job, Mail } from '#db/schema.ts'
import { log } from '#src/log.ts'
import type { Attempt, Outcome, Runner } from './runner.ts'

/** What takes a mail out of the house: src/mail.ts has SMTP, a folder, and a list for tests. */
export interface Mailer {
  send(letter: Letter): Promise<void>
}

export interface Letter {
  to: string
  subject: string
  text: string
  html?: string
  /** The same at every attempt, so a mail server or reader recognises a double. */
  messageId: string
}

/** Makes the letter of an outbox row; a secret link is minted here, so that none is ever at rest. */
export type Compose = (db: Database, mail: Mail, now: number) => Promise<Omit<Letter, 'to' | 'messageId'>>

const minute = 60_000
const pausesMs = [minute, 5 * minute, 15 * minute]

/** Sends mails of the outbox, and tries again after 1, 5, 15 and then every 60 minutes for three days. */
export function createLetterRunner(options: { mailer: Mailer; compose: Compose; host: string }): Runner {
  const { mailer, compose, host } = options
  return { run, putBack }

  async function run({ job, db, now }: Attempt): Promise<Outcome> {
    const mail = await findMail(db.read, idOf(job))
    if (mail?.state !== 'waiting') return { kind: 'done' } // sent before, or its person is gone
    try {
      const letter = await compose(db, mail, now())
      await mailer.send({ ...letter, to: mail.email, messageId: `<${mail.messageId}@${host}>` })
    } catch (error) {
      log.warning('mail not sent', { mail: mail.id, attempt: job.attempts, error: String(error) })
      const runAt = now() + (pausesMs[job.attempts - 1] ?? 60 * minute)
      return { kind: 'again', error: String(error), runAt }
    }
    return { kind: 'done', record: async tx => void (await markMailSent(tx, mail.id, now())) }
  }

  async function putBack(tx: Tx, job: Job, state: 'waiting' | 'failed', error: string): Promise<void> {
    if (error) await markMailRefused(tx, idOf(job), error, state === 'failed')
  }
}

const idOf = (job: Job) => (job.payload as { mailId: number }).mailId
