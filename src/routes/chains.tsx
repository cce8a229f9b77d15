import { Elysia } from 'elysia'
import { findResultOf } from '#src/analyses/outcome.ts'
import { openPublicExample } from '#src/analyses/publicExample.ts'
import { crumbsToAnalysis, crumbsToExample } from '#views/analyses/crumbs.ts'
import { ChainsPage } from '#views/analyses/posteriorsCard.tsx'
import { resultCharts } from '#views/analyses/resultCharts.ts'
import { paths } from '#views/paths.ts'
import type { Deps } from '../plugins/deps.ts'
import { byId, pages } from '../plugins/pages.ts'
import { memberOf } from '../plugins/session.ts'

/** How the chains behind a result behaved: what its page fetches when that part is opened. */
export function chainRoutes(deps: Deps) {
  return new Elysia()
    .use(pages(deps))
    .get(
      paths.analysisChains.pattern,
      async ({ html, frame, visit, params }) => {
        const { analysis, study, outcome } = await findResultOf(deps, memberOf(visit).id, params.id)
        const charts = resultCharts(analysis.id, outcome)
        return html(<ChainsPage frame={frame} crumbs={crumbsToAnalysis(study, analysis)} charts={charts} />)
      },
      { params: byId },
    )
    .get(paths.publicExampleChains.pattern, async ({ html, frame }) => {
      const { outcome } = await openPublicExample()
      const charts = resultCharts('example', outcome)
      return html(<ChainsPage frame={frame} crumbs={crumbsToExample} charts={charts} />)
    })
}
