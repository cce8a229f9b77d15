import { Elysia, t } from 'elysia'
import { listAnalysesOfStudy, listStatesOfStudies } from '#db/analyses.ts'
import { listStudyPageOf } from '#db/studies.ts'
import { allowanceOf, limitsOf } from '#src/studies/allowance.ts'
import { makeExampleStudy } from '#src/studies/example.ts'
import { getStudyOf } from '#src/studies/getStudy.ts'
import { removeStudy } from '#src/studies/remove.ts'
import { renameStudy } from '#src/studies/rename.ts'
import { studyRow } from '#src/studies/rows.ts'
import { paths } from '#views/paths.ts'
import { api } from '../plugins/api.ts'
import { apiAnalysis, pageOf, perPage, position } from '../plugins/apiPages.ts'
import { accountShape, analysisShape, partOf, studyShape } from '../plugins/apiShapes.ts'
import type { Deps } from '../plugins/deps.ts'
import { described } from '../plugins/openApi.ts'
import { byId } from '../plugins/pages.ts'
import { createStatusUpdates } from '../plugins/statusUpdates.ts'
import { version } from '../program.ts'

/** The API on accounts and studies: the same rules as the pages'. */
export function apiStudyRoutes(deps: Deps) {
  const { db, config, now } = deps
  const news = createStatusUpdates(deps)

  async function rowOf(userId: number, id: number) {
    const study = await getStudyOf(db.read, userId, id)
    return studyRow(study, await listAnalysesOfStudy(db.read, study.id))
  }

  return new Elysia()
    .use(api(deps))
    .get(
      paths.api.pattern,
      async ({ caller: { user, roles, token, scope } }) => ({
        email: user.email,
        roles,
        token: { name: token.name, scope, expiresAt: new Date(token.expiresAt) },
        limits: { ...(await allowanceOf(db.read, user, config)), ...limitsOf(user, config) },
        version,
      }),
      described(
        'The account, its limits and what is used of them, and the version of the server',
        accountShape,
      ),
    )
    .get(
      paths.apiStudies.pattern,
      async ({ caller, query }) => {
        const page = pageOf(await listStudyPageOf(db.read, caller.user.id, query, perPage + 1))
        const analyses = await listStatesOfStudies(
          db.read,
          page.items.map(({ id }) => id),
        )
        const byStudy = Map.groupBy(analyses, ({ studyId }) => studyId)
        return { ...page, items: page.items.map(study => studyRow(study, byStudy.get(study.id) ?? [])) }
      },
      { query: position, ...described('Studies, newest first', partOf(studyShape)) },
    )
    .post(
      paths.apiExampleStudy.pattern,
      async ({ caller, set }) => {
        const analysis = await makeExampleStudy(deps, caller.user, now())
        set.status = 201
        set.headers.location = paths.apiAnalysis(analysis.id)
        return apiAnalysis(analysis, await news.statusOf(analysis))
      },
      described('Makes the example study and starts its analysis, which is the answer', analysisShape, {
        status: 201,
      }),
    )
    .get(paths.apiStudy.pattern, ({ caller, params }) => rowOf(caller.user.id, params.id), {
      params: byId,
      ...described('One study', studyShape),
    })
    .patch(
      paths.apiStudy.pattern,
      async ({ caller, params, body }) => {
        await renameStudy(db, caller.user.id, params.id, body.name)
        return await rowOf(caller.user.id, params.id)
      },
      {
        params: byId,
        body: t.Object({ name: t.String({ maxLength: 200 }) }, { additionalProperties: false }),
        ...described('Renames a study', studyShape),
      },
    )
    .delete(
      paths.apiStudy.pattern,
      async ({ caller, params }) => {
        await removeStudy(deps, caller.user.id, params.id, now())
        return new Response(null, { status: 204 })
      },
      {
        params: byId,
        ...described('Deletes a study with its analyses and files', null, { status: 204 }),
      },
    )
}
