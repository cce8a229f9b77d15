import { Elysia, t } from 'elysia'
import { findAnalysisOf } from '#db/analyses.ts'
import { methodOutcome, type Shown } from '#src/analyses/methodOutcome.ts'
import { manifestOf } from '#src/analyses/methods.ts'
import { findOutputsOf } from '#src/analyses/outputFiles.ts'
import { resultArchive } from '#src/analyses/resultArchive.ts'
import { isOver } from '#src/analyses/status.ts'
import { isBuiltIn } from '#src/method/builtIn.ts'
import { getStudyOf } from '#src/studies/getStudy.ts'
import { archiveTexts } from '#views/analyses/archiveTexts.ts'
import { paths } from '#views/paths.ts'
import { AppError, notFound } from '../errors.ts'
import { api } from '../plugins/api.ts'
import { resultShape } from '../plugins/apiMethodShapes.ts'
import { apiAnalysis } from '../plugins/apiPages.ts'
import { filesShape } from '../plugins/apiShapes.ts'
import { checkStillIn } from '../plugins/apiWait.ts'
import { sendArchive } from '../plugins/concurrencyLimits.ts'
import type { Deps } from '../plugins/deps.ts'
import { download, downloadZip } from '../plugins/downloads.ts'
import { streamEvents } from '../plugins/eventStream.ts'
import { maybe } from '../plugins/forms.ts'
import { described } from '../plugins/openApi.ts'
import { byId } from '../plugins/pages.ts'
import { createStatusUpdates } from '../plugins/statusUpdates.ts'

/** The API on what comes of an analysis: its events while it runs, and its files. */
export function apiResultRoutes(deps: Deps) {
  const { db, files } = deps
  const news = createStatusUpdates(deps)
  const outputsOf = async (userId: number, id: number) =>
    await findOutputsOf(files, await findAnalysisOf(db.read, userId, id))

  return new Elysia()
    .use(api(deps))
    .get(
      paths.apiAnalysisEvents.pattern,
      async ({ caller, params, request, server }) => {
        const userId = caller.user.id
        if (!(await findAnalysisOf(db.read, userId, params.id))) throw notFound('analysis')
        const tell = async () => {
          const analysis = await findAnalysisOf(db.read, userId, params.id)
          if (!analysis) return
          const text = JSON.stringify(apiAnalysis(analysis, await news.statusOf(analysis)))
          return { text, key: text, isLast: isOver(analysis) }
        }
        const isStillIn = () => checkStillIn(deps, request)
        return streamEvents(deps, news, { userId, request, server, isStillIn, tell })
      },
      {
        params: byId,
        ...described('The analysis at every change, as server-sent events, until it has ended', null, {
          type: 'text/event-stream',
        }),
      },
    )
    .get(
      paths.apiAnalysisResult.pattern,
      async ({ caller, params }) => {
        const { analysis, folder } = await outputsOf(caller.user.id, params.id)
        if (isBuiltIn(analysis))
          throw new AppError('not_found', 'Of the built-in method it is the file result.json.')
        const manifest = manifestOf(deps.config, analysis, folder)
        const { numbers, shown } = await methodOutcome(manifest, analysis, folder)
        const { method, methodVersion } = analysis
        const facts = { method, methodVersion, citation: manifest?.citation ?? null }
        return { ...facts, numbers, shown: shown.map(describeShown) }
      },
      {
        params: byId,
        ...described(
          'What a method of the laboratory told and wrote, by its manifest: numbers with labels and units, tables, charts and images',
          resultShape,
        ),
      },
    )
    .get(
      paths.apiAnalysisFiles.pattern,
      async ({ caller, params }) => ({ items: (await outputsOf(caller.user.id, params.id)).outputs }),
      { params: byId, ...described('The files of a result, with their meanings', filesShape) },
    )
    .get(
      paths.apiAnalysisFile.pattern,
      async ({ caller, params }) => {
        const { fileOf } = await outputsOf(caller.user.id, params.id)
        return download(fileOf(params.name), params.name)
      },
      {
        params: t.Object({ ...byId.properties, name: t.String({ maxLength: 100 }) }),
        ...described('One file, such as `result.json` or `weights.csv`', null, {
          type: 'application/octet-stream',
        }),
      },
    )
    .get(
      paths.apiAnalysisArchive.pattern,
      async ({ caller, params, query }) => {
        const { id: userId } = caller.user
        const found = await outputsOf(userId, params.id)
        const study = await getStudyOf(db.read, userId, found.analysis.studyId)
        const contents = query.inputs === 'no' ? 'parameters' : 'inputs'
        return await sendArchive(deps, userId, async () => {
          const { name, parts } = await resultArchive(files, study, found, contents, archiveTexts)
          return downloadZip(parts, name)
        })
      },
      {
        params: byId,
        query: t.Object({ inputs: maybe(t.Literal('no')) }),
        ...described(
          'A result in one zip, with its input files unless `inputs=no`; `bioce run` repeats it',
          null,
          { type: 'application/zip' },
        ),
      },
    )
}

/** What is shown, without the bytes: these are in the file. */
function describeShown({ file, title, description, kind, ...part }: Shown) {
  const table = 'table' in part ? { columns: part.table.head, rows: part.table.rows.length } : {}
  const chart = 'chart' in part ? { chart: part.chart } : {}
  const fault = 'fault' in part ? { fault: part.fault } : {}
  return { file, title, description, kind, ...table, ...chart, ...fault }
}
