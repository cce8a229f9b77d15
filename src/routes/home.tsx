import { randomBytes } from 'node:crypto'
import { Elysia } from 'elysia'
import { admitsGuests } from '#src/accounts/guests.ts'
import { openPublicExample } from '#src/analyses/publicExample.ts'
import { HomePage } from '#views/pages/home.tsx'
import { paths } from '#views/paths.ts'
import { createCache } from '../memoryCache.ts'
import type { Deps } from '../plugins/deps.ts'
import { pages } from '../plugins/pages.ts'

export function homeRoutes(deps: Deps) {
  const keep = createCache<string>(4e6, page => 2 * page.length)
  /** Stands in kept pages where the token of each answer belongs; nobody can type it. */
  const token = randomBytes(16).toString('hex')
  return new Elysia().use(pages(deps)).get(paths.home.pattern, async ({ html, frame, visit }) => {
    const isOpen = await admitsGuests(deps.db.read, visit.origin)
    // All that the page depends on is in the key: the frame without the token of this answer, and the time, which it does not tell.
    const asked = { ...frame, csrf: token, now: null, isOpen }
    const page = await keep(JSON.stringify(asked), async () => {
      const { outcome } = await openPublicExample()
      return String(<HomePage frame={{ ...frame, csrf: token }} example={outcome} admitsGuests={isOpen} />)
    })
    return html(page.replaceAll(token, frame.csrf))
  })
}
