import { expect, test } from 'bun:test'
import { CheckingPage } from '#views/studies/checking.tsx'
import { frameAt } from '../support/storyData.ts'
import { draft } from '../support/studyStories.tsx'

const pageOf = (isOfMethod: boolean, state: 'running' | 'failed') =>
  String(
    <CheckingPage
      frame={frameAt('/drafts/4')}
      draft={{ ...draft, isOfMethod, state, progress: null, message: null }}
    />,
  )

test('what a check does, and what to do when it breaks off, is told of the method that it is for', () => {
  for (const [state, words] of [
    ['running', 'Every model is read'],
    ['failed', 'a library that is too large'],
  ] as const) {
    expect(pageOf(false, state)).toContain(words)
    expect(pageOf(true, state)).not.toContain(words)
  }
  expect(pageOf(true, 'failed')).toContain('Check them again')
})

test('what broke a check off stands with the quotation marks of a page', () => {
  const broken = {
    ...draft,
    state: 'failed' as const,
    progress: null,
    message: 'The method "slope" stopped.',
  }
  expect(String(<CheckingPage frame={frameAt('/drafts/4')} draft={broken} />)).toContain(
    'The method “slope” stopped.',
  )
})
