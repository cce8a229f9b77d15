import { Elysia, t } from 'elysia'
import { findDraftOf } from '#db/drafts.ts'
import { type Draft, isActive } from '#db/schema.ts'
import type { Viewer } from '#src/accounts/sessions.ts'
import { secondsOfProfile } from '#src/analyses/expectedRuntime.ts'
import { isBuiltIn } from '#src/method/builtIn.ts'
import { begin } from '#src/plugins/concurrencyLimits.ts'
import { acceptDraft } from '#src/studies/accept.ts'
import { limitsOf } from '#src/studies/allowance.ts'
import { curvesMax } from '#src/studies/builtInInputs.ts'
import { checkFolder } from '#src/studies/check.ts'
import { framesIn } from '#src/studies/chooseFrames.ts'
import { answerFieldsOf, answersIn } from '#src/studies/curveAnswers.ts'
import { detailsOf } from '#src/studies/draftFiles.ts'
import { changeFiles, discardDraft, getOpenDraft, holdOnCheck } from '#src/studies/drafts.ts'
import { acceptMethodDraft, readMethodReport } from '#src/studies/methodStudy.ts'
import { readPreflight } from '#src/studies/preflight.ts'
import { readingOf } from '#src/studies/reading.ts'
import { blankForm, type FormState, type Frame } from '#views/frame.ts'
import { paths } from '#views/paths.ts'
import { CheckingPage, CheckingPanel } from '#views/studies/checking.tsx'
import { MethodPreflightPage } from '#views/studies/methodPreflight.tsx'
import { PreflightPage } from '#views/studies/preflight.tsx'
import { AppError, notFound, refuse } from '../errors.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { formOf, line, maybe } from '../plugins/forms.ts'
import { byId, faultsIn, pages, seeOther } from '../plugins/pages.ts'
import { memberOf } from '../plugins/session.ts'
import { receiveStudyFiles } from '../plugins/studyFiles.ts'

/** An upload before it is a study: its check, and the form that saves or discards it. */
export function draftRoutes(deps: Deps) {
  const { db, files, config, now } = deps
  const unit = t.Union([t.Literal('1/A'), t.Literal('1/nm')])
  const radiation = t.Union([t.Literal('x-rays'), t.Literal('neutrons')])
  const curvePlace = t.Optional(t.Numeric({ minimum: 1, maximum: curvesMax, multipleOf: 1 }))
  const answers = Object.assign(
    {},
    ...Array.from({ length: curvesMax }, (_, m) => {
      const { unit: name, radiation: radiationName, ...others } = answerFieldsOf(m)
      const lines = Object.values(others).map(each => [each, maybe(line)])
      return { [name]: maybe(unit), [radiationName]: maybe(radiation), ...Object.fromEntries(lines) }
    }),
  ) as Record<string, ReturnType<typeof maybe<typeof line>>>
  const bytesMaxOf = (viewer: Viewer) => limitsOf(viewer.user, config).uploadBytesMax
  const get = (viewer: Viewer, id: number) => getOpenDraft(db.read, viewer.id, id, now())

  async function page(frame: Frame, viewer: Viewer, draft: Draft, form: FormState, units: QUnits = []) {
    const facts = {
      ...draft,
      expiresAt: new Date(draft.expiresAt),
      isOfMethod: !isBuiltIn(draft),
      limits: { requestBytesMax: bytesMaxOf(viewer) },
    }
    if (!isBuiltIn(draft) && draft.state === 'done') {
      const findings = await readMethodReport(checkFolder(files.draft(draft.userId, draft.id), draft.round))
      const shown = { ...facts, inputs: draft.inputs ?? [] }
      const again = paths.newMethodStudy(draft.method)
      if (findings)
        return (
          <MethodPreflightPage frame={frame} draft={shown} form={form} findings={findings} again={again} />
        )
    }
    const preflight =
      isBuiltIn(draft) && draft.state === 'done' ? await readPreflight(files, draft, units) : undefined
    if (preflight) {
      const { frames, checked } = preflight
      const secondsEach = await secondsOfProfile(db.read, checked?.library.models[0]?.atoms ?? 0)
      const timed = frames && { ...frames, secondsEach: checked && secondsEach }
      return (
        <PreflightPage
          frame={frame}
          draft={{ ...facts, ...detailsOf(draft) }}
          form={form}
          {...preflight}
          frames={timed}
        />
      )
    }
    if (draft.state === 'done')
      return (
        <CheckingPage
          frame={frame}
          draft={{ ...facts, state: 'failed', progress: null, isReportLost: true }}
        />
      )
    const hold = await holdOnCheck(db.read, draft, now())
    return <CheckingPage frame={frame} draft={{ ...facts, hold }} />
  }

  return new Elysia()
    .use(pages(deps))
    .get(
      paths.draft.pattern,
      async ({ html, frame, visit, params, query }) => {
        const viewer = memberOf(visit)
        const draft = await findDraftOf(db.read, viewer.id, params.id, now())
        if (!draft) throw notFound('upload')
        if (draft.studyId !== null) return seeOther(paths.study(draft.studyId))
        const units: QUnits = []
        units[(query.curve ?? 1) - 1] = query.unit
        return html(await page(frame, viewer, draft, blankForm, units))
      },
      { params: byId, query: t.Object({ unit: maybe(unit), curve: curvePlace }) },
    )
    .get(
      paths.draftStatus.pattern,
      async ({ html, visit, params, set }) => {
        const draft = await get(memberOf(visit), params.id)
        if (!isActive(draft.state)) set.headers['hx-redirect'] = paths.draft(draft.id)
        const hold = await holdOnCheck(db.read, draft, now())
        return html(<CheckingPanel draft={{ ...draft, hold }} />)
      },
      { params: byId },
    )
    .post(
      paths.draftFiles.pattern,
      async ({ html, frame, visit, params, request, set }) => {
        const viewer = memberOf(visit)
        const draft = await get(viewer, params.id)
        const end = begin(deps, 'upload', viewer.id)
        const folder = await files.openIncoming()
        let typed: Record<string, string> = {}
        try {
          const expected = {
            folder,
            bytesMax: bytesMaxOf(viewer),
            sender: visit,
            fieldNames: [
              'withoutProfiles',
              'withoutCurve',
              'place',
              'again',
              'first',
              'last',
              'every',
              'reading',
            ],
            onFields(values: Record<string, string>) {
              typed = values
            },
          }
          const { fields, arrived, faults } = await receiveStudyFiles(request, expected)
          const frames = fields.every === undefined ? undefined : framesIn(fields)
          const reading = readingOf(fields.reading)
          if (!isBuiltIn(draft) && !fields.again)
            throw new AppError('invalid', 'Discard this upload, and upload other files.')
          const place = placeIn(fields.place)
          const withoutCurve = placeIn(fields.withoutCurve)
          const isChanged = fields.withoutProfiles || fields.again || frames || reading
          if (arrived.length === 0 && !isChanged && withoutCurve === undefined)
            faults[''] = 'Choose a file first.'
          if (Object.keys(faults).length > 0) refuse(faults)
          const withoutProfiles = Boolean(fields.withoutProfiles)
          await changeFiles(
            deps,
            viewer.user,
            draft.id,
            { arrived, place, withoutProfiles, withoutCurve, frames, reading },
            now(),
          )
          return seeOther(paths.draft(draft.id))
        } catch (error) {
          if (draft.state !== 'done') throw error // the page of a check has no form to tell it in
          return html(await page(frame, viewer, draft, faultsIn(error, typed, { request, set })))
        } finally {
          end()
          await files.discard(folder)
        }
      },
      { parse: 'none', params: byId },
    )
    .post(
      paths.draftAcceptance.pattern,
      async ({ html, frame, visit, params, body, request, set }) => {
        checkCsrf(visit, body.csrf)
        const viewer = memberOf(visit)
        const draft = await findDraftOf(db.read, viewer.id, params.id, now())
        if (!draft) throw notFound('upload')
        const units = Array.from({ length: curvesMax }, (_, m) => answersIn(body, m).unit)
        try {
          if (!isBuiltIn(draft)) {
            const study = await acceptMethodDraft(deps, viewer.user, draft, body.name, now())
            visit.say('study_kept')
            return seeOther(paths.study(study.id))
          }
          const wanted = {
            name: body.name,
            skipVariational: body.skipVariational !== undefined,
            ...answersIn(body, 0),
            more: draft.details?.files.more?.map((_, m) => answersIn(body, m + 1)),
          }
          const study = await acceptDraft(deps, viewer.user, draft, wanted, now())
          if (body.andAnalyse !== undefined) return seeOther(paths.newAnalysis(study.id))
          visit.say('study_kept')
          return seeOther(paths.study(study.id))
        } catch (error) {
          return html(await page(frame, viewer, draft, faultsIn(error, body, { request, set }), units))
        }
      },
      {
        params: byId,
        body: formOf({
          name: line,
          skipVariational: maybe(line),
          ...answers,
          andAnalyse: maybe(line),
        }),
      },
    )
    .post(
      paths.draftDeletion.pattern,
      async ({ visit, params, body }) => {
        checkCsrf(visit, body.csrf)
        await discardDraft(deps, memberOf(visit).user, params.id, now())
        visit.say('draft_gone')
        return seeOther(paths.studies())
      },
      { params: byId, body: formOf({}) },
    )
}

type QUnits = ('1/A' | '1/nm' | undefined)[]

/** The place of a curve that a form counts from 1; undefined for anything else. */
function placeIn(text: string | undefined): number | undefined {
  const place = Number(text)
  return Number.isInteger(place) && place >= 1 && place <= curvesMax + 1 ? place - 1 : undefined
}
