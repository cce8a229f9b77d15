import { expect, test } from 'bun:test'
import { TokensPage } from '#views/accounts/tokens.tsx'
import { NewSharePage } from '#views/analyses/newShare.tsx'
import { SharesPage } from '#views/analyses/shares.tsx'
import { blankForm, frameAt, now } from '../support/storyData.ts'

const days = (count: number) => new Date(now.getTime() + count * 86_400_000)
const thing = { what: 'study' as const, crumbs: [], shares: '/s', withdrawal: () => '/w' }

test('a token and a link that are over have expired', () => {
  const facts = { frame: frameAt('/'), form: blankForm, daysMax: 365 }
  const token = { id: 1, name: 'script', scope: 'read' as const, createdAt: days(-9), usedAt: null }
  const share = { ...token, shows: 'files' as const, uses: 0 }
  const pages = [-1, 1].flatMap(day => [
    String(<TokensPage {...facts} tokens={[{ ...token, expiresAt: days(day) }]} />),
    String(<SharesPage {...facts} thing={thing} shares={[{ ...share, expiresAt: days(day) }]} />),
  ])
  expect(pages.map(page => page.includes('expired'))).toEqual([true, true, false, false])
})

test('the first thing to do with a new link is to copy it', () => {
  const html = String(<NewSharePage frame={frameAt('/')} thing={thing} link="https://x" until={now} />)
  expect(html).toMatch(/<button type="button" data-copy="#new-link"/)
  expect(html).toContain('<a class="button quiet" href="/s">')
})
