import { Elysia } from 'elysia'
import { findAnalysisOf } from '#db/analyses.ts'
import { asPrograms } from '#src/analyses/asProgram.ts'
import { extrasOf } from '#src/analyses/earlier.ts'
import { nextName } from '#src/analyses/rerun.ts'
import { isBuiltIn } from '#src/method/builtIn.ts'
import { type Parameters, parseParameters } from '#src/method/parameters.ts'
import { getStudyOf } from '#src/studies/getStudy.ts'
import { curveCountOf } from '#src/studies/inputs.ts'
import { crumbsToAnalysis, crumbsToStudy } from '#views/analyses/crumbs.ts'
import { ProgramPage } from '#views/analyses/program.tsx'
import { paths } from '#views/paths.ts'
import { notFound } from '../errors.ts'
import { receiveAnalysisForm } from '../plugins/analysisForm.ts'
import type { Deps } from '../plugins/deps.ts'
import { byId, pages } from '../plugins/pages.ts'
import { memberOf, type Visit } from '../plugins/session.ts'

/** An analysis as programs for the API: one that was made, or the form as it is filled in. Nothing starts. */
export function analysisProgramRoutes({ db, files, ...deps }: Deps) {
  const programsOf = (visit: Visit, study: number, name: string, parameters: Parameters) =>
    asPrograms({ address: visit.origin + paths.apiStudyAnalyses(study), name, parameters })

  return new Elysia()
    .use(pages({ db, files, ...deps }))
    .get(
      paths.analysisProgram.pattern,
      async ({ html, frame, visit, params }) => {
        const { id: userId } = memberOf(visit)
        const analysis = await findAnalysisOf(db.read, userId, params.id)
        if (!analysis || !isBuiltIn(analysis)) throw notFound('analysis')
        const study = await getStudyOf(db.read, userId, analysis.studyId)
        const programs = programsOf(visit, study.id, await nextName(db.read, analysis), analysis.parameters)
        const crumbs = crumbsToAnalysis(study, analysis)
        const hasFiles = Object.keys(extrasOf(analysis)).length > 0
        return html(<ProgramPage frame={frame} crumbs={crumbs} programs={programs} hasFiles={hasFiles} />)
      },
      { params: byId },
    )
    .post(
      paths.newAnalysisProgram.pattern,
      async ({ html, frame, visit, params, request }) => {
        const study = await getStudyOf(db.read, memberOf(visit).id, params.id)
        const folder = await files.openIncoming()
        try {
          const { fields, files: chosen } = await receiveAnalysisForm(request, folder, visit)
          const programs = programsOf(
            visit,
            study.id,
            fields.name ?? '',
            parseParameters(fields, curveCountOf(study)),
          )
          const hasFiles = Object.keys(chosen).length > 0
          return html(
            <ProgramPage
              frame={frame}
              crumbs={crumbsToStudy(study)}
              programs={programs}
              hasFiles={hasFiles}
            />,
          )
        } finally {
          await files.discard(folder)
        }
      },
      { parse: 'none', params: byId },
    )
}
