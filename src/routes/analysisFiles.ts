import { Elysia, t } from 'elysia'
import { findAnalysisOf } from '#db/analyses.ts'
import { findOutputsOf } from '#src/analyses/outputFiles.ts'
import { resultArchive } from '#src/analyses/resultArchive.ts'
import { hasFiles } from '#src/analyses/shares.ts'
import { isBuiltIn } from '#src/method/builtIn.ts'
import { writeParameters } from '#src/method/parametersFile.ts'
import { sendArchive } from '#src/plugins/concurrencyLimits.ts'
import { getStudyOf } from '#src/studies/getStudy.ts'
import { archiveTexts } from '#views/analyses/archiveTexts.ts'
import { paths } from '#views/paths.ts'
import { notFound } from '../errors.ts'
import type { Deps } from '../plugins/deps.ts'
import { download, downloadZip } from '../plugins/downloads.ts'
import { byId, pages } from '../plugins/pages.ts'
import { byResult, sharedFor } from '../plugins/resultFor.ts'
import { memberOf, type Visit } from '../plugins/session.ts'

/** Downloads of a result, one by one and together; and the parameters of any analysis. */
export function analysisFileRoutes(deps: Deps) {
  async function outputsOf(visit: Visit, id: number | string) {
    if (typeof id === 'string') {
      const { token, analysis, study, shows } = await sharedFor(deps, visit, id)
      if (!hasFiles(shows)) throw notFound('file')
      const who = `share:${token.id}` as const
      return { ...(await findOutputsOf(deps.files, analysis)), study, who }
    }
    const { id: userId } = memberOf(visit)
    const analysis = await findAnalysisOf(deps.db.read, userId, id)
    const found = await findOutputsOf(deps.files, analysis)
    return { ...found, study: await getStudyOf(deps.db.read, userId, found.analysis.studyId), who: userId }
  }

  return new Elysia()
    .use(pages(deps))
    .get(
      paths.analysisFile.pattern,
      async ({ visit, params }) => {
        const { fileOf } = await outputsOf(visit, params.id)
        return download(fileOf(params.name), params.name)
      },
      { params: t.Object({ ...byResult.properties, name: t.String({ maxLength: 100 }) }) },
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
        const { who, study, ...found } = await outputsOf(visit, params.id)
        const contents = typeof who === 'number' ? 'inputs' : 'results'
        return await sendArchive(deps, who, async () => {
          const { name, parts } = await resultArchive(deps.files, study, found, contents, archiveTexts)
          return downloadZip(parts, name)
        })
      },
      { params: byResult },
    )
}
