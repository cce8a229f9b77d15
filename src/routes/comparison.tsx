import { Elysia, t } from 'elysia'
import { listAnalysesOfStudy } from '#db/analyses.ts'
import type { Analysis } from '#db/schema.ts'
import { readOutcome } from '#src/analyses/outcome.ts'
import { isBuiltIn } from '#src/method/builtIn.ts'
import { describeAnalysis } from '#src/method/parameters.ts'
import { getStudyOf } from '#src/studies/getStudy.ts'
import { ComparisonPage } from '#views/analyses/comparison.tsx'
import { paths } from '#views/paths.ts'
import { notFound } from '../errors.ts'
import type { Deps } from '../plugins/deps.ts'
import { byId, pages } from '../plugins/pages.ts'
import { memberOf } from '../plugins/session.ts'

/** Two finished analyses of a study side by side: the chosen ones, or the last two. */
export function comparisonRoutes(deps: Deps) {
  const { db, files } = deps
  const chosenId = t.Optional(byId.properties.id)
  return new Elysia().use(pages(deps)).get(
    paths.comparison.pattern,
    async ({ html, frame, visit, params, query }) => {
      const viewer = memberOf(visit)
      const study = await getStudyOf(db.read, viewer.id, params.id)
      const all = await listAnalysesOfStudy(db.read, study.id)
      const done = all.filter(each => each.state === 'done' && isBuiltIn(each))
      const chosen = (wanted: number | undefined, byDefault: Analysis | undefined) => {
        const found = wanted === undefined ? byDefault : done.find(each => each.id === wanted)
        if (wanted !== undefined && !found) throw notFound('analysis')
        return found
      }
      const sideOf = async (analysis: Analysis) => ({
        id: analysis.id,
        name: analysis.name,
        parameters: describeAnalysis(analysis, undefined),
        ...(await readOutcome(files.analysis(viewer.id, study.id, analysis.id))),
      })
      const a = chosen(query.a, done[1])
      const b = chosen(query.b, done[0])
      return html(
        <ComparisonPage
          frame={frame}
          study={study}
          choices={done.map(({ id, name }) => ({ id, name }))}
          sides={a && b ? [await sideOf(a), await sideOf(b)] : null}
        />,
      )
    },
    { params: byId, query: t.Object({ a: chosenId, b: chosenId }) },
  )
}
