import { Elysia, t } from 'elysia'
import { states } from '#db/schema.ts'
import type { Viewer } from '#src/accounts/sessions.ts'
import { removeOwnStudy } from '#src/studies/remove.ts'
import { renameAnalysis, renameStudy } from '#src/studies/rename.ts'
import { extendStudy } from '#src/studies/retention.ts'
import { readStudiesPage, type StudiesFilter, sorts } from '#src/studies/studiesPage.ts'
import type { Frame } from '#views/frame.ts'
import { paths } from '#views/paths.ts'
import { ownPath } from '#views/route.ts'
import { StudiesPage } from '#views/studies/list.tsx'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { formOf, line, maybe, nextPath } from '../plugins/forms.ts'
import { byId, faultsIn, pages, seeOther } from '../plugins/pages.ts'
import { memberOf } from '../plugins/session.ts'

/** My studies, and what their owner may do with them and with their analyses in place. */
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

  async function page(frame: Frame, viewer: Viewer, filter: StudiesFilter, errors = {}) {
    const profile = await readStudiesPage(db.read, viewer.user, config, filter, now())
    return <StudiesPage frame={frame} errors={errors} filter={filter} {...profile} />
  }

  /** A new name for one of theirs. @param home its page */
  const renaming = (
    address: typeof paths.studyName | typeof paths.analysisName,
    rename: typeof renameStudy,
    home: typeof paths.study | typeof paths.analysis,
  ) =>
    new Elysia().use(pages(deps)).post(
      address.pattern,
      async ({ html, frame, visit, params, body, request, set }) => {
        checkCsrf(visit, body.csrf)
        const viewer = memberOf(visit)
        try {
          await rename(db, viewer.id, params.id, body.name)
        } catch (error) {
          return html(await page(frame, viewer, {}, inWords(faultsIn(error, body, { request, set }).errors)))
        }
        visit.say('renamed')
        return seeOther(ownPath(body.next, home(params.id)))
      },
      { params: byId, body: formOf({ name: line, next: nextPath }) },
    )

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
    .use(renaming(paths.studyName, renameStudy, paths.study))
    .use(renaming(paths.analysisName, renameAnalysis, paths.analysis))
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
