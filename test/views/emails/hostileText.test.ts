import { expect, test } from 'bun:test'
import { composeMail } from '#views/emails/compose.ts'
import { hostileList } from '../../support/hostileTexts.ts'
import { mailFacts } from '../../support/mailFacts.ts'
import { shapeOf } from '../../support/readings.ts'

/** Each hostile text in each mail, against a harmless one: the same elements, and not a line more. */
test.each(Object.keys(mailFacts))('in the mail %s they are text, in both of its forms', kind => {
  const written = (text: string) => {
    const to = { origin: 'https://bioce.example', firstName: text, secret: 's' }
    const mail = composeMail(kind, mailFacts[kind]!(text), to)
    return {
      lines: mail.text.split(lineEnd).length,
      subjectLines: mail.subject.split(lineEnd).length,
      shape: shapeOf(mail.html).join('\n'),
    }
  }
  const harmless = written('x')
  for (const text of hostileList) expect([text, written(text)]).toEqual([text, harmless])
})

const lineEnd = /\r\n|[\r\n\v\f\u0085\u2028\u2029]/
