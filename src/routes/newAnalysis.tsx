import { randomUUIDv7 } from 'bun'
import { Elysia, t } from 'elysia'
import { findAnalysisOf } from '#db/analyses.ts'
import type { Study } from '#db/schema.ts'
import { findStudyOf } from '#db/studies.ts'
import type { Viewer } from '#src/accounts/sessions.ts'
import { methodsOf } from '#src/analyses/manifest.ts'
import { defaultFields, fieldsOf, type Parameters, parseParameters } from '#src/analyses/parameters.ts'
import { submitAnalysis } from '#src/analyses/submit.ts'
import { expectedSeconds } from '#src/analyses/work.ts'
import { allowanceOf } from '#src/studies/upload.ts'
import { AnalysisFormPage } from '#views/analyses/form.tsx'
import type { FormState } from '#views/frame.ts'
import { paths } from '#views/paths.ts'
import { notFound } from '../errors.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { byId, faultsIn, pages, seeOther } from '../plugins/pages.ts'
import { memberOf } from '../plugins/session.ts'

/** The form that starts an analysis; `?from=` opens it with another one's values. */
export function newAnalysisRoutes(deps: Deps) {
  const text = t.Optional(t.String({ maxLength: 200 }))
  const fields = Object.fromEntries(Object.keys(defaultFields).map(name => [name, text]))
  const body = t.Object(
    {
      csrf: t.String(),
      submitKey: t.String({ maxLength: 50 }),
      name: t.String({ maxLength: 200 }),
      skipVariational: text,
      ...fields,
    },
    { additionalProperties: false },
  )

  async function studyOf(viewer: Viewer, id: number): Promise<Study> {
    const study = await findStudyOf(deps.db.read, viewer.id, id)
    if (!study) throw notFound('study')
    return study
  }

  async function propsOf(viewer: Viewer, study: Study, form: FormState) {
    const { analyses } = await allowanceOf(deps.db.read, viewer.user, deps.config)
    return {
      form,
      analyses,
      estimateSeconds: await estimateOf(study, form),
      methods: [...methodsOf(deps.config).values()],
      study: { id: study.id, name: study.name, models: study.modelCount, points: study.pointCount },
    }
  }

  /** How long the form as it is would run; null where it cannot be told. */
  async function estimateOf(study: Study, { values, errors }: FormState): Promise<number | null> {
    if (Object.keys(errors).length > 0) return null
    return await expectedSeconds(deps.db.read, deps.files, study, 'bioce', parseParameters(values))
  }

  async function openingValues(viewer: Viewer, study: Study, from: number | undefined) {
    const before = from === undefined ? undefined : await findAnalysisOf(deps.db.read, viewer.id, from)
    if (before?.method === 'bioce')
      return { name: '', ...fieldsOf(before.parameters as unknown as Parameters) }
    return { name: '', ...defaultFields, ...(study.skipVariational ? { skipVariational: 'on' } : {}) }
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
      { params: byId, query: t.Object({ from: t.Optional(t.Numeric({ minimum: 1, multipleOf: 1 })) }) },
    )
    .post(
      '/studies/:id/analyses',
      async ({ html, frame, visit, params, body, set }) => {
        checkCsrf(visit.csrf, body.csrf)
        const viewer = memberOf(visit)
        const study = await studyOf(viewer, params.id)
        try {
          const parameters = parseParameters(body)
          const analysis = await submitAnalysis(deps, viewer.user, study, { ...body, parameters }, deps.now())
          return seeOther(paths.analysis(analysis.id))
        } catch (error) {
          const form = faultsIn(error, body, set)
          return html(<AnalysisFormPage frame={frame} {...(await propsOf(viewer, study, form))} />)
        }
      },
      { params: byId, body },
    )
}
