import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'

/** One mail to one person. */
export interface Letter {
  to: string
  subject: string
  text: string
  html?: string
  /** The same at every attempt, so that a mail server or reader recognises a double. */
  messageId: string
}

/** What takes a mail out of the house. */
export interface Mailer {
  send(letter: Letter): Promise<void>
}

interface Options {
  from: string
  /** smtp://user:password@host:587; without it mails are laid into `outbox`. */
  smtpUrl: string | undefined
  outbox: string
}

const automatic = { 'Auto-Submitted': 'auto-generated', 'List-Id': 'BioCE Web <bioce-web>' }

/** SMTP where it is configured (TLS certificates are verified), else a folder of .eml files for the administrator. */
export function openMailer({ from, smtpUrl, outbox }: Options): Mailer {
  if (!smtpUrl) return outboxMailer(from, outbox)
  const transport = createTransport(
    { url: smtpUrl, connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 } as never,
    { from, headers: automatic },
  )
  return {
    async send(letter) {
      await transport.sendMail({ ...letter, disableFileAccess: true, disableUrlAccess: true })
    },
  }
}

function outboxMailer(from: string, folder: string): Mailer {
  const transport = createTransport(
    { streamTransport: true, buffer: true, newline: 'unix' },
    { from, headers: automatic },
  )
  return {
    async send(letter) {
      const { message } = await transport.sendMail({
        ...letter,
        disableFileAccess: true,
        disableUrlAccess: true,
      })
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const name = letter.messageId.replace(/[^\w-]+/g, '_')
      await Bun.write(join(folder, `${name}.eml`), message as Buffer, { mode: 0o600 })
    },
  }
}
