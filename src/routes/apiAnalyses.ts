import { randomUUIDv7 } from 'bun'
import { Elysia, t } from 'elysia'
import { findAnalysisOf, listAnalysisPageOf } from '#db/analyses.ts'
import type { Analysis } from '#db/schema.ts'
import { cancelAnalysis } from '#src/analyses/cancel.ts'
import type { FieldValue } from '#src/analyses/manifest/fieldValues.ts'
import { checkBeforeRun } from '#src/analyses/methodCheck.ts'
import { methodsFor } from '#src/analyses/methods.ts'
import { removeAnalysis } from '#src/analyses/remove.ts'
import { nextName } from '#src/analyses/rerun.ts'
import { submitAnalysis } from '#src/analyses/submit.ts'
import { getStudyOf } from '#src/studies/getStudy.ts'
import { readContents } from '#src/studies/record.ts'
import { paths } from '#views/paths.ts'
import { notFound } from '../errors.ts'
import { api, onceKeyOf } from '../plugins/api.ts'
import { analysisFilter, apiAnalysis, pageOf, perPage } from '../plugins/apiPages.ts'
import { readApiParameters } from '../plugins/apiParameters.ts'
import { analysisShape, partOf } from '../plugins/apiShapes.ts'
import { waitForChange, waitQuery } from '../plugins/apiWait.ts'
import type { Deps } from '../plugins/deps.ts'
import { formHash } from '../plugins/formHash.ts'
import { maybe } from '../plugins/forms.ts'
import { described } from '../plugins/openApi.ts'
import { byId } from '../plugins/pages.ts'
import { createStatusUpdates } from '../plugins/statusUpdates.ts'

const submission = t.Object(
  {
    name: maybe(t.String({ maxLength: 200 })),
    method: maybe(t.String({ maxLength: 40 })),
    parameters: maybe(t.Record(t.String({ maxLength: 40 }), t.Unknown())),
  },
  { additionalProperties: false },
)

/** The API on analyses: start one, follow it, stop it. */
export function apiAnalysisRoutes(deps: Deps) {
  const { db, files, now } = deps
  const news = createStatusUpdates(deps)
  const told = async (analysis: Analysis) => apiAnalysis(analysis, await news.statusOf(analysis))

  async function get(userId: number, id: number) {
    const analysis = await findAnalysisOf(db.read, userId, id)
    if (!analysis) throw notFound('analysis')
    return analysis
  }

  return new Elysia()
    .use(api(deps))
    .post(
      paths.apiStudyAnalyses.pattern,
      async ({ caller, params, body, request, set }) => {
        const { user } = caller
        const study = await getStudyOf(db.read, user.id, params.id)
        const { method = study.method } = body
        const contents = await readContents(files.study(user.id, study.id))
        const made = await readApiParameters(deps, caller, study, contents, method, body.parameters ?? {})
        const name = body.name ?? (await nextName(db.read, { name: 'Analysis 0', studyId: study.id }))
        const submitKey = onceKeyOf(request) ?? `api:${randomUUIDv7()}`
        const manifest = methodsFor(deps.config, caller).get(method)
        if (manifest)
          await checkBeforeRun(
            deps,
            user,
            study,
            manifest,
            made.parameters as Record<string, FieldValue>,
            contents,
          )
        const wanted = { name, manifest, ...made, contents, submitKey, formHash: formHash(body) }
        const analysis = await submitAnalysis(deps, user, study, wanted, now())
        set.status = 201
        set.headers.location = paths.apiAnalysis(analysis.id)
        return await told(analysis)
      },
      {
        params: byId,
        body: submission,
        ...described('Starts an analysis of a study', analysisShape, { status: 201, isOnce: true }),
      },
    )
    .get(
      paths.apiAnalyses.pattern,
      async ({ caller, query: { study, ...filter } }) => {
        const wanted = { ...filter, studyId: study }
        const page = pageOf(await listAnalysisPageOf(db.read, caller.user.id, wanted, perPage + 1))
        return { ...page, items: await Promise.all(page.items.map(told)) }
      },
      { query: analysisFilter, ...described('Analyses, newest first', partOf(analysisShape)) },
    )
    .get(
      paths.apiAnalysis.pattern,
      async ({ caller, params, query, request, server }) => {
        const read = () => get(caller.user.id, params.id)
        const waiting = { caller, request, server, seconds: query.wait, read }
        return await told(await waitForChange(deps, news, waiting))
      },
      {
        params: byId,
        query: waitQuery,
        ...described(
          'One analysis; with `wait`, the answer comes when its state changes or after so many seconds',
          analysisShape,
        ),
      },
    )
    .post(
      paths.apiAnalysisCancellation.pattern,
      async ({ caller, params }) => {
        await cancelAnalysis(db, caller.user.id, params.id, now())
        return await told(await get(caller.user.id, params.id))
      },
      { params: byId, ...described('Stops an analysis', analysisShape) },
    )
    .delete(
      paths.apiAnalysis.pattern,
      async ({ caller, params }) => {
        await removeAnalysis(deps, caller.user.id, params.id, now())
        return new Response(null, { status: 204 })
      },
      { params: byId, ...described('Deletes an analysis with its files', null, { status: 204 }) },
    )
}
