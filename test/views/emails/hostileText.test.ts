import { expect, test } from 'bun:test'
import { composeMail } from '#views/emails/compose.ts'
import { hostileList } from '../../support/hostileTexts.ts'
import { letterFacts } from '../../support/letters.ts'
import { shapeOf } from '../../support/readings.ts'

/** Each hostile text in each letter, against a harmless one: the same elements, and not a line more. */
test.each(Object.keys(letterFacts))('in the letter %s they are text, in both of its forms', kind => {
  const written = (text: string) => {
    const to = { origin: 'https://bioce.example', firstName: text, secret: 's' }
    const letter = composeMail(kind, letterFacts[kind]!(text), to)
    return {
      lines: letter.text.split(lineEnd).length,
      subjectLines: letter.subject.split(lineEnd).length,
      shape: shapeOf(letter.html).join('\n'),
    }
  }
  const harmless = written('x')
  for (const text of hostileList) expect([text, written(text)]).toEqual([text, harmless])
})

const lineEnd = /\r\n|[\r\n\v\f\u0085\u2028\u2029]/
