import { Elysia, t } from 'elysia'
import { findDraftOf } from '#db/drafts.ts'
import type { Draft } from '#db/schema.ts'
import type { Viewer } from '#src/accounts/sessions.ts'
import { secondsOfProfile } from '#src/analyses/expectedRuntime.ts'
import { isBuiltIn } from '#src/method/builtIn.ts'
import { begin } from '#src/plugins/concurrencyLimits.ts'
import { acceptDraft } from '#src/studies/accept.ts'
import { limitsOf } from '#src/studies/allowance.ts'
import { checkFolder } from '#src/studies/check.ts'
import { framesIn } from '#src/studies/chooseFrames.ts'
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
  const bytesMaxOf = (viewer: Viewer) => limitsOf(viewer.user, config).uploadBytesMax
  const get = (viewer: Viewer, id: number) => getOpenDraft(db.read, viewer.id, id, now())

  async function page(frame: Frame, viewer: Viewer, draft: Draft, form: FormState, wanted?: '1/A' | '1/nm') {
    const facts = {
      ...draft,
      expiresAt: new Date(draft.expiresAt),
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
      isBuiltIn(draft) && draft.state === 'done' ? await readPreflight(files, draft, wanted) : undefined
    if (preflight) {
      const { frames, checked } = preflight
      const secondsEach = await secondsOfProfile(db.read, checked?.library.models[0]?.atoms ?? 0)
      const timed = frames && { ...frames, secondsEach: checked && secondsEach }
      return <PreflightPage frame={frame} draft={facts} form={form} {...preflight} frames={timed} />
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
        return html(await page(frame, viewer, draft, blankForm, query.unit))
      },
      { params: byId, query: t.Object({ unit: maybe(unit) }) },
    )
    .get(
      paths.draftStatus.pattern,
      async ({ html, visit, params, set }) => {
        const draft = await get(memberOf(visit), params.id)
        if (draft.state !== 'waiting' && draft.state !== 'running')
          set.headers['hx-redirect'] = paths.draft(draft.id)
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
            fieldNames: ['withoutProfiles', 'again', 'first', 'last', 'every', 'reading'],
            onFields(values: Record<string, string>) {
              typed = values
            },
          }
          const { fields, arrived, faults } = await receiveStudyFiles(request, expected)
          const frames = fields.every === undefined ? undefined : framesIn(fields)
          const reading = readingOf(fields.reading)
          if (!isBuiltIn(draft) && !fields.again)
            throw new AppError('invalid', 'Discard this upload, and upload other files.')
          if (arrived.length === 0 && !fields.withoutProfiles && !fields.again && !frames && !reading)
            faults[''] = 'Choose a file first.'
          if (Object.keys(faults).length > 0) refuse(faults)
          const without = fields.withoutProfiles ? ('profiles' as const) : undefined
          await changeFiles(deps, viewer.user, draft.id, { arrived, without, frames, reading }, now())
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
        try {
          if (!isBuiltIn(draft)) {
            const study = await acceptMethodDraft(deps, viewer.user, draft, body.name, now())
            visit.say('study_kept')
            return seeOther(paths.study(study.id))
          }
          const wanted = {
            name: body.name,
            unit: body.unit,
            isUnitSure: body.unitSure !== undefined,
            skipVariational: body.skipVariational !== undefined,
            leaveOut: body.leaveOut !== undefined,
            scaleErrors: body.scaleErrors !== undefined,
          }
          const study = await acceptDraft(deps, viewer.user, draft, wanted, now())
          if (body.andAnalyse !== undefined) return seeOther(paths.newAnalysis(study.id))
          visit.say('study_kept')
          return seeOther(paths.study(study.id))
        } catch (error) {
          return html(await page(frame, viewer, draft, faultsIn(error, body, { request, set }), body.unit))
        }
      },
      {
        params: byId,
        body: formOf({
          name: line,
          unit: maybe(unit),
          unitSure: maybe(line),
          skipVariational: maybe(line),
          leaveOut: maybe(line),
          scaleErrors: maybe(line),
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
