import { Elysia, t } from 'elysia'
import { listAnalysesOf } from '#db/analyses.ts'
import { findStudyOf, listStudiesOf } from '#db/studies.ts'
import { readInspection } from '#src/studies/inspection.ts'
import { removeStudy } from '#src/studies/remove.ts'
import { analysisRow, studyRow } from '#src/studies/rows.ts'
import { allowanceOf } from '#src/studies/upload.ts'
import { paths } from '#views/paths.ts'
import { StudiesPage } from '#views/studies/list.tsx'
import { StudyPage } from '#views/studies/show.tsx'
import { notFound } from '../errors.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { byId, pages, seeOther } from '../plugins/pages.ts'
import { memberOf } from '../plugins/session.ts'

/** My studies, one study, and its deletion. */
export function studiesRoutes(deps: Deps) {
  const { db } = deps
  return new Elysia()
    .use(pages(deps))
    .get('/studies', async ({ html, frame, visit }) => {
      const viewer = memberOf(visit)
      const analyses = await listAnalysesOf(db.read, viewer.id)
      const studies = await listStudiesOf(db.read, viewer.id)
      return html(
        <StudiesPage
          frame={frame}
          studies={studies.map(study =>
            studyRow(study, analyses.filter(each => each.study.id === study.id).length),
          )}
          analyses={analyses.map(each => analysisRow(each.analysis, each.study))}
          limits={await allowanceOf(db.read, viewer.user, deps.config)}
        />,
      )
    })
    .get(
      '/studies/:id',
      async ({ html, frame, visit, params }) => {
        const viewer = memberOf(visit)
        const study = await findStudyOf(db.read, viewer.id, params.id)
        if (!study) throw notFound('study')
        const analyses = (await listAnalysesOf(db.read, viewer.id)).filter(each => each.study.id === study.id)
        return html(
          <StudyPage
            frame={frame}
            study={studyRow(study, analyses.length)}
            analyses={analyses.map(each => analysisRow(each.analysis, study))}
            inspection={await readInspection(deps.files.study(viewer.id, study.id), study.libraryName)}
          />,
        )
      },
      { params: byId },
    )
    .post(
      '/studies/:id/deletion',
      async ({ visit, params, body }) => {
        checkCsrf(visit.csrf, body.csrf)
        await removeStudy(deps, memberOf(visit).id, params.id, deps.now())
        return seeOther(paths.studies())
      },
      { params: byId, body: t.Object({ csrf: t.String() }, { additionalProperties: false }) },
    )
}
