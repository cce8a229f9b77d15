import { expect, test } from 'bun:test'
import { stories } from '../support/stories.tsx'

/** What a person or a program types stands as it is; tags part one sentence from the next. */
const between = /<(script|style|textarea|pre|code|option|svg)\b.*?<\/\1>|<(?:"[^"]*"|[^">])*>/gs
const typed = ['account: King&#x27;s College London']

test('no sentence of a page has straight quotation marks, wherever it was written', async () => {
  const found: string[] = []
  for (const [name, story] of Object.entries(stories))
    for (const text of (await story()).replace(between, '\n').split('\n'))
      if (/"|&quot;|\w(?:'|&#x27;)\w/.test(text)) found.push(`${name}: ${text}`)
  expect(found).toEqual(typed)
})
