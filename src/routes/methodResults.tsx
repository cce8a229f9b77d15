import { Elysia, t } from 'elysia'
import { findAnalysisOf } from '#db/analyses.ts'
import { findTable } from '#src/analyses/methodOutcome.ts'
import { manifestOf } from '#src/analyses/methods.ts'
import { findOutputsOf } from '#src/analyses/outcome.ts'
import { getStudyOf } from '#src/studies/getStudy.ts'
import { crumbsToAnalysis } from '#views/analyses/crumbs.ts'
import { ResultRowsPage } from '#views/analyses/resultRows.tsx'
import { paths } from '#views/paths.ts'
import { notFound } from '../errors.ts'
import type { Deps } from '../plugins/deps.ts'
import { picture } from '../plugins/downloads.ts'
import { byId, pages } from '../plugins/pages.ts'
import { memberOf, type Visit } from '../plugins/session.ts'

/** What the page of a method's result shows beside its numbers: images, and tables a page at a time. */
export function methodResultRoutes(deps: Deps) {
  const { config, db, files } = deps
  const params = t.Object({ ...byId.properties, name: t.String({ maxLength: 100 }) })
  const query = t.Object({
    page: t.Optional(t.Numeric({ minimum: 1, maximum: 1_000_000, multipleOf: 1 })),
    column: t.Optional(t.Numeric({ minimum: 0, maximum: 10_000, multipleOf: 1 })),
    down: t.Optional(t.Literal('yes')),
  })

  async function find(visit: Visit, id: number) {
    const { id: userId } = memberOf(visit)
    const found = await findOutputsOf(files, userId, await findAnalysisOf(db.read, userId, id))
    return { ...found, method: manifestOf(config, found.analysis, found.folder) }
  }

  return new Elysia()
    .use(pages(deps))
    .get(
      paths.analysisImage.pattern,
      async ({ visit, params: { id, name } }) => {
        const { method, fileOf } = await find(visit, id)
        if (!method?.results.some(({ file, show }) => file === name && show === 'image'))
          throw notFound('image')
        return picture(fileOf(name), name)
      },
      { params },
    )
    .get(
      paths.analysisTable.pattern,
      async ({ html, frame, visit, params: { id, name }, query: { page, column, down } }) => {
        const { method, analysis, folder } = await find(visit, id)
        const { userId, studyId } = analysis
        const found = await findTable(method, folder, name)
        if (!found) throw notFound('table')
        const crumbs = crumbsToAnalysis(await getStudyOf(db.read, userId, studyId), analysis)
        const choice = { page, column, down: down !== undefined }
        return html(
          <ResultRowsPage frame={frame} crumbs={crumbs} id={id} name={name} choice={choice} {...found} />,
        )
      },
      { params, query },
    )
}
