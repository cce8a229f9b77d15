import { Elysia, t } from 'elysia'
import { findResultOf } from '#src/analyses/outcome.ts'
import { openPublicExample } from '#src/analyses/publicExample.ts'
import { FitPlot } from '#views/analyses/fitCard.tsx'
import { paths } from '#views/paths.ts'
import { chartChoice } from '../plugins/chartChoice.ts'
import type { Deps } from '../plugins/deps.ts'
import { byId, pages } from '../plugins/pages.ts'
import { memberOf } from '../plugins/session.ts'

/** The plot of the fit alone: what the page of a result fetches when another part of it is looked at. */
export function fitRoutes(deps: Deps) {
  return new Elysia()
    .use(pages(deps))
    .get(
      paths.analysisFit.pattern,
      async ({ html, visit, params, query }) => {
        const { analysis, study, outcome } = await findResultOf(deps, memberOf(visit).id, params.id)
        return html(<FitPlot id={analysis.id} study={study.id} outcome={outcome} choice={query} />)
      },
      { params: byId, query: t.Object(chartChoice) },
    )
    .get(
      paths.publicExampleFit.pattern,
      async ({ html, query }) => {
        const { outcome } = await openPublicExample()
        return html(<FitPlot id="example" outcome={outcome} choice={query} />)
      },
      { query: t.Object(chartChoice) },
    )
}
