/** Pages that say at the top what holds below. */
import { expect, test } from 'bun:test'
import { AccountRequestStatusPage } from '#views/accounts/accountRequest.tsx'
import { BackupsPage } from '#views/admin/backups.tsx'
import { MonthsChart } from '#views/admin/monthsChart.tsx'
import { OutboxPage } from '#views/admin/outbox.tsx'
import { blankForm } from '#views/frame.ts'
import { UploadForm } from '#views/studies/uploadForm.tsx'
import { frameAt, now } from '../support/storyData.ts'

test('where no more studies can be uploaded, nothing says how many can', () => {
  const limits = { studies: { used: 3, limit: 20 }, requestBytesMax: 1e8 }
  const formOf = (facts: { obstacle?: string; errors?: Record<string, string> }) =>
    String(
      <UploadForm
        frame={frameAt('/studies/new')}
        form={{ ...blankForm, errors: facts.errors ?? {} }}
        limits={limits}
        obstacle={facts.obstacle}
        action="/drafts"
      >
        {''}
      </UploadForm>,
    )
  const more = 'you can add 17 more studies'
  expect(formOf({})).toContain(more)
  expect(formOf({ errors: { name: 'Use 3 to 25 characters.' } })).toContain(more)
  const obstacle = 'Three of your uploads are checked but not saved.'
  for (const page of [formOf({ obstacle }), formOf({ errors: { '': obstacle } })]) {
    expect(page).not.toContain('more studies')
    expect(page.split(obstacle)).toHaveLength(2)
  }
})

test('the outbox expects mails only where no mail server takes them', () => {
  const outbox = (isSending: boolean) =>
    String(<OutboxPage frame={frameAt('/admin/outbox')} tables={[]} isSending={isSending} mails={[]} />)
  expect(outbox(false)).toContain('New mails appear on this page.')
  expect(outbox(true)).not.toContain('New mails appear on this page.')
})

test('a request for an account promises a mail only where mails can be sent', () => {
  const plea = { email: 'ada@example.org', answer: null, createdAt: now, decidedAt: null }
  for (const state of ['waiting', 'approved', 'refused'] as const)
    for (const canMail of [true, false]) {
      const page = String(
        <AccountRequestStatusPage frame={frameAt('/')} plea={{ ...plea, state }} canMail={canMail} />,
      )
      expect(/by mail|sent you a mail/.test(page)).toBe(canMail && state !== 'refused')
    }
})

test('a time without analyses has none in any month', () => {
  const month = { name: '2026-11', runs: 0, failed: 0, people: 0, cpuMs: 0, newPeople: 1, waitedMs: null }
  expect(String(<MonthsChart months={[month]} />)).toContain('no analysis yet')
  expect(String(<MonthsChart months={[{ ...month, runs: 1 }]} />)).toContain('at most 1 analysis in a month')
})

test('backups that are not made every night are not said to be', () => {
  const page = (kept: number) =>
    String(
      <BackupsPage
        frame={frameAt('/admin/backups')}
        tables={[]}
        backups={[]}
        isAsked={false}
        folder="/srv/backups"
        kept={kept}
      />,
    )
  expect(page(7)).toContain('A backup is made every night; the last 7 are kept.')
  expect(page(0)).toContain('No nightly backups are made.')
  expect(page(0)).not.toContain('They are stored')
})
