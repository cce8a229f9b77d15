import { Elysia } from 'elysia'
import { HomePage } from '#views/pages/home.tsx'
import { paths } from '#views/paths.ts'
import type { Deps } from '../plugins/deps.ts'
import { pages } from '../plugins/pages.ts'

export function homeRoutes(deps: Deps) {
  return new Elysia()
    .use(pages(deps))
    .get(paths.home(), ({ html, frame }) => html(<HomePage frame={frame} />))
}
