import { Elysia, t } from 'elysia'
import { findAnalysisOf } from '#db/analyses.ts'
import { findStudyOf } from '#db/studies.ts'
import { cancelAnalysis } from '#src/analyses/cancel.ts'
import { methodOutcome, methodsOf } from '#src/analyses/manifest.ts'
import { listOutputs, readOutcome } from '#src/analyses/outcome.ts'
import { describeAnalysis } from '#src/analyses/parameters.ts'
import { adviceOn } from '#src/analyses/reasons.ts'
import { removeAnalysis } from '#src/analyses/remove.ts'
import { statusOf } from '#src/analyses/status.ts'
import { FailedPage } from '#views/analyses/failed.tsx'
import { MethodResultPage } from '#views/analyses/methodResult.tsx'
import { ResultPage } from '#views/analyses/result.tsx'
import { RunPage } from '#views/analyses/run.tsx'
import { paths } from '#views/paths.ts'
import { notFound } from '../errors.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { byId, pages, seeOther } from '../plugins/pages.ts'
import { memberOf } from '../plugins/session.ts'

/** One analysis: running, failed, or its result; and its cancellation and deletion. */
export function analysisRoutes(deps: Deps) {
  const { config, db, files, now } = deps
  const confirmation = { params: byId, body: t.Object({ csrf: t.String() }, { additionalProperties: false }) }
  const fit = t.Optional(t.Union([t.Literal('log-linear'), t.Literal('log-log'), t.Literal('kratky')]))
  return new Elysia()
    .use(pages(deps))
    .get(
      '/analyses/:id',
      async ({ html, frame, visit, params, query }) => {
        const viewer = memberOf(visit)
        const analysis = await findAnalysisOf(db.read, viewer.id, params.id)
        const study = analysis && (await findStudyOf(db.read, viewer.id, analysis.studyId))
        if (!analysis || !study) throw notFound('analysis')
        if (analysis.state === 'waiting' || analysis.state === 'running')
          return html(
            <RunPage frame={frame} study={study} status={await statusOf(db.read, analysis, now())} />,
          )
        const facts = {
          id: analysis.id,
          name: analysis.name,
          finishedAt: new Date(analysis.finishedAt ?? analysis.createdAt),
          parameters: describeAnalysis(analysis),
        }
        if (analysis.state !== 'done') {
          const { sentence, advice } = adviceOn(analysis)
          return html(
            <FailedPage
              frame={frame}
              study={study}
              analysis={{ ...facts, state: analysis.state, reason: sentence, advice }}
            />,
          )
        }
        const outputs = await listOutputs(files.analysis(viewer.id, study.id, analysis.id))
        if (analysis.method !== 'bioce') {
          const told = methodOutcome(methodsOf(config).get(analysis.method), analysis, outputs)
          return html(<MethodResultPage frame={frame} study={study} analysis={facts} {...told} />)
        }
        const { result, truth } = await readOutcome(files.analysis(viewer.id, study.id, analysis.id))
        return html(
          <ResultPage
            frame={frame}
            study={study}
            analysis={facts}
            result={result}
            truth={truth}
            files={outputs}
            fitView={query.fit ?? 'log-linear'}
          />,
        )
      },
      { params: byId, query: t.Object({ fit }) },
    )
    .post(
      '/analyses/:id/cancellation',
      async ({ visit, params, body }) => {
        checkCsrf(visit.csrf, body.csrf)
        await cancelAnalysis(db, memberOf(visit).id, params.id, now())
        return seeOther(paths.analysis(params.id))
      },
      confirmation,
    )
    .post(
      '/analyses/:id/deletion',
      async ({ visit, params, body }) => {
        checkCsrf(visit.csrf, body.csrf)
        await removeAnalysis(deps, memberOf(visit).id, params.id, now())
        return seeOther(paths.studies())
      },
      confirmation,
    )
}
