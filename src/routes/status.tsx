import { Elysia } from 'elysia'
import { findSiteStatus } from '#src/admin/siteStatus.ts'
import { StatusPage } from '#views/pages/status.tsx'
import { paths } from '#views/paths.ts'
import type { Deps } from '../plugins/deps.ts'
import { pages } from '../plugins/pages.ts'

/** For everybody: whether the site works. */
export function statusRoutes(deps: Deps) {
  return new Elysia()
    .use(pages(deps))
    .get(paths.status.pattern, async ({ html, frame }) =>
      html(<StatusPage frame={frame} status={await findSiteStatus(deps.db.read, deps.now())} />),
    )
}
