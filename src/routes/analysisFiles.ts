import { Elysia, t } from 'elysia'
import { findAnalysisOf } from '#db/analyses.ts'
import { listOutputs } from '#src/analyses/outcome.ts'
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
    const viewer = memberOf(visit)
    const analysis = await findAnalysisOf(deps.db.read, viewer.id, id)
    if (analysis?.state !== 'done') throw notFound('result')
    const folder = deps.files.analysis(viewer.id, analysis.studyId, analysis.id)
    const outputs = await listOutputs(folder)
    return {
      analysis,
      outputs: outputs.map(({ name }) => ({ name, file: Bun.file(`${folder}/output/${name}`) })),
    }
  }

  return new Elysia()
    .use(pages(deps))
    .get(
      paths.analysisFile.pattern,
      async ({ visit, params }) => {
        const { outputs } = await outputsOf(visit, params.id)
        const output = outputs.find(({ name }) => name === params.name)
        if (!output) throw notFound('file')
        return download(output.file, output.name)
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
        const { analysis, outputs } = await outputsOf(visit, params.id)
        const make = () => downloadZip(outputs, `${analysis.name}.zip`)
        return await sendArchive(deps, memberOf(visit).id, make)
      },
      { params: byId },
    )
}
