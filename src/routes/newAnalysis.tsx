import { randomUUIDv7 } from 'bun'
import { Elysia, t } from 'elysia'
import { findAnalysisByName, findAnalysisOf } from '#db/analyses.ts'
import type { Analysis, Study } from '#db/schema.ts'
import { findStudyOf } from '#db/studies.ts'
import { holdsRole } from '#src/accounts/permissions.ts'
import type { Viewer } from '#src/accounts/sessions.ts'
import { checkExtras, earlierExtras, extrasOf } from '#src/analyses/gatherExtras.ts'
import { methodsOf } from '#src/analyses/manifest.ts'
import { defaultFields, fieldsOf, type Parameters, parseParameters } from '#src/analyses/parameters.ts'
import { readParameters } from '#src/analyses/parametersFile.ts'
import { submitAnalysis } from '#src/analyses/submit.ts'
import { expectedSeconds } from '#src/analyses/work.ts'
import { allowanceOf, faultOfName } from '#src/studies/upload.ts'
import { AnalysisFormPage, FormAnswer } from '#views/analyses/form.tsx'
import type { FormState } from '#views/frame.ts'
import { paths } from '#views/paths.ts'
import { AppError, notFound } from '../errors.ts'
import { receiveAnalysisForm, settingFields } from '../plugins/analysisForm.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { formOf, maybe } from '../plugins/forms.ts'
import { byId, faultsIn, pages, seeOther } from '../plugins/pages.ts'
import { memberOf } from '../plugins/session.ts'

/** The form that starts an analysis; `?from=` opens it with another one's values. */
export function newAnalysisRoutes(deps: Deps) {
  const { db, files } = deps
  const text = maybe(t.String({ maxLength: 200 }))
  const settings = t.Object(Object.fromEntries(settingFields.map(name => [name, text])), {
    additionalProperties: false,
  })
  const idText = maybe(t.Numeric({ minimum: 1, multipleOf: 1 }))

  async function studyOf(viewer: Viewer, id: number): Promise<Study> {
    const study = await findStudyOf(db.read, viewer.id, id)
    if (!study) throw notFound('study')
    return study
  }

  /** The analysis whose values the form began with, where it is of the same study. */
  async function beforeOf(viewer: Viewer, study: Study, from: number): Promise<Analysis | undefined> {
    const before = from > 0 ? await findAnalysisOf(db.read, viewer.id, from) : undefined
    return before?.studyId === study.id && before.method === 'bioce' ? before : undefined
  }

  async function propsOf(viewer: Viewer, study: Study, form: FormState) {
    const { analyses } = await allowanceOf(db.read, viewer.user, deps.config)
    const before = await beforeOf(viewer, study, Number(form.values.from ?? 0))
    return {
      form,
      analyses,
      estimateSeconds: await estimateOf(study, form),
      methods: [...methodsOf(deps.config).values()].filter(({ role }) => !role || holdsRole(viewer, role)),
      study: { id: study.id, name: study.name, models: study.modelCount, points: study.pointCount },
      before: before ? { id: before.id, name: before.name, extras: extrasOf(before) } : null,
    }
  }

  /** How long the form as it is would run; null where it cannot be told. */
  async function estimateOf(study: Study, { values, errors }: FormState): Promise<number | null> {
    if (Object.keys(errors).length > 0) return null
    return await expectedSeconds(db.read, files, study, 'bioce', parseParameters(values))
  }

  async function openingValues(viewer: Viewer, study: Study, from = 0): Promise<Record<string, string>> {
    const before = await beforeOf(viewer, study, from)
    if (!before)
      return { name: '', ...defaultFields, ...(study.skipVariational ? { skipVariational: 'on' } : {}) }
    return { name: '', from: String(from), ...fieldsOf(before.parameters as unknown as Parameters) }
  }

  return new Elysia()
    .use(pages(deps))
    .get(
      '/studies/:id/analyses/new',
      async ({ html, frame, visit, params, query }) => {
        const viewer = memberOf(visit)
        const study = await studyOf(viewer, params.id)
        const values = { ...(await openingValues(viewer, study, query.from)), submitKey: randomUUIDv7() }
        return html(
          <AnalysisFormPage frame={frame} {...(await propsOf(viewer, study, { values, errors: {} }))} />,
        )
      },
      { params: byId, query: t.Object({ from: idText }) },
    )
    .get(
      '/studies/:id/analyses/check',
      async ({ html, visit, params, query }) => {
        const study = await studyOf(memberOf(visit), params.id)
        const values = query as Record<string, string>
        const errors: Record<string, string> = {}
        try {
          parseParameters(values)
        } catch (error) {
          if (!(error instanceof AppError)) throw error
          Object.assign(errors, error.fields)
        }
        const name = (values.name ?? '').trim().normalize('NFC')
        const fault = faultOfName(name)
        if (name !== '' && fault) errors.name = fault
        if (!fault && (await findAnalysisByName(db.read, study.id, name)))
          errors.name = `This study has an analysis named "${name}" already.`
        const seconds = await estimateOf(study, { values, errors })
        return html(<FormAnswer errors={errors} estimateSeconds={seconds} />)
      },
      { params: byId, query: settings },
    )
    .post(
      '/studies/:id/analyses/parameters',
      async ({ html, frame, visit, params, body, set }) => {
        checkCsrf(visit.csrf, body.csrf)
        const viewer = memberOf(visit)
        const study = await studyOf(viewer, params.id)
        const opening = { ...(await openingValues(viewer, study)), submitKey: randomUUIDv7() }
        let form: FormState
        try {
          form = { values: { ...opening, ...readParameters(body.json) }, errors: {} }
        } catch (error) {
          const { errors } = faultsIn(error, body, set)
          form = { values: { ...opening, json: body.json }, errors }
        }
        return html(<AnalysisFormPage frame={frame} {...(await propsOf(viewer, study, form))} />)
      },
      { params: byId, body: formOf({ json: t.String({ maxLength: 20_000 }) }) },
    )
    .post(
      '/studies/:id/analyses',
      async ({ html, frame, visit, params, request, set }) => {
        const viewer = memberOf(visit)
        const study = await studyOf(viewer, params.id)
        const folder = await files.openIncoming()
        let values: Record<string, string> = {}
        try {
          const form = await receiveAnalysisForm(request, folder, visit.csrf)
          values = form.fields
          const { name = '', submitKey = '', from, keepEnergies, keepShifts } = values
          const before = await beforeOf(viewer, study, Number(from ?? 0))
          const keep = { energies: keepEnergies !== undefined, shifts: keepShifts !== undefined }
          const home = before && files.analysis(viewer.id, study.id, before.id)
          const extras = { ...(before ? earlierExtras(before, home!, keep) : {}), ...form.files }
          const parameters = parseParameters(values)
          await checkExtras(extras, study.modelCount)
          const wanted = { name, submitKey, parameters, extras }
          const analysis = await submitAnalysis(deps, viewer.user, study, wanted, deps.now())
          return seeOther(paths.analysis(analysis.id))
        } catch (error) {
          const form = faultsIn(error, values, set)
          return html(<AnalysisFormPage frame={frame} {...(await propsOf(viewer, study, form))} />)
        } finally {
          await files.discard(folder)
        }
      },
      { parse: 'none', params: byId },
    )
}
