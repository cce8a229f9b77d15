import { Elysia } from 'elysia'
import { openPublicExample } from '#src/analyses/publicExample.ts'
import { ChainsPage } from '#views/analyses/chains.tsx'
import { crumbsToExample, crumbsToResult } from '#views/analyses/crumbs.ts'
import { resultCharts } from '#views/analyses/resultCharts.ts'
import { paths } from '#views/paths.ts'
import type { Deps } from '../plugins/deps.ts'
import { pages } from '../plugins/pages.ts'
import { byResult, resultFor } from '../plugins/resultFor.ts'

/** How the chains behind a result behaved: what its page fetches when that part is opened. */
export function chainRoutes(deps: Deps) {
  return new Elysia()
    .use(pages(deps))
    .get(
      paths.analysisChains.pattern,
      async ({ html, frame, visit, params }) => {
        const { id, name, study, outcome } = await resultFor(deps, visit, params.id)
        const charts = resultCharts(id, outcome)
        return html(<ChainsPage frame={frame} crumbs={crumbsToResult(study, { id, name })} charts={charts} />)
      },
      { params: byResult },
    )
    .get(paths.publicExampleChains.pattern, async ({ html, frame }) => {
      const { outcome } = await openPublicExample()
      const charts = resultCharts('example', outcome)
      return html(<ChainsPage frame={frame} crumbs={crumbsToExample} charts={charts} />)
    })
}
