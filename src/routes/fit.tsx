import { Elysia, t } from 'elysia'
import { openPublicExample } from '#src/analyses/publicExample.ts'
import { FitPlot } from '#views/analyses/fitCard.tsx'
import { paths } from '#views/paths.ts'
import { Typeset } from '#views/ui/typeset.tsx'
import { chartChoice } from '../plugins/chartChoice.ts'
import type { Deps } from '../plugins/deps.ts'
import { pages } from '../plugins/pages.ts'
import { byResult, resultFor } from '../plugins/resultFor.ts'

/** The plot of the fit alone: what the page of a result fetches when another part of it is looked at. */
export function fitRoutes(deps: Deps) {
  return new Elysia()
    .use(pages(deps))
    .get(
      paths.analysisFit.pattern,
      async ({ html, visit, params, query }) => {
        const { id, study, outcome } = await resultFor(deps, visit, params.id)
        return html(
          <Typeset>
            <FitPlot
              id={id}
              study={study?.id}
              outcome={outcome}
              choice={query}
              place={(query.curve ?? 1) - 1}
            />
          </Typeset>,
        )
      },
      { params: byResult, query: t.Object(chartChoice) },
    )
    .get(
      paths.publicExampleFit.pattern,
      async ({ html, query }) => {
        const { outcome } = await openPublicExample()
        return html(
          <Typeset>
            <FitPlot id="example" outcome={outcome} choice={query} />
          </Typeset>,
        )
      },
      { query: t.Object(chartChoice) },
    )
}
