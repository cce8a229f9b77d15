import { randomUUIDv7 } from 'bun'
import { Elysia, t } from 'elysia'
import type { Viewer } from '#src/accounts/sessions.ts'
import { findEarlier } from '#src/analyses/earlier.ts'
import { fileNamesOf, takeUploads } from '#src/analyses/fieldUploads.ts'
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
import { filesBytesMax } from '../plugins/analysisForm.ts'
import { begin } from '../plugins/concurrencyLimits.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { formHash } from '../plugins/formHash.ts'
import { receiveForm } from '../plugins/multipart.ts'
import { byId, faultsIn, pages, seeOther, withNewKey } from '../plugins/pages.ts'
import type { ReceivedFile } from '../plugins/receivedFile.ts'
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

  /** Submits what a form says, with the files that came with it, and answers with the page of the analysis. */
  async function start(
    viewer: Viewer,
    { study, contents, method }: Awaited<ReturnType<typeof find>>,
    typed: Record<string, string>,
    hash: string,
    arrived: ReceivedFile[] = [],
  ): Promise<string> {
    const taken = takeUploads(method.fields, arrived)
    const { uploads, fields } = taken
    const chosen = Object.fromEntries(Object.entries(uploads).map(([field, { to }]) => [field, to]))
    const { values, errors } = readMethodFields(fields, { ...typed, ...chosen })
    const faults = { ...errors, ...taken.errors }
    if (Object.keys(faults).length > 0) refuse(faults)
    await checkBeforeRun(deps, viewer.user, study, method, values, contents, uploads)
    const { name = '', submitKey = '' } = typed
    const made =
      method.name === simulationMethod
        ? await askOf({ db: db.read, files: deps.files }, study, contents, values)
        : { parameters: values, uploads, fileNames: fileNamesOf(fields, values) }
    const facts = { name, submitKey, formHash: hash, ...made, contents }
    const form = { ...facts, manifest: method }
    return paths.analysis((await submitAnalysis(deps, viewer.user, study, form, now())).id)
  }

  return new Elysia()
    .use(pages(deps))
    .get(
      paths.method.pattern,
      async ({ html, frame, visit, params, query }) => {
        const { method, study } = await find(memberOf(visit), params.id, params.method)
        const before = await findEarlier(db.read, study, query.from ?? 0, method.name)
        const isSimulation = method.name === simulationMethod
        const opening = {
          ...(method.presets?.[query.preset ?? -1]?.values ?? (before && questionOf(before))),
          ...(query.analysis === undefined ? {} : { analysis: query.analysis }),
        }
        const first = { name: isSimulation ? 'Simulation 0' : 'Analysis 0', studyId: study.id }
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
        const found = await find(memberOf(visit), params.id, params.method)
        try {
          return seeOther(await start(memberOf(visit), found, typed, formHash(typed)))
        } catch (error) {
          const form = faultsIn(error, withNewKey(error, typed, 'submitKey'), { request, set })
          return html(<MethodFormPage {...found} frame={frame} form={form} />)
        }
      },
      { params, body },
    )
    .post(
      paths.methodFiles.pattern,
      async ({ html, frame, visit, params, request, set }) => {
        const viewer = memberOf(visit)
        const found = await find(viewer, params.id, params.method)
        const end = begin(deps, 'upload', viewer.id)
        const folder = await deps.files.openIncoming()
        let typed: Record<string, string> = {}
        try {
          const { fields, files, hash } = await receiveForm(request, {
            ...{ folder, bytesMax: filesBytesMax, sender: visit },
            filesMax: found.method.fields.length,
            lists: found.method.fields.filter(({ kind }) => kind === 'choices').map(({ name }) => name),
            onFields(told) {
              typed = told
            },
          })
          return seeOther(await start(viewer, found, fields, hash, files))
        } catch (error) {
          const form = faultsIn(error, withNewKey(error, typed, 'submitKey'), { request, set })
          return html(<MethodFormPage {...found} frame={frame} form={form} />)
        } finally {
          end()
          await deps.files.discard(folder)
        }
      },
      { params, parse: 'none' },
    )
}
