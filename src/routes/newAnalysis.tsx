import { randomUUIDv7 } from 'bun'
import { Elysia, t } from 'elysia'
import type { Study } from '#db/schema.ts'
import type { Viewer } from '#src/accounts/sessions.ts'
import { extrasOf, findEarlier } from '#src/analyses/earlier.ts'
import { expectedSeconds } from '#src/analyses/expectedRuntime.ts'
import { checkExtras } from '#src/analyses/extrasCheck.ts'
import { isFor, methodsFor } from '#src/analyses/methods.ts'
import { openingFields } from '#src/analyses/openingFields.ts'
import { nextName } from '#src/analyses/rerun.ts'
import { submitAnalysis } from '#src/analyses/submit.ts'
import { builtInMethod, isBuiltIn } from '#src/method/builtIn.ts'
import { fieldsOf, parseParameters } from '#src/method/parameters.ts'
import { readParameters } from '#src/method/parametersFile.ts'
import { settingViews } from '#src/method/settingViews.ts'
import { allowanceOf } from '#src/studies/allowance.ts'
import { curvesMax } from '#src/studies/builtInInputs.ts'
import { readCurveReach } from '#src/studies/curveReach.ts'
import { getStudyOf } from '#src/studies/getStudy.ts'
import { curveCountOf } from '#src/studies/inputs.ts'
import { fieldOfCurve, readContents, readRecord } from '#src/studies/record.ts'
import { AnalysisFormPage } from '#views/analyses/form.tsx'
import type { FormState } from '#views/frame.ts'
import { paths } from '#views/paths.ts'
import { notFound } from '../errors.ts'
import { receiveAnalysisForm, receiveParameters, requestedExtras } from '../plugins/analysisForm.ts'
import type { Deps } from '../plugins/deps.ts'
import { byId, faultsIn, pages, seeOther, withNewKey } from '../plugins/pages.ts'
import { memberOf } from '../plugins/session.ts'

const q = t.Optional(t.Numeric({ minimum: 0, maximum: 100 }))
const curve = t.Optional(t.Integer({ minimum: 1, maximum: curvesMax }))
const openingQuery = t.Object({ from: t.Optional(byId.properties.id), qMin: q, qMax: q, curve })

/** The form that starts an analysis; `?from=` opens it with another one's values, `qMin` and `qMax` with a range of q, of the first of several curves or of `curve`. */
export function newAnalysisRoutes(deps: Deps) {
  const { db, files } = deps
  async function propsOf(viewer: Viewer, study: Study, form: FormState) {
    const { analyses } = await allowanceOf(db.read, viewer.user, deps.config)
    const before = await findEarlier(db.read, study, Number(form.values.from ?? 0))
    const { models = 0, points = 0 } = study.details ?? {}
    return {
      form,
      analyses,
      settings: settingViews({
        models,
        curves: await readCurveReach(files.study(study.userId, study.id)),
      }),
      estimateSeconds: await estimateOf(study, form),
      methods: [...methodsFor(deps.config, viewer).values()].filter(method => isFor(method, study)),
      study: { id: study.id, name: study.name, models, points },
      before: before ? { id: before.id, name: before.name, extras: extrasOf(before) } : null,
    }
  }

  /** How long the form as it is would run; null where it cannot be told. */
  async function estimateOf(study: Study, { values, errors }: FormState): Promise<number | null> {
    if (Object.keys(errors).length > 0) return null
    const contents = await readContents(files.study(study.userId, study.id))
    const parameters = parseParameters(values, curveCountOf(study))
    return await expectedSeconds(db.read, files, study, contents, { method: builtInMethod, parameters })
  }

  async function openingValues(study: Study, from = 0): Promise<Record<string, string>> {
    const before = await findEarlier(db.read, study, from)
    const name = await nextName(db.read, before ?? { name: 'Analysis 0', studyId: study.id })
    if (!before)
      return {
        name,
        ...openingFields(study, await readRecord(files.study(study.userId, study.id))),
      }
    return { name, from: String(from), ...fieldsOf(before.parameters) }
  }

  return new Elysia()
    .use(pages(deps))
    .get(
      paths.newAnalysis.pattern,
      async ({ html, frame, visit, params, query }) => {
        const viewer = memberOf(visit)
        const study = await getStudyOf(db.read, viewer.id, params.id)
        if (!isBuiltIn(study)) return seeOther(paths.method(study.id, study.method))
        const { from, curve = 1, ...range } = query
        const chosen: Record<string, string> = {}
        for (const [name, q] of Object.entries(range)) chosen[fieldOfCurve(name, curve - 1)] = String(q)
        const values = { ...(await openingValues(study, from)), ...chosen, submitKey: randomUUIDv7() }
        return html(
          <AnalysisFormPage frame={frame} {...(await propsOf(viewer, study, { values, errors: {} }))} />,
        )
      },
      { params: byId, query: openingQuery },
    )
    .post(
      paths.analysisParameters.pattern,
      async ({ html, frame, visit, params, request, set }) => {
        const viewer = memberOf(visit)
        const study = await getStudyOf(db.read, viewer.id, params.id)
        if (!isBuiltIn(study)) throw notFound('study')
        const opening = { ...(await openingValues(study)), submitKey: randomUUIDv7() }
        const folder = await files.openIncoming()
        let json = ''
        let form: FormState
        try {
          json = await receiveParameters(request, folder, visit)
          form = { values: { ...opening, ...readParameters(json, curveCountOf(study)) }, errors: {} }
        } catch (error) {
          const { errors } = faultsIn(error, {}, { request, set })
          form = { values: { ...opening, json: json.slice(0, 10_000) }, errors }
        } finally {
          await files.discard(folder)
        }
        return html(<AnalysisFormPage frame={frame} {...(await propsOf(viewer, study, form))} />)
      },
      { parse: 'none', params: byId },
    )
    .post(
      paths.analyses.pattern,
      async ({ html, frame, visit, params, request, set }) => {
        const viewer = memberOf(visit)
        const study = await getStudyOf(db.read, viewer.id, params.id)
        if (!isBuiltIn(study)) throw notFound('study')
        const folder = await files.openIncoming()
        let values: Record<string, string> = {}
        try {
          const form = await receiveAnalysisForm(request, folder, visit)
          values = form.fields
          const { name = '', submitKey = '', from } = values
          const before = await findEarlier(db.read, study, Number(from ?? 0))
          const extras = requestedExtras(form, before, ({ id }) => files.analysis(viewer.id, study.id, id))
          const parameters = parseParameters(values, curveCountOf(study))
          const record = await readRecord(files.study(viewer.id, study.id))
          const models = record?.models.map(model => model.name) ?? []
          await checkExtras(deps.runCheck, viewer.id, folder, { extras, models })
          const wanted = {
            name,
            submitKey,
            formHash: form.hash,
            parameters,
            extras,
            contents: record && { study: record },
          }
          const analysis = await submitAnalysis(deps, viewer.user, study, wanted, deps.now())
          return seeOther(paths.analysis(analysis.id))
        } catch (error) {
          const form = faultsIn(error, withNewKey(error, values, 'submitKey'), { request, set })
          return html(<AnalysisFormPage frame={frame} {...(await propsOf(viewer, study, form))} />)
        } finally {
          await files.discard(folder)
        }
      },
      { parse: 'none', params: byId },
    )
}
