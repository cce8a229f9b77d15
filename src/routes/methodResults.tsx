import { Elysia, t } from 'elysia'
import { findAnalysisOf } from '#db/analyses.ts'
import { findTable } from '#src/analyses/methodOutcome.ts'
import { manifestOf } from '#src/analyses/methods.ts'
import { findOutputsOf } from '#src/analyses/outputFiles.ts'
import { getStudyOf } from '#src/studies/getStudy.ts'
import { crumbsToResult } from '#views/analyses/crumbs.ts'
import { ResultRowsPage } from '#views/analyses/resultRows.tsx'
import { paths } from '#views/paths.ts'
import { notFound } from '../errors.ts'
import type { Deps } from '../plugins/deps.ts'
import { picture } from '../plugins/downloads.ts'
import { pages } from '../plugins/pages.ts'
import { byResult, nameFor, sharedFor } from '../plugins/resultFor.ts'
import { memberOf, type Visit } from '../plugins/session.ts'

/** What the page of a method's result shows beside its numbers: images, and tables a page at a time. */
export function methodResultRoutes(deps: Deps) {
  const { config, db, files } = deps
  const params = t.Object({ ...byResult.properties, name: t.String({ maxLength: 100 }) })
  const query = t.Object({
    page: t.Optional(t.Numeric({ minimum: 1, maximum: 1_000_000, multipleOf: 1 })),
    column: t.Optional(t.Numeric({ minimum: 0, maximum: 10_000, multipleOf: 1 })),
    down: t.Optional(t.Literal('yes')),
  })

  /** For its owner, or for whoever has a link to it: what is shown here is on the page of the result. */
  async function find(visit: Visit, id: number | string) {
    const shared = typeof id === 'string' ? await sharedFor(deps, visit, id) : undefined
    const analysis = shared?.analysis ?? (await findAnalysisOf(db.read, memberOf(visit).id, id as number))
    const found = await findOutputsOf(files, analysis)
    return { ...found, shared, method: manifestOf(config, found.analysis, found.folder) }
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
        const { method, analysis, folder, shared } = await find(visit, id)
        const { userId, studyId } = analysis
        const found = await findTable(method, folder, name)
        if (!found) throw notFound('table')
        const crumbs = shared
          ? crumbsToResult(null, { id, name: nameFor(shared) })
          : crumbsToResult(await getStudyOf(db.read, userId, studyId), analysis)
        const choice = { page, column, down: down !== undefined }
        return html(
          <ResultRowsPage frame={frame} crumbs={crumbs} id={id} name={name} choice={choice} {...found} />,
        )
      },
      { params, query },
    )
}
