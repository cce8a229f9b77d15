import { Elysia, t } from 'elysia'
import { listAnalysesOfStudy } from '#db/analyses.ts'
import { states } from '#db/schema.ts'
import type { Viewer } from '#src/accounts/sessions.ts'
import { methodsOf } from '#src/analyses/methods.ts'
import { getStudyOf } from '#src/studies/getStudy.ts'
import { libraryNameOf } from '#src/studies/inputs.ts'
import { readInspection } from '#src/studies/inspection.ts'
import { removeOwnStudy } from '#src/studies/remove.ts'
import { renameAnalysis, renameStudy } from '#src/studies/rename.ts'
import { extendStudy } from '#src/studies/retention.ts'
import { analysisRow, studyRow } from '#src/studies/rows.ts'
import { readStudiesPage, type StudiesFilter, sorts } from '#src/studies/studiesPage.ts'
import type { Frame } from '#views/frame.ts'
import { paths } from '#views/paths.ts'
import { ownPath } from '#views/route.ts'
import { StudiesPage } from '#views/studies/list.tsx'
import { StudyPage } from '#views/studies/show.tsx'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { formOf, line, maybe, nextPath } from '../plugins/forms.ts'
import { byId, faultsIn, pages, seeOther } from '../plugins/pages.ts'
import { memberOf } from '../plugins/session.ts'

/** My studies, one study, and what their owner may do with them and with their analyses in place. */
export function studiesRoutes(deps: Deps) {
  const { db, config, now } = deps
  // An empty choice means all of them.
  const oneOf = (words: readonly string[]) => t.UnionEnum(['', ...words] as [string, ...string[]])
  const filter = t.Object({
    search: maybe(t.String({ maxLength: 100 })),
    state: maybe(oneOf(states)),
    sort: maybe(oneOf(sorts)),
    page: maybe(t.Numeric({ minimum: 1, multipleOf: 1 })),
  })
  const name = { params: byId, body: formOf({ name: line, next: nextPath }) }

  async function page(frame: Frame, viewer: Viewer, filter: StudiesFilter, errors = {}) {
    const profile = await readStudiesPage(db.read, viewer.user, config, filter, now())
    return <StudiesPage frame={frame} errors={errors} filter={filter} {...profile} />
  }

  return new Elysia()
    .use(pages(deps))
    .get(
      paths.studies.pattern,
      async ({ html, frame, visit, query }) => {
        const filled = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''))
        return html(await page(frame, memberOf(visit), filled as StudiesFilter))
      },
      { query: filter },
    )
    .get(
      paths.study.pattern,
      async ({ html, frame, visit, params }) => {
        const viewer = memberOf(visit)
        const study = await getStudyOf(db.read, viewer.id, params.id)
        const analyses = await listAnalysesOfStudy(db.read, study.id)
        const methods = methodsOf(config)
        return html(
          <StudyPage
            frame={frame}
            study={studyRow(study, analyses)}
            analyses={analyses.map(analysis => analysisRow(analysis, study, methods))}
            inspection={await readInspection(deps.files.study(viewer.id, study.id), libraryNameOf(study))}
          />,
        )
      },
      { params: byId },
    )
    .post(
      paths.studyExtension.pattern,
      async ({ visit, params, body }) => {
        checkCsrf(visit, body.csrf)
        await extendStudy(db, memberOf(visit).id, params.id, deps.now())
        visit.say('study_extended')
        return seeOther(paths.study(params.id))
      },
      { params: byId, body: formOf({}) },
    )
    .post(
      paths.studyName.pattern,
      async ({ html, frame, visit, params, body, request, set }) => {
        checkCsrf(visit, body.csrf)
        const viewer = memberOf(visit)
        try {
          await renameStudy(db, viewer.id, params.id, body.name)
        } catch (error) {
          return html(await page(frame, viewer, {}, inWords(faultsIn(error, body, { request, set }).errors)))
        }
        visit.say('renamed')
        return seeOther(ownPath(body.next, paths.study(params.id)))
      },
      name,
    )
    .post(
      paths.analysisName.pattern,
      async ({ html, frame, visit, params, body, request, set }) => {
        checkCsrf(visit, body.csrf)
        const viewer = memberOf(visit)
        try {
          await renameAnalysis(db, viewer.id, params.id, body.name)
        } catch (error) {
          return html(await page(frame, viewer, {}, inWords(faultsIn(error, body, { request, set }).errors)))
        }
        visit.say('renamed')
        return seeOther(ownPath(body.next, paths.analysis(params.id)))
      },
      name,
    )
    .post(
      paths.studyDeletion.pattern,
      async ({ html, frame, visit, params, body, request, set }) => {
        checkCsrf(visit, body.csrf)
        const viewer = memberOf(visit)
        try {
          await removeOwnStudy(deps, viewer.id, params.id, body.confirmation, now())
        } catch (error) {
          return html(await page(frame, viewer, {}, faultsIn(error, body, { request, set }).errors))
        }
        visit.say('study_deleted')
        return seeOther(paths.studies())
      },
      { params: byId, body: formOf({ confirmation: maybe(line) }) },
    )
}

/** The form that the mistake was made in is closed again: it is told on top of the page. */
const inWords = (errors: Record<string, string>) => ({
  '': `The name was not changed: ${Object.values(errors)[0]}`,
})
