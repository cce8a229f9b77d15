import type { Database, Tx } from '#db/index.ts'
import { deleteMail, findMail, markMailRefused, markMailSent } from '#db/mails.ts'
import type { Job, Mail } from '#db/schema.ts'
import { hourMs, minuteMs } from '#src/durations.ts'
import { log } from '#src/log.ts'
import type { Mailer, OutgoingMail } from '#src/mail.ts'
import type { Attempt, JobOutcome, Runner } from './runner.ts'

/** Makes the mail of an outbox row: see composeMail.ts. Undefined when there is nobody to send it to. */
export type Compose = (
  db: Database,
  mail: Mail,
  now: number,
) => Promise<Omit<OutgoingMail, 'to' | 'messageId'> | undefined>

const pausesMs = [minuteMs, 5 * minuteMs, 15 * minuteMs]
/** A mail server that says nothing for so long has not taken the mail. */
const sendMsMax = 2 * minuteMs

/** Sends mails of the outbox, and tries again after 1, 5, 15 and then every 60 minutes for three days. */
export function createMailRunner(options: {
  mailer: Mailer
  compose: Compose
  host: string
  sendMs?: number
}): Runner {
  const { mailer, compose, host, sendMs = sendMsMax } = options
  return { run, putBack }

  async function run({ job, db, now }: Attempt): Promise<JobOutcome> {
    const mail = await findMail(db.read, idOf(job))
    if (mail?.state !== 'waiting') return { kind: 'done' } // sent before, or its person is gone
    try {
      const content = await compose(db, mail, now())
      if (!content) return { kind: 'done', record: async tx => void (await deleteMail(tx, mail.id)) }
      const whole = { ...content, to: mail.email, messageId: `<${mail.messageId}@${host}>` }
      await withinMs(sendMs, mailer.send(whole))
    } catch (error) {
      log.warning('mail not sent', { mail: mail.id, attempt: job.attempts, error: String(error) })
      const runAt = now() + (pausesMs[job.attempts - 1] ?? hourMs)
      return { kind: 'again', error: String(error), runAt }
    }
    return { kind: 'done', record: async tx => void (await markMailSent(tx, mail.id, now())) }
  }

  async function putBack(tx: Tx, job: Job, state: 'waiting' | 'failed', error: string): Promise<void> {
    if (error) await markMailRefused(tx, idOf(job), error, state === 'failed')
  }
}

const idOf = (job: Job) => (job.payload as { mailId: number }).mailId

function withinMs<T>(ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the mail server did not answer within ${ms} ms`)), ms)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
