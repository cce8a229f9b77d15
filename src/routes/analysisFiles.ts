import { Elysia, t } from 'elysia'
import { findAnalysisOf } from '#db/analyses.ts'
import { findOutputsOf } from '#src/analyses/outcome.ts'
import { isBuiltIn } from '#src/method/builtIn.ts'
import { writeParameters } from '#src/method/parametersFile.ts'
import { sendArchive } from '#src/plugins/concurrencyLimits.ts'
import { paths } from '#views/paths.ts'
import { notFound } from '../errors.ts'
import type { Deps } from '../plugins/deps.ts'
import { download, downloadZip } from '../plugins/downloads.ts'
import { byId, pages } from '../plugins/pages.ts'
import { memberOf, type Visit } from '../plugins/session.ts'

/** Downloads of a result, one by one and together; and the parameters of any analysis. */
export function analysisFileRoutes(deps: Deps) {
  async function outputsOf(visit: Visit, id: number) {
    const { id: userId } = memberOf(visit)
    return await findOutputsOf(deps.files, userId, await findAnalysisOf(deps.db.read, userId, id))
  }

  return new Elysia()
    .use(pages(deps))
    .get(
      paths.analysisFile.pattern,
      async ({ visit, params }) => {
        const { fileOf } = await outputsOf(visit, params.id)
        return download(fileOf(params.name), params.name)
      },
      { params: t.Object({ ...byId.properties, name: t.String({ maxLength: 100 }) }) },
    )
    .get(
      paths.analysisParametersFile.pattern,
      async ({ visit, params }) => {
        const analysis = await findAnalysisOf(deps.db.read, memberOf(visit).id, params.id)
        if (!analysis || !isBuiltIn(analysis)) throw notFound('analysis')
        return download(writeParameters(analysis.parameters), `${analysis.name}.json`)
      },
      { params: byId },
    )
    .get(
      paths.analysisArchive.pattern,
      async ({ visit, params }) => {
        const { analysis, outputs, fileOf } = await outputsOf(visit, params.id)
        const parts = outputs.map(({ name }) => ({ name, file: fileOf(name) }))
        const make = () => downloadZip(parts, `${analysis.name}.zip`)
        return await sendArchive(deps, memberOf(visit).id, make)
      },
      { params: byId },
    )
}
