import { Elysia } from 'elysia'
import { findAnalysisOf } from '#db/analyses.ts'
import { provisionalOf } from '#src/analyses/outcome.ts'
import { findStatusOf, isOver } from '#src/analyses/status.ts'
import { ProvisionalCards } from '#views/analyses/run.tsx'
import { StatusPanel } from '#views/analyses/statusPanel.tsx'
import { paths } from '#views/paths.ts'
import { Typeset } from '#views/ui/typeset.tsx'
import { notFound } from '../errors.ts'
import type { Deps } from '../plugins/deps.ts'
import { streamEvents } from '../plugins/eventStream.ts'
import { byId, pages } from '../plugins/pages.ts'
import { memberOf } from '../plugins/session.ts'
import { createStatusUpdates } from '../plugins/statusUpdates.ts'

/** The status panel of a running analysis: once (polling), and as a stream that sends it at every change. */
export function analysisLiveRoutes(deps: Deps) {
  const { config, db, now } = deps
  const news = createStatusUpdates(deps)
  return new Elysia()
    .use(pages(deps))
    .get(
      paths.analysisStatus.pattern,
      async ({ html, frame, visit, params }) => {
        const status = await findStatusOf(db.read, config, memberOf(visit).id, params.id, now())
        if (!status) throw notFound('analysis')
        return html(<StatusPanel frame={frame} status={status} />)
      },
      { params: byId },
    )
    .get(
      paths.analysisProvisional.pattern,
      async ({ html, visit, params }) => {
        const analysis = await findAnalysisOf(db.read, memberOf(visit).id, params.id)
        if (!analysis) throw notFound('analysis')
        return html(
          <Typeset>
            <ProvisionalCards {...(await provisionalOf(deps.files, analysis))} />
          </Typeset>,
        )
      },
      { params: byId },
    )
    .get(
      paths.analysisLive.pattern,
      async ({ frame, visit, params, request, server }) => {
        const { id: userId } = memberOf(visit)
        if (!(await news.statusFor(userId, params.id))) throw notFound('analysis')
        const tell = async () => {
          const status = await news.statusFor(userId, params.id)
          if (!status) return
          const text = String(<StatusPanel frame={{ ...frame, now: new Date(now()) }} status={status} />)
          return { text, key: text.replaceAll(frame.csrf, ''), isLast: isOver(status) }
        }
        // A page too many asks every few seconds instead: see static/live.js.
        return streamEvents(deps, news, { userId, request, server, isStillIn: visit.isStillIn, tell })
      },
      { params: byId },
    )
}
