import { afterAll, expect, test } from 'bun:test'
import { openMailer } from '#src/mail.ts'
import { temporaryFolder } from './support/database.ts'
import { openPostbox } from './support/postbox.ts'

const postbox = await openPostbox()
afterAll(() => postbox.close())

const outbox = temporaryFolder()
const mailer = (smtpUrl: string) => openMailer({ from: 'BioCE <bioce@localhost>', smtpUrl, outbox })
const letter = { to: 'ada@ku.dk', subject: 'Hello', text: 'Words', messageId: '<1@localhost>' }

test('a mail server on this machine may speak plain text', async () => {
  await mailer(postbox.url).send(letter)
  expect((await postbox.next('ada@ku.dk')).messageId).toBe('<1@localhost>')
})

test('one elsewhere must speak TLS: there is no way back to plain text', async () => {
  const elsewhere = postbox.url.replace('127.0.0.1', '0.0.0.0') // this machine by a name that does not say so
  expect(mailer(elsewhere).send(letter)).rejects.toThrow(/STARTTLS|TLS/)
})

test('what people type cannot add a line to the head of a letter', async () => {
  const subject = 'x\r\nBcc: eve@evil.example'
  await mailer(postbox.url).send({ ...letter, subject, messageId: '<2@localhost>' })
  const received = await postbox.next('ada@ku.dk')
  expect([received.bcc, received.headers.has('bcc')]).toEqual([undefined, false])
  expect(received.subject).toBe('x Bcc: eve@evil.example')
})
