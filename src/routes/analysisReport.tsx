import { Elysia, t } from 'elysia'
import { updateStudy } from '#db/studies.ts'
import { findResultOf, outcomeFacts } from '#src/analyses/outcome.ts'
import { libraryNameOf } from '#src/studies/inputs.ts'
import { readInspection } from '#src/studies/inspection.ts'
import { ReportPage } from '#views/analyses/report.tsx'
import { type BlankKey, blanks } from '#views/analyses/reportBlanks.ts'
import { paths } from '#views/paths.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { formOf, maybe } from '../plugins/forms.ts'
import { byId, pages, seeOther } from '../plugins/pages.ts'
import { memberOf } from '../plugins/session.ts'

const typed = t.String({ maxLength: 500 })
const fields = Object.fromEntries(Object.keys(blanks).map(key => [key, maybe(typed)]))

/** The report of a finished analysis of the built-in method: one page to print, with blanks for the author. */
export function analysisReportRoutes(deps: Deps) {
  const { db, files } = deps
  return new Elysia()
    .use(pages(deps))
    .get(
      paths.analysisReport.pattern,
      async ({ html, frame, visit, params }) => {
        const viewer = memberOf(visit)
        const { analysis, study, outcome } = await findResultOf(deps, viewer.id, params.id)
        const inspection = await readInspection(files.study(viewer.id, study.id), libraryNameOf(study))
        const facts = { frame, study, outcome, inspection }
        return html(<ReportPage {...facts} analysis={outcomeFacts(analysis)} />)
      },
      { params: byId },
    )
    .post(
      paths.analysisReport.pattern,
      async ({ visit, params, body }) => {
        const { csrf, ...report } = body as Record<BlankKey | 'csrf', string>
        checkCsrf(visit, csrf)
        const { study } = await findResultOf(deps, memberOf(visit).id, params.id)
        await db.write(tx => updateStudy(tx, study.id, { report: { ...study.report, ...report } }))
        visit.say('report_kept')
        return seeOther(paths.analysisReport(params.id))
      },
      { params: byId, body: formOf(fields) },
    )
}
