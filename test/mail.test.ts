import { afterAll, expect, test } from 'bun:test'
import { openMailer } from '#src/mail.ts'
import { composeMail } from '#views/emails/compose.ts'
import { temporaryFolder } from './support/database.ts'
import { openPostbox } from './support/postbox.ts'

const postbox = await openPostbox()
afterAll(() => postbox.close())

const outbox = temporaryFolder()
const mailer = (smtpUrl: string) => openMailer({ from: 'BioCE <bioce@localhost>', smtpUrl, outbox })
const mail = { to: 'ada@ku.dk', subject: 'Hello', text: 'Words', messageId: '<1@localhost>' }

test('a mail server on this machine may speak plain text', async () => {
  await mailer(postbox.url).send(mail)
  expect((await postbox.next('ada@ku.dk')).messageId).toBe('<1@localhost>')
})

test('one elsewhere must speak TLS: there is no way back to plain text', async () => {
  const elsewhere = postbox.url.replace('127.0.0.1', '0.0.0.0') // this machine by a name that does not say so
  expect(mailer(elsewhere).send(mail)).rejects.toThrow(/STARTTLS|TLS/)
})

test('what people type cannot add a line to the head of a mail', async () => {
  const subject = 'x\r\nBcc: eve@evil.example'
  await mailer(postbox.url).send({ ...mail, subject, messageId: '<2@localhost>' })
  const received = await postbox.next('ada@ku.dk')
  expect([received.bcc, received.headers.has('bcc')]).toEqual([undefined, false])
  expect(received.subject).toBe('x Bcc: eve@evil.example')
})

/** What a person may have called themselves, to have it stand in a mail. */
const names = [
  'x\r\nBcc: eve@evil.example',
  'x\nBcc: eve@evil.example',
  'x\rBcc: eve@evil.example',
  'x\r\n\r\n<script>alert(1)</script>',
  'x\0Bcc: eve@evil.example',
  'x\u2028Bcc: eve@evil.example',
  'x\u2029Bcc: eve@evil.example',
  'x\u0085Bcc: eve@evil.example',
  'x\v\fBcc: eve@evil.example',
  '=?utf-8?q?x=0D=0ABcc:_eve@evil.example?=',
  '=?utf-8?b?eA0KQmNjOiBldmVAZXZpbC5leGFtcGxl?=',
  '"x" <eve@evil.example>',
  'x>, <eve@evil.example',
  'x; eve@evil.example',
  'eve@evil.example, x',
  'x%0d%0aBcc:eve@evil.example',
  'x\\r\\nBcc: eve@evil.example',
  '\r\nTo: eve@evil.example',
  '\r\nContent-Type: text/html',
  '\r\n.\r\nMAIL FROM:<eve@evil.example>',
  '.\r\nQUIT',
  '--boundary--',
  'x\u202egpj.exe',
  'x\t\t\tBcc: eve@evil.example',
  'x\r\n\tBcc: eve@evil.example',
  'x'.repeat(2000),
  '李'.repeat(500),
  '<img src=x onerror=alert(1)>',
  '#{7*7}{{7*7}}',
  '',
]

test.each(names)('the name %j is text in a mail and sends it to nobody else', async name => {
  const mail = composeMail(
    'invitation',
    { inviter: name },
    { origin: 'http://x', firstName: name, secret: 's' },
  )
  await mailer(postbox.url).send({ to: 'ada@ku.dk', messageId: `<${Bun.hash(name)}@localhost>`, ...mail })
  const received = await postbox.next('ada@ku.dk')
  const heads = received.headerLines.map(({ key }) => key)
  const allowed =
    /^(from|to|subject|message-id|date|mime-version|content-type|auto-submitted|list-id|content-transfer-encoding|received)$/
  expect(heads.filter(key => !allowed.test(key))).toEqual([])
  expect([received.to].flat().map(each => each?.text)).toEqual(['ada@ku.dk'])
  expect(received.html || '').not.toMatch(/<script|<img src=x/)
  expect(received.headers.get('auto-submitted')).toBe('auto-generated')
  expect(received.text).toContain('http://x')
})

test('a certificate that nobody vouches for is refused', async () => {
  const { SMTPServer } = await import('smtp-server')
  const server = new SMTPServer({ disabledCommands: ['AUTH'] }) // with a certificate of its own making
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as { port: number }
  await expect(mailer(`smtp://0.0.0.0:${port}`).send(mail)).rejects.toThrow(/certificate|self.signed/i)
  await new Promise<void>(resolve => server.close(() => resolve()))
})
