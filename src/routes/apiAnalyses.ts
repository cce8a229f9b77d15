import { randomUUIDv7 } from 'bun'
import { Elysia, t } from 'elysia'
import { findAnalysisOf, listAnalysesOf } from '#db/analyses.ts'
import { findCaller } from '#src/accounts/apiTokens.ts'
import { cancelAnalysis } from '#src/analyses/cancel.ts'
import { findOutputsOf } from '#src/analyses/outcome.ts'
import { removeAnalysis } from '#src/analyses/remove.ts'
import { nextName } from '#src/analyses/rerun.ts'
import { submitAnalysis } from '#src/analyses/submit.ts'
import { parseParameters } from '#src/method/parameters.ts'
import { fieldsOfValues } from '#src/method/parametersFile.ts'
import { getStudyOf } from '#src/studies/getStudy.ts'
import { paths } from '#views/paths.ts'
import { AppError, notFound } from '../errors.ts'
import { api, secretOf } from '../plugins/api.ts'
import { apiAnalysis, pageOf, position } from '../plugins/apiPages.ts'
import { begin } from '../plugins/concurrencyLimits.ts'
import type { Deps } from '../plugins/deps.ts'
import { download } from '../plugins/downloads.ts'
import { formHash } from '../plugins/formHash.ts'
import { maybe } from '../plugins/forms.ts'
import { byId } from '../plugins/pages.ts'
import { createStatusUpdates } from '../plugins/statusUpdates.ts'

const lookEveryMs = 2000
const waitSecondsMax = 60

/** The API on analyses: start one of the built-in method, follow it, and take its files. */
export function apiAnalysisRoutes(deps: Deps) {
  const { db, files, now } = deps
  const news = createStatusUpdates(deps)
  const submission = t.Object(
    {
      name: maybe(t.String({ maxLength: 200 })),
      parameters: maybe(t.Record(t.String({ maxLength: 40 }), t.Unknown())),
    },
    { additionalProperties: false },
  )

  async function getAnalysis(userId: number, id: number) {
    const analysis = await findAnalysisOf(db.read, userId, id)
    if (!analysis) throw notFound('analysis')
    return analysis
  }

  async function outputsOf(userId: number, id: number) {
    return await findOutputsOf(files, userId, await getAnalysis(userId, id))
  }

  return new Elysia()
    .use(api(deps))
    .post(
      paths.apiStudyAnalyses.pattern,
      async ({ caller: { user }, params, body, request, set }) => {
        const study = await getStudyOf(db.read, user.id, params.id)
        const parameters = parseParameters(fieldsOfValues(body.parameters ?? {}))
        const name = body.name ?? (await nextName(db.read, { name: 'Analysis 0', studyId: study.id }))
        const key = request.headers.get('idempotency-key')?.slice(0, 200) ?? randomUUIDv7()
        const wanted = { name, parameters, submitKey: `api:${key}`, formHash: formHash(body) }
        const analysis = await submitAnalysis(deps, user, study, wanted, now())
        set.status = 201
        set.headers.location = paths.apiAnalysis(analysis.id)
        return apiAnalysis(analysis)
      },
      { params: byId, body: submission },
    )
    .get(
      paths.apiAnalyses.pattern,
      async ({ caller, query }) => {
        const all = await listAnalysesOf(db.read, caller.user.id)
        const { items, next } = pageOf(
          all.map(({ analysis }) => analysis),
          query,
        )
        return { items: items.map(apiAnalysis), next }
      },
      { query: position },
    )
    .get(
      paths.apiAnalysis.pattern,
      async ({ caller, params, query, request, server }) => {
        const { id: userId } = caller.user
        let analysis = await getAnalysis(userId, params.id)
        const { state } = analysis
        const endsAt = performance.now() + 1000 * (query.wait ?? 0)
        const isOver = () => !['waiting', 'running'].includes(analysis.state) || analysis.state !== state
        if (isOver() || !query.wait) return apiAnalysis(analysis)
        const end = begin(deps, 'stream', userId)
        server?.timeout(request, 0)
        try {
          while (
            !isOver() &&
            performance.now() < endsAt &&
            !request.signal.aborted &&
            !deps.stopping?.aborted
          ) {
            await news.next(Math.min(lookEveryMs, Math.max(1, endsAt - performance.now())))
            if (!(await findCaller(db, secretOf(request), now())))
              throw new AppError('unauthenticated', 'This token was revoked.')
            analysis = await getAnalysis(userId, params.id)
          }
        } finally {
          end()
        }
        return apiAnalysis(analysis)
      },
      {
        params: byId,
        query: t.Object({ wait: maybe(t.Numeric({ minimum: 0, maximum: waitSecondsMax })) }),
      },
    )
    .post(
      paths.apiAnalysisCancellation.pattern,
      async ({ caller, params }) => {
        await cancelAnalysis(db, caller.user.id, params.id, now())
        return apiAnalysis(await getAnalysis(caller.user.id, params.id))
      },
      { params: byId },
    )
    .delete(
      paths.apiAnalysis.pattern,
      async ({ caller, params }) => {
        await removeAnalysis(deps, caller.user.id, params.id, now())
        return new Response(null, { status: 204 })
      },
      { params: byId },
    )
    .get(
      paths.apiAnalysisFiles.pattern,
      async ({ caller, params }) => ({ items: (await outputsOf(caller.user.id, params.id)).outputs }),
      { params: byId },
    )
    .get(
      paths.apiAnalysisFile.pattern,
      async ({ caller, params }) => {
        const { fileOf } = await outputsOf(caller.user.id, params.id)
        return download(fileOf(params.name), params.name)
      },
      { params: t.Object({ ...byId.properties, name: t.String({ maxLength: 100 }) }) },
    )
}
