import { expect, test } from 'bun:test'
import { accountMails } from '#views/emails/account.ts'
import { analysisDone, analysisFailed } from '#views/emails/analysis.ts'
import { composeMail } from '#views/emails/compose.ts'
import { renderMail } from '#views/emails/mailLayout.tsx'
import { mailFacts } from '../../support/mailFacts.ts'

const origin = 'https://saxs.example.org'
const analysis = { origin, analysisId: 31, analysis: 'Defaults', study: 'Linker <b>' }

test('a mail says the same in text and HTML, with its link in full', () => {
  const mail = renderMail(analysisDone({ ...analysis, seconds: 42 }), 'Rosalind', origin)
  expect(mail.subject).toBe('Done: Defaults (Linker <b>)')
  expect(mail.text).toContain('Dear Rosalind,')
  expect(mail.text).toContain('is done after 42 s.')
  expect(mail.text).toContain(`Open the result:\n${origin}/analyses/31`)
  expect(mail.html).toMatch(new RegExp(`<a href="${origin}/analyses/31"[^>]*>Open the result</a>`))
})

test('a method has a sentence of its own in the mail, with its numbers; without one of them it is left out', () => {
  const slope = { name: 'slope', label: 'Slope', value: 0.123456, unit: 'nm', digits: 2 }
  const sent = (text: string) =>
    renderMail(analysisDone({ ...analysis, told: { text, numbers: [slope] } }), 'Rosalind', origin).text
  expect(sent('The slope is {slope}.')).toContain('\n\nThe slope is 0.12 nm.\n\n')
  expect(sent('The offset is {offset}.')).not.toContain('The offset')
})

test('the mail of a result tells the verdict and the heaviest models, and nothing of what another method said', () => {
  const heaviest = [
    { model: '3', mean: 0.412, sd: 0.04 },
    { model: 'bent.pdb', mean: 0.27, sd: 0.05 },
  ]
  const summary = { verdict: 'Mixtures of these models explain the curve within its errors.', heaviest }
  const { text } = renderMail(analysisDone({ ...analysis, summary }), 'Rosalind', origin)
  expect(text).toContain('\n\nMixtures of these models explain the curve within its errors.\n\n')
  expect(text).toContain('Weight of model 3: 0.41 ± 0.04\nWeight of bent.pdb: 0.27 ± 0.05')
  const other = { mean: 40, heaviest: [null, 'x', { model: 1 }], verdict: {} }
  const plain = renderMail(analysisDone({ ...analysis, summary: other }), 'Rosalind', origin)
  expect(plain.text).not.toContain('Weight of')
})

test('the mail of a failure names the number that administrators ask for, with the quotation marks of a page', () => {
  const advice = "The server's disk is full."
  const draft = analysisFailed({ ...analysis, message: 'The method "slope" stopped.', advice })
  const { text } = renderMail(draft, 'Rosalind', origin)
  expect(text).toContain(`(number ${analysis.analysisId})`)
  expect(text).toContain('The method “slope” stopped.')
  expect(text).toContain('The server’s disk is full.')
})

test('what people typed is text in the HTML part and one line in the subject', () => {
  const draft = analysisFailed({
    ...analysis,
    analysis: 'x\r\nBcc: all',
    message: '<script>alert(1)</script>',
  })
  const mail = renderMail(draft, '<i>R</i>', origin)
  expect(mail.subject).toBe('Failed: x Bcc: all (Linker <b>)')
  expect(mail.html).not.toContain('<script>')
  expect(mail.html).not.toContain('<i>')
})

test.each(Object.keys(accountMails))('the mail %s has a subject and words', kind => {
  const draft = accountMails[kind]!({
    origin,
    site: 'BioCE Web',
    secret: 's3cret',
    change: 'removed',
    inviter: 'Max',
    newEmail: 'a@b.c',
    requestId: 4,
    role: 'superuser',
    isHeld: true,
    studies: [{ name: 'Lysozyme', at: 0 }],
    name: 'Max',
    scope: 'submit',
    days: 90,
    from: 'max@example.org',
    question: 'How do I start?',
    provider: 'ORCID',
  })
  const mail = renderMail(draft, null, origin)
  expect(mail.subject.length).toBeGreaterThan(10)
  expect(mail.text).toStartWith('Hello,')
  expect(mail.text).not.toContain('undefined')
})

test('the mails with a link carry its secret', () => {
  for (const kind of ['confirm', 'reset', 'change_email', 'request_approved', 'invitation']) {
    expect(accountMails[kind]!({ origin, site: 'BioCE Web', secret: 's3cret' }).action!.url).toContain(
      's3cret',
    )
  }
})

test.each(Object.keys(mailFacts))('every link of the mail %s leads to a page of the site', kind => {
  const { html } = composeMail(kind, mailFacts[kind]!('x'), { origin, firstName: null, secret: 's3cret' })
  for (const [, address] of html.matchAll(/href="([^"]*)"/g))
    expect(address).toMatch(/^https:\/\/saxs\.example\.org\/[\w/-]*(\?\w+=s3cret)?$/)
})

test('a mail is composed by its kind; an unknown kind is a bug', () => {
  const to = { origin, firstName: 'Rosalind', secret: 's3cret' }
  expect(composeMail('analysis_failed', { ...analysis, message: 'Out of memory.' }, to).text).toContain(
    'Out of memory.',
  )
  expect(composeMail('reset', {}, to).text).toContain('/password-reset?token=s3cret')
  expect(() => composeMail('unheard_of', {}, to)).toThrow('unheard_of')
})
