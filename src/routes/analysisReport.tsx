import { Elysia } from 'elysia'
import { findAnalysisOf } from '#db/analyses.ts'
import { findStudyOf } from '#db/studies.ts'
import { readOutcome } from '#src/analyses/outcome.ts'
import { describeAnalysis } from '#src/analyses/parameters.ts'
import { readInspection } from '#src/studies/inspection.ts'
import { ReportPage } from '#views/analyses/report.tsx'
import { notFound } from '../errors.ts'
import type { Deps } from '../plugins/deps.ts'
import { byId, pages } from '../plugins/pages.ts'
import { memberOf } from '../plugins/session.ts'

/** The report of a finished analysis of the built-in method: one page to print. */
export function analysisReportRoutes(deps: Deps) {
  const { db, files } = deps
  return new Elysia().use(pages(deps)).get(
    '/analyses/:id/report',
    async ({ html, frame, visit, params }) => {
      const viewer = memberOf(visit)
      const analysis = await findAnalysisOf(db.read, viewer.id, params.id)
      const study = analysis && (await findStudyOf(db.read, viewer.id, analysis.studyId))
      if (!study || analysis?.state !== 'done' || analysis.method !== 'bioce') throw notFound('result')
      const { result } = await readOutcome(files.analysis(viewer.id, study.id, analysis.id))
      return html(
        <ReportPage
          frame={frame}
          study={study}
          analysis={{
            id: analysis.id,
            name: analysis.name,
            finishedAt: new Date(analysis.finishedAt ?? analysis.createdAt),
            parameters: describeAnalysis(analysis),
          }}
          result={result}
          inspection={await readInspection(files.study(viewer.id, study.id), study.libraryName)}
        />,
      )
    },
    { params: byId },
  )
}
