import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import { until } from './until.ts'

/** A real mail server that keeps what it is sent. */
export interface Postbox {
  url: string
  /** The next mail to an address that was not read yet, with its link. */
  next(to: string): Promise<ParsedMail & { link: string }>
  close(): Promise<void>
}

export async function openPostbox(): Promise<Postbox> {
  const mails: ParsedMail[] = []
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, _session, done) {
      simpleParser(stream).then(mail => {
        mails.push(mail)
        done()
      }, done)
    },
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as { port: number }
  const isTo = (to: string) => (mail: ParsedMail) => [mail.to].flat().some(each => each?.text.includes(to))
  return {
    url: `smtp://127.0.0.1:${port}`,
    async next(to) {
      await until(() => mails.some(isTo(to)), undefined, `a mail to ${to}`)
      const [mail] = mails.splice(mails.findIndex(isTo(to)), 1)
      return Object.assign(mail!, { link: mail!.text?.match(/http\S+/)?.[0] ?? '' })
    },
    close: () => new Promise(resolve => server.close(() => resolve())),
  }
}
