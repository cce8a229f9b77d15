import { Elysia, t } from 'elysia'
import { openPublicExample } from '#src/analyses/publicExample.ts'
import { WeightsPage, weightsFacts } from '#views/analyses/allWeights.tsx'
import { crumbsToExample, crumbsToResult } from '#views/analyses/crumbs.ts'
import { paths } from '#views/paths.ts'
import type { Deps } from '../plugins/deps.ts'
import { pages } from '../plugins/pages.ts'
import { byResult, resultFor } from '../plugins/resultFor.ts'

const order = t.Union([t.Literal('weight'), t.Literal('name'), t.Literal('rg'), t.Literal('dmax')])
const query = t.Object({
  order: t.Optional(order),
  page: t.Optional(t.Numeric({ minimum: 1, maximum: 100_000, multipleOf: 1 })),
})

/** The weights of all models of a result, a page at a time. */
export function weightRoutes(deps: Deps) {
  return new Elysia()
    .use(pages(deps))
    .get(
      paths.analysisWeights.pattern,
      async ({ html, frame, visit, params, query }) => {
        const { id, name, study, outcome } = await resultFor(deps, visit, params.id)
        const facts = weightsFacts(id, outcome)
        return html(
          <WeightsPage
            frame={frame}
            crumbs={crumbsToResult(study, { id, name })}
            facts={facts}
            choice={query}
          />,
        )
      },
      { params: byResult, query },
    )
    .get(
      paths.publicExampleWeights.pattern,
      async ({ html, frame, query }) => {
        const facts = weightsFacts('example', (await openPublicExample()).outcome)
        return html(<WeightsPage frame={frame} crumbs={crumbsToExample} facts={facts} choice={query} />)
      },
      { query },
    )
}
