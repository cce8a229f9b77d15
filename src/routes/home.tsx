import { Elysia } from 'elysia'
import { openPublicExample } from '#src/analyses/publicExample.ts'
import { HomePage } from '#views/pages/home.tsx'
import type { Deps } from '../plugins/deps.ts'
import { pages } from '../plugins/pages.ts'

export function homeRoutes(deps: Deps) {
  return new Elysia().use(pages(deps)).get('/', async ({ html, frame }) => {
    const { outcome } = await openPublicExample()
    return html(<HomePage frame={frame} example={outcome} />)
  })
}
