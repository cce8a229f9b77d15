import { Elysia, t } from 'elysia'
import { listAnalysesOfStudy } from '#db/analyses.ts'
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
        const items = studies.items.map(async study =>
          studyRow(study, await listAnalysesOfStudy(db.read, study.id)),
        )
        return { ...studies, items: await Promise.all(items) }
      },
      { query: position },
    )
    .post(paths.apiExampleStudy.pattern, async ({ caller, set }) => {
      set.status = 201
      return apiAnalysis(await makeExampleStudy(deps, caller.user, now()))
    })
    .get(
      paths.apiStudy.pattern,
      async ({ caller, params }) => {
        const study = await getStudyOf(db.read, caller.user.id, params.id)
        return studyRow(study, await listAnalysesOfStudy(db.read, study.id))
      },
      { params: byId },
    )
    .patch(
      paths.apiStudy.pattern,
      async ({ caller, params, body }) => {
        await renameStudy(db, caller.user.id, params.id, body.name)
        const study = await getStudyOf(db.read, caller.user.id, params.id)
        return studyRow(study, await listAnalysesOfStudy(db.read, study.id))
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
