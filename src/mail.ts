import { existsSync } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { format } from 'node:util'
import { type Static, Type } from '@sinclair/typebox'
import { log } from './log.ts'
import { ownFile, UnreadableFile } from './ownFile.ts'
import { isLoopback } from './settingTexts.ts'

/** One mail to one person. */
export interface OutgoingMail {
  to: string
  subject: string
  text: string
  html?: string
  /** The same at every attempt, so that a mail server or reader recognises a double. */
  messageId: string
}

/** Sends mails. */
export interface Mailer {
  send(mail: OutgoingMail): Promise<void>
}

interface Options {
  from: string
  /** smtp://user:password@host:587; without it mails are laid into `outbox`. */
  smtpUrl: string | undefined
  outbox: string
  /** Told every line that the two sides say, without passwords. */
  onLine?: (line: string) => void
}

const automatic = { 'Auto-Submitted': 'auto-generated', 'List-Id': 'BioCE Web <bioce-web>' }

/** Loaded with the first mail: the web server seldom sends any, and starts sooner without. */
const nodemailer = () => import('nodemailer')

/** SMTP where it is configured (TLS certificates are verified), else a folder of .eml files for the administrator. */
export function openMailer({ from, smtpUrl, outbox, onLine }: Options): Mailer {
  if (!smtpUrl) return outboxMailer(from, outbox)
  const server = {
    url: smtpUrl,
    requireTLS: !isLoopback(new URL(smtpUrl).hostname), // never back to plain text, but on this machine
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    ...(onLine ? { debug: true, logger: dialogueLogger(onLine) } : {}),
  }
  return {
    async send(mail) {
      const { createTransport } = await nodemailer()
      const transport = createTransport(server as never, { from, headers: automatic })
      await transport.sendMail({ ...mail, disableFileAccess: true, disableUrlAccess: true })
    },
  }
}

/** For nodemailer, which tells its logger who said what; it hides what proves the password. */
function dialogueLogger(onLine: (line: string) => void) {
  const speakers = new Map([
    ['client', 'C'],
    ['server', 'S'],
  ])
  const note = ({ tnx }: { tnx?: string }, message: string, ...facts: unknown[]) => {
    const text = format(message, ...facts).trim()
    const speaker = speakers.get(tnx ?? '')
    for (const line of text.split(/\r?\n/)) onLine(speaker ? `${speaker}: ${line}` : line)
  }
  return { level() {}, trace: note, debug: note, info: note, warn: note, error: note, fatal: note }
}

function outboxMailer(from: string, folder: string): Mailer {
  return {
    async send(mail) {
      const { createTransport } = await nodemailer()
      const transport = createTransport(
        { streamTransport: true, buffer: true, newline: 'unix' },
        { from, headers: automatic },
      )
      const { message } = await transport.sendMail({
        ...mail,
        disableFileAccess: true,
        disableUrlAccess: true,
      })
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const name = mail.messageId.replace(/[^\w-]+/g, '_')
      await Bun.write(join(folder, `${name}.eml`), message as Buffer, { mode: 0o600 })
      const { to, subject, text } = mail
      const waiting = outboxFile.textOf({ to, subject, text, at: Date.now() })
      await Bun.write(join(folder, `${name}.json`), waiting, { mode: 0o600 })
    },
  }
}

/** A mail in the folder, as administrators read it. */
const outboxMail = Type.Object({
  to: Type.String(),
  subject: Type.String(),
  text: Type.String(),
  at: Type.Number(),
})
const outboxFile = ownFile(outboxMail)

export const outboxOf = (logs: string) => join(logs, 'outbox')

/** The newest mails that wait in the folder. */
export async function readOutbox(folder: string, most: number) {
  const mails = await Promise.all((await namesIn(folder)).map(name => readOutboxMail(folder, name)))
  const whole = mails.filter(each => each !== undefined)
  const newest = whole.sort((a, b) => b.at - a.at).slice(0, most)
  return newest.map(mail => ({ ...mail, at: new Date(mail.at) }))
}

/** Removes the mails to one address: its person leaves. */
export async function deleteOutboxMails(folder: string, to: string): Promise<void> {
  for (const name of await namesIn(folder)) {
    if ((await readOutboxMail(folder, name))?.to !== to) continue
    for (const ending of ['eml', 'json']) await rm(join(folder, `${name}.${ending}`), { force: true })
  }
}

/** Undefined where a crash left half of it. */
async function readOutboxMail(folder: string, name: string): Promise<Static<typeof outboxMail> | undefined> {
  try {
    return await outboxFile.read(join(folder, `${name}.json`))
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error
    log.warning('mail left out', { cause: error.message })
  }
}

async function namesIn(folder: string): Promise<string[]> {
  const files = existsSync(folder) ? await readdir(folder) : []
  return files.filter(file => file.endsWith('.json')).map(file => file.slice(0, -5))
}
