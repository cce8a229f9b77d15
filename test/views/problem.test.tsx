import { expect, test } from 'bun:test'
import { ProblemPage } from '#views/pages/problem.tsx'
import { ErrorSummary } from '#views/ui/errorSummary.tsx'
import { frameAt } from '../support/storyData.ts'

const pageOf = (status: number, message?: string) =>
  String(<ProblemPage frame={frameAt('/studies')} status={status} message={message} />)

test('a refusal that says how long to wait says nothing else of it', () => {
  const page = pageOf(429, 'There were too many tries. Please try again in 60 minutes.')
  expect(page).toContain('Please try again in 60 minutes.')
  expect(page).not.toContain('Wait a minute')
  expect(pageOf(429)).toContain('Wait a minute and try again.')
})

test('a refusal that says what to change first is not told that somebody changed it, nor to load it again', () => {
  const page = pageOf(409, 'You keep 20 studies, which is the most allowed. Delete one to make room.')
  expect(page).toContain('<h1>This cannot be done now</h1>')
  expect(page).not.toContain('Reload the page')
  expect(pageOf(409)).toContain('Reload the page to see the current state.')
})

test('a refusal is no fault of the server', () => {
  expect(pageOf(418)).toContain('That request could not be read')
  expect(pageOf(421)).toContain('This server has another address')
  for (const status of [400, 418, 421, 499]) expect(pageOf(status)).not.toContain('fault of the server')
  expect(pageOf(502)).toContain('fault of the server')
})

test.each([
  [{ '': 'The server has 30 uploads in progress.' }, 'There is a problem'],
  [{ name: 'Use 3 to 25 characters.' }, 'There is a problem with one field'],
  [{ name: 'Use 3 to 25 characters.', curve: 'Choose a file.' }, 'There are problems with some fields'],
])('the title over %p names fields only where there are some', (errors: Record<string, string>, title) => {
  expect(String(<ErrorSummary errors={errors} />)).toMatch(new RegExp(`</svg>\\s*${title}\\s*</p>`))
})
