import { Elysia, t } from 'elysia'
import { listAnalysesOfStudy, listAnalysisFactsOf } from '#db/analyses.ts'
import { listStudiesOf } from '#db/studies.ts'
import { allowanceOf, limitsOf } from '#src/studies/allowance.ts'
import { makeExampleStudy } from '#src/studies/example.ts'
import { getStudyOf } from '#src/studies/getStudy.ts'
import { removeStudy } from '#src/studies/remove.ts'
import { renameStudy } from '#src/studies/rename.ts'
import { studyRow } from '#src/studies/rows.ts'
import { paths } from '#views/paths.ts'
import { version } from '../config.ts'
import { api } from '../plugins/api.ts'
import { apiAnalysis, pageOf, position } from '../plugins/apiPages.ts'
import type { Deps } from '../plugins/deps.ts'
import { byId } from '../plugins/pages.ts'

/** The API on accounts and studies: the same rules as the pages'. */
export function apiStudyRoutes(deps: Deps) {
  const { db, config, now } = deps

  async function rowOf(userId: number, id: number) {
    const study = await getStudyOf(db.read, userId, id)
    return studyRow(study, await listAnalysesOfStudy(db.read, study.id))
  }

  return new Elysia()
    .use(api(deps))
    .get(paths.api.pattern, async ({ caller: { user, roles, token, scope } }) => ({
      email: user.email,
      roles,
      token: { name: token.name, scope, expiresAt: new Date(token.expiresAt) },
      limits: { ...(await allowanceOf(db.read, user, config)), ...limitsOf(user, config) },
      version,
    }))
    .get(
      paths.apiStudies.pattern,
      async ({ caller, query }) => {
        const studies = pageOf(await listStudiesOf(db.read, caller.user.id), query)
        const analyses = await listAnalysisFactsOf(db.read, caller.user.id)
        const byStudy = Map.groupBy(analyses, analysis => analysis.studyId)
        return { ...studies, items: studies.items.map(study => studyRow(study, byStudy.get(study.id) ?? [])) }
      },
      { query: position },
    )
    .post(paths.apiExampleStudy.pattern, async ({ caller, set }) => {
      set.status = 201
      return apiAnalysis(await makeExampleStudy(deps, caller.user, now()))
    })
    .get(paths.apiStudy.pattern, ({ caller, params }) => rowOf(caller.user.id, params.id), { params: byId })
    .patch(
      paths.apiStudy.pattern,
      async ({ caller, params, body }) => {
        await renameStudy(db, caller.user.id, params.id, body.name)
        return await rowOf(caller.user.id, params.id)
      },
      {
        params: byId,
        body: t.Object({ name: t.String({ maxLength: 200 }) }, { additionalProperties: false }),
      },
    )
    .delete(
      paths.apiStudy.pattern,
      async ({ caller, params }) => {
        await removeStudy(deps, caller.user.id, params.id, now())
        return new Response(null, { status: 204 })
      },
      { params: byId },
    )
}
