import { Elysia } from 'elysia'
import { factsOf, findResultOf } from '#src/analyses/outcome.ts'
import { readInspection } from '#src/studies/inspection.ts'
import { ReportPage } from '#views/analyses/report.tsx'
import type { Deps } from '../plugins/deps.ts'
import { byId, pages } from '../plugins/pages.ts'
import { memberOf } from '../plugins/session.ts'

/** The report of a finished analysis of the built-in method: one page to print. */
export function analysisReportRoutes(deps: Deps) {
  const { files } = deps
  return new Elysia().use(pages(deps)).get(
    '/analyses/:id/report',
    async ({ html, frame, visit, params }) => {
      const viewer = memberOf(visit)
      const { analysis, study, outcome } = await findResultOf(deps, viewer.id, params.id)
      return html(
        <ReportPage
          frame={frame}
          study={study}
          analysis={factsOf(analysis)}
          outcome={outcome}
          inspection={await readInspection(files.study(viewer.id, study.id), study.libraryName)}
        />,
      )
    },
    { params: byId },
  )
}
