import { randomUUIDv7 } from 'bun'
import { Elysia, t } from 'elysia'
import type { Viewer } from '#src/accounts/sessions.ts'
import { methodsFor } from '#src/analyses/methods.ts'
import { isBuiltIn, seriesMethod } from '#src/method/builtIn.ts'
import {
  curvesOfSeries,
  obstacleToSeries,
  openSeriesOf,
  openStudyOf,
  seriesListOf,
} from '#src/studies/curvesAnew.ts'
import { obstacleToUpload } from '#src/studies/drafts.ts'
import { getStudyOf } from '#src/studies/getStudy.ts'
import { readContents } from '#src/studies/record.ts'
import type { FormState, Frame } from '#views/frame.ts'
import { paths } from '#views/paths.ts'
import { SeriesOfCurvesPage, StudyOfCurvesPage } from '#views/studies/curvesAnew.tsx'
import { notFound } from '../errors.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { draftNameOf } from '../plugins/draftForm.ts'
import { formOf, line, maybe } from '../plugins/forms.ts'
import { byId, faultsIn, pages, seeOther, withNewKey } from '../plugins/pages.ts'
import { memberOf } from '../plugins/session.ts'

/** The curves of a study as a series, and those of a series as a study: a new upload of files that are there. */
export function curvesAnewRoutes(deps: Deps) {
  const { db, config, now } = deps

  async function find(viewer: Viewer, id: number) {
    const study = await getStudyOf(db.read, viewer.id, id)
    const series = methodsFor(config, viewer).get(seriesMethod)
    const folder = deps.files.study(viewer.id, study.id)
    const contents = await readContents(folder)
    if (!contents || !series || !(isBuiltIn(study) || study.method === series.name)) throw notFound('study')
    return { study, series, folder, contents }
  }

  async function page(
    frame: Frame,
    viewer: Viewer,
    { study, contents }: Awaited<ReturnType<typeof find>>,
    form: FormState,
  ) {
    const limit = (await obstacleToUpload(deps, viewer.user, study.bytes, now()))?.message
    if ('study' in contents) {
      const obstacle = obstacleToSeries(contents.study) ?? limit
      const values = { list_typed: seriesListOf(contents.study), ...form.values }
      return <SeriesOfCurvesPage frame={frame} study={study} form={{ ...form, values }} obstacle={obstacle} />
    }
    const names = curvesOfSeries(contents.inputs).map(({ name }) => name)
    return <StudyOfCurvesPage frame={frame} study={study} form={form} curves={names} obstacle={limit} />
  }

  const place = t.String({ maxLength: 4 })
  const body = formOf({
    name: line,
    uploadKey: t.String({ maxLength: 50 }),
    list_typed: maybe(t.String({ maxLength: 20_000 })),
    curves: maybe(t.Union([place, t.Array(place, { maxItems: 200 })])),
  })

  return new Elysia()
    .use(pages(deps))
    .get(
      paths.studyCurves.pattern,
      async ({ html, frame, visit, params }) => {
        const viewer = memberOf(visit)
        const form = { values: { uploadKey: randomUUIDv7() }, errors: {} }
        return html(await page(frame, viewer, await find(viewer, params.id), form))
      },
      { params: byId },
    )
    .post(
      paths.studyCurves.pattern,
      async ({ html, frame, visit, params, body, request, set }) => {
        checkCsrf(visit, body.csrf)
        const viewer = memberOf(visit)
        const found = await find(viewer, params.id)
        const { folder, contents, series } = found
        const { list_typed: list = '', curves = [] } = body
        const wanted = { name: draftNameOf(body), uploadKey: body.uploadKey }
        try {
          const draft =
            'study' in contents
              ? await openSeriesOf(
                  deps,
                  viewer.user,
                  { folder, contents: contents.study },
                  series,
                  { ...wanted, list: list.replaceAll('\r\n', '\n') },
                  now(),
                )
              : await openStudyOf(
                  deps,
                  viewer.user,
                  { folder, contents: contents.inputs },
                  { ...wanted, places: [curves].flat().map(Number) },
                  now(),
                )
          return seeOther(paths.draft(draft.id))
        } catch (error) {
          const typed = { ...body, curves: [curves].flat().join('\n') }
          const values = withNewKey(error, typed, 'uploadKey')
          return html(await page(frame, viewer, found, faultsIn(error, values, { request, set })))
        }
      },
      { params: byId, body },
    )
}
