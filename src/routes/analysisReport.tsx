import { join } from 'node:path'
import { Elysia, t } from 'elysia'
import { findAnalysisOf } from '#db/analyses.ts'
import { updateStudy } from '#db/studies.ts'
import { anyAssignmentFile, inputRecords } from '#src/analyses/folder.ts'
import { methodOutcome } from '#src/analyses/methodOutcome.ts'
import { manifestOf } from '#src/analyses/methods.ts'
import { findResultOf, outcomeFacts } from '#src/analyses/outcome.ts'
import { isBuiltIn } from '#src/method/builtIn.ts'
import { getStudyOf } from '#src/studies/getStudy.ts'
import { libraryNameOf } from '#src/studies/inputs.ts'
import { readInspection } from '#src/studies/inspection.ts'
import { MethodReportPage } from '#views/analyses/methodReport.tsx'
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

/** The report of a finished analysis: one page to print, that of the built-in method with blanks for the author. */
export function analysisReportRoutes(deps: Deps) {
  const { config, db, files } = deps

  /** What the report of a finished analysis of another method is made of; undefined where it is none. */
  async function methodReport(userId: number, id: number) {
    const analysis = await findAnalysisOf(db.read, userId, id)
    if (analysis?.state !== 'done' || isBuiltIn(analysis)) return
    const study = await getStudyOf(db.read, userId, analysis.studyId)
    const folder = files.analysis(userId, study.id, id)
    const manifest = manifestOf(config, analysis, folder)
    const { numbers, shown } = await methodOutcome(manifest, analysis, folder)
    const inputs = inputRecords(await anyAssignmentFile.read(join(folder, 'params.json')))
    const method = manifest ?? { name: analysis.method }
    return { study, analysis: outcomeFacts(analysis, manifest), method, numbers, shown, inputs }
  }

  return new Elysia()
    .use(pages(deps))
    .get(
      paths.analysisReport.pattern,
      async ({ html, frame, visit, params }) => {
        const viewer = memberOf(visit)
        const ofMethod = await methodReport(viewer.id, params.id)
        if (ofMethod) return html(<MethodReportPage frame={frame} {...ofMethod} />)
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
        const viewer = memberOf(visit)
        const { study } = await findResultOf(deps, viewer.id, params.id)
        await db.write(async tx => {
          const { report: before } = await getStudyOf(tx, viewer.id, study.id)
          await updateStudy(tx, study.id, { report: { ...before, ...report } })
        })
        visit.say('report_kept')
        return seeOther(paths.analysisReport(params.id))
      },
      { params: byId, body: formOf(fields) },
    )
}
