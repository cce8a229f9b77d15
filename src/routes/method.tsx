import { randomUUIDv7 } from 'bun'
import { Elysia, t } from 'elysia'
import { holdsRole } from '#src/accounts/permissions.ts'
import type { Viewer } from '#src/accounts/sessions.ts'
import { defaultsOf, readManifestFields, settingViewsOf } from '#src/analyses/manifest.ts'
import { methodsOf } from '#src/analyses/methods.ts'
import { submitAnalysis } from '#src/analyses/submit.ts'
import { getStudyOf } from '#src/studies/getStudy.ts'
import { MethodFormPage } from '#views/analyses/methodForm.tsx'
import { paths } from '#views/paths.ts'
import { notFound, refuse } from '../errors.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { formHash } from '../plugins/formHash.ts'
import { byId, faultsIn, pages, seeOther, withNewKey } from '../plugins/pages.ts'
import { memberOf } from '../plugins/session.ts'

/** Starts an analysis that the laboratory added, by the form that its manifest describes. */
export function methodRoutes(deps: Deps) {
  const { db, config, now } = deps
  const params = t.Object({ ...byId.properties, method: t.String({ maxLength: 40 }) })
  const body = t.Record(t.String({ maxLength: 40 }), t.String({ maxLength: 200 }))

  async function find(viewer: Viewer, studyId: number, name: string) {
    const study = await getStudyOf(db.read, viewer.id, studyId)
    const method = methodsOf(config).get(name)
    if (!method || (method.role && !holdsRole(viewer, method.role))) throw notFound('analysis method')
    return { study, method, shown: { ...method, fields: settingViewsOf(method) } }
  }

  return new Elysia()
    .use(pages(deps))
    .get(
      paths.method.pattern,
      async ({ html, frame, visit, params }) => {
        const { study, method, shown } = await find(memberOf(visit), params.id, params.method)
        const values = { ...defaultsOf(method), submitKey: randomUUIDv7() }
        return html(
          <MethodFormPage frame={frame} form={{ values, errors: {} }} study={study} method={shown} />,
        )
      },
      { params },
    )
    .post(
      paths.method.pattern,
      async ({ html, frame, visit, params, body, request, set }) => {
        checkCsrf(visit, body.csrf ?? '')
        const viewer = memberOf(visit)
        const { study, method, shown } = await find(viewer, params.id, params.method)
        try {
          const { values, errors } = readManifestFields(method, body)
          if (Object.keys(errors).length > 0) refuse(errors)
          const { name = '', submitKey = '' } = body
          const form = { name, submitKey, formHash: formHash(body), parameters: values, method: method.name }
          const analysis = await submitAnalysis(deps, viewer.user, study, form, now())
          return seeOther(paths.analysis(analysis.id))
        } catch (error) {
          const form = faultsIn(error, withNewKey(error, body, 'submitKey'), { request, set })
          return html(<MethodFormPage frame={frame} form={form} study={study} method={shown} />)
        }
      },
      { params, body },
    )
}
