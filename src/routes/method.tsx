import { randomUUIDv7 } from 'bun'
import { Elysia, t } from 'elysia'
import type { Viewer } from '#src/accounts/sessions.ts'
import { findEarlier } from '#src/analyses/earlier.ts'
import { textsOfFields } from '#src/analyses/manifest/fieldTexts.ts'
import { readMethodFields } from '#src/analyses/manifest/fieldValues.ts'
import { checkBeforeRun } from '#src/analyses/methodCheck.ts'
import { isFor, methodsFor } from '#src/analyses/methods.ts'
import { nextName } from '#src/analyses/rerun.ts'
import { askOf, fieldsFor, questionOf } from '#src/analyses/simulations.ts'
import { submitAnalysis } from '#src/analyses/submit.ts'
import { simulationMethod } from '#src/method/builtIn.ts'
import { getStudyOf } from '#src/studies/getStudy.ts'
import { readContents } from '#src/studies/record.ts'
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
  const value = t.String({ maxLength: 100_000 })
  const body = t.Record(t.String({ maxLength: 40 }), t.Union([value, t.Array(value, { maxItems: 1000 })]))
  const query = t.Object({
    preset: t.Optional(t.Numeric({ minimum: 0 })),
    /** The analysis whose values it opens with. */
    from: t.Optional(byId.properties.id),
    /** Which analysis a simulation is of. */
    analysis: t.Optional(byId.properties.id),
  })

  async function find(viewer: Viewer, studyId: number, name: string) {
    const study = await getStudyOf(db.read, viewer.id, studyId)
    const method = methodsFor(config, viewer).get(name)
    if (!method || !isFor(method, study)) throw notFound('analysis method')
    const contents = await readContents(deps.files.study(viewer.id, study.id))
    return {
      study,
      contents,
      method: { ...method, fields: await fieldsFor(db.read, method, study, contents) },
    }
  }

  return new Elysia()
    .use(pages(deps))
    .get(
      paths.method.pattern,
      async ({ html, frame, visit, params, query }) => {
        const { method, study } = await find(memberOf(visit), params.id, params.method)
        const before = await findEarlier(db.read, study, query.from ?? 0, method.name)
        const isOurs = method.name === simulationMethod
        const opening = {
          ...(method.presets?.[query.preset ?? -1]?.values ?? (before && questionOf(before))),
          ...(query.analysis === undefined ? {} : { analysis: query.analysis }),
        }
        const first = { name: isOurs ? 'Simulation 0' : 'Analysis 0', studyId: study.id }
        const name = await nextName(db.read, before ?? first)
        const values = { ...textsOfFields(method.fields, opening), name, submitKey: randomUUIDv7() }
        return html(
          <MethodFormPage frame={frame} form={{ values, errors: {} }} method={method} study={study} />,
        )
      },
      { params, query },
    )
    .post(
      paths.method.pattern,
      async ({ html, frame, visit, params, body, request, set }) => {
        const typed = Object.fromEntries(
          Object.entries(body).map(([key, value]) => [key, [value].flat().join('\n')]),
        )
        checkCsrf(visit, typed.csrf ?? '')
        const viewer = memberOf(visit)
        const { study, contents, method } = await find(viewer, params.id, params.method)
        try {
          const { values, errors } = readMethodFields(method.fields, typed)
          if (Object.keys(errors).length > 0) refuse(errors)
          await checkBeforeRun(deps, viewer.user, study, method, values, contents)
          const { name = '', submitKey = '' } = typed
          const made =
            method.name === simulationMethod
              ? await askOf({ db: db.read, files: deps.files }, study, contents, values)
              : { parameters: values }
          const facts = { name, submitKey, formHash: formHash(typed), ...made, contents }
          const form = { ...facts, manifest: method }
          const analysis = await submitAnalysis(deps, viewer.user, study, form, now())
          return seeOther(paths.analysis(analysis.id))
        } catch (error) {
          const form = faultsIn(error, withNewKey(error, typed, 'submitKey'), { request, set })
          return html(<MethodFormPage frame={frame} form={form} study={study} method={method} />)
        }
      },
      { params, body },
    )
}
