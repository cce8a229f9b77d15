import { Elysia, t } from 'elysia'
import { findDraftOf } from '#db/drafts.ts'
import type { Draft } from '#db/schema.ts'
import type { Caller } from '#src/accounts/apiTokens.ts'
import { methodsFor } from '#src/analyses/methods.ts'
import { builtInMethod, isBuiltIn } from '#src/method/builtIn.ts'
import { acceptDraft } from '#src/studies/accept.ts'
import { checkFolder } from '#src/studies/check.ts'
import { discardDraft } from '#src/studies/drafts.ts'
import { acceptMethodDraft, readMethodReport } from '#src/studies/methodStudy.ts'
import { readPreflight } from '#src/studies/preflight.ts'
import { studyRow } from '#src/studies/rows.ts'
import { paths } from '#views/paths.ts'
import { notFound } from '../errors.ts'
import { api, onceKeyOf } from '../plugins/api.ts'
import { studyShape, uploadBody, uploadShape } from '../plugins/apiShapes.ts'
import { checkStillIn, waitForChange, waitQuery } from '../plugins/apiWait.ts'
import type { Deps } from '../plugins/deps.ts'
import { maybe } from '../plugins/forms.ts'
import { described } from '../plugins/openApi.ts'
import { byId } from '../plugins/pages.ts'
import { receiveInputs } from '../plugins/receiveInputs.ts'
import { receiveUpload } from '../plugins/receiveUpload.ts'
import { createStatusUpdates } from '../plugins/statusUpdates.ts'

const unit = t.Union([t.Literal('1/A'), t.Literal('1/nm')])
const acceptance = t.Object(
  {
    name: maybe(t.String({ maxLength: 200 })),
    unit: maybe(unit),
    isUnitSure: maybe(t.Boolean()),
    skipVariational: maybe(t.Boolean()),
    leaveOut: maybe(t.Boolean()),
    scaleErrors: maybe(t.Boolean()),
  },
  { additionalProperties: false },
)

/** The API on uploads: send the files, hear what their check found, and keep them as a study. */
export function apiUploadRoutes(deps: Deps) {
  const { db, files, now } = deps
  const news = createStatusUpdates(deps)

  async function get(userId: number, id: number) {
    const draft = await findDraftOf(db.read, userId, id, now())
    if (!draft) throw notFound('upload')
    return draft
  }

  /** What the check of a draft has found, whatever its method. */
  async function found(draft: Draft) {
    if (!isBuiltIn(draft)) {
      const report = await readMethodReport(checkFolder(files.draft(draft.userId, draft.id), draft.round))
      const findings = report?.map(({ level, message, advice = '', file = '', line = null }) => {
        return { code: 'method', level, field: '', file, line, message, advice, files: 1 }
      })
      return findings && { findings, isUsable: findings.every(({ level }) => level !== 'problem') }
    }
    const preflight = await readPreflight(files, draft)
    if (!preflight) return
    const { findings, checked } = preflight
    return { findings, isUsable: checked !== null, unit: checked?.question.answer }
  }

  async function upload(draft: Draft) {
    const { id, name, state, message, studyId } = draft
    const isChecked = state === 'done' && studyId === null
    const preflight = isChecked ? await found(draft) : undefined
    const stated = draft.unit === 'guess' ? null : draft.unit
    return {
      id,
      name,
      state,
      message,
      createdAt: new Date(draft.createdAt),
      expiresAt: new Date(draft.expiresAt),
      findings: preflight?.findings ?? null,
      isUsable: preflight?.isUsable ?? null,
      unit: (preflight && 'unit' in preflight ? preflight.unit : null) ?? stated,
      studyId,
    }
  }

  function methodWithInputs(caller: Caller, name: string) {
    const method = methodsFor(deps.config, caller).get(name)
    if (!method?.inputs) throw notFound('analysis method')
    return method
  }

  const receiving = new Elysia().use(api(deps, 'streamed')).post(
    paths.apiUploads.pattern,
    async ({ caller, query, request, set }) => {
      const sender = { csrfTokens: null, isStillIn: () => checkStillIn(deps, request) }
      const uploadKey = onceKeyOf(request)
      const from = { owner: caller.user, sender, uploadKey }
      const draft =
        query.method === undefined || query.method === builtInMethod
          ? await receiveUpload(deps, request, from)
          : await receiveInputs(deps, request, methodWithInputs(caller, query.method), from)
      set.status = 202
      set.headers.location = paths.apiUpload(draft.id)
      return await upload(draft)
    },
    {
      parse: 'none',
      query: t.Object({ method: maybe(t.String({ maxLength: 40 })) }),
      ...described(
        'Uploads the files of a study, which are checked next; with `method`, those of its own inputs',
        uploadShape,
        {
          status: 202,
          isOnce: true,
          requestBody: uploadBody,
        },
      ),
    },
  )

  return new Elysia()
    .use(receiving)
    .use(api(deps))
    .get(
      paths.apiUpload.pattern,
      async ({ caller, params, query, request, server }) => {
        const read = () => get(caller.user.id, params.id)
        const waiting = { caller, request, server, seconds: query.wait, read }
        return await upload(await waitForChange(deps, news, waiting))
      },
      {
        params: byId,
        query: waitQuery,
        ...described('One upload, and what its check found', uploadShape),
      },
    )
    .post(
      paths.apiUploadAcceptance.pattern,
      async ({ caller, params, body, set }) => {
        const draft = await get(caller.user.id, params.id)
        const { unit: known } = await upload(draft)
        const wanted = {
          ...body,
          name: body.name ?? draft.name,
          unit: body.unit ?? (known as '1/A' | '1/nm' | null) ?? undefined,
          skipVariational: body.skipVariational ?? draft.skipVariational,
        }
        const study = isBuiltIn(draft)
          ? await acceptDraft(deps, caller.user, draft, wanted, now())
          : await acceptMethodDraft(deps, caller.user, draft, wanted.name, now())
        set.status = 201
        set.headers.location = paths.apiStudy(study.id)
        return studyRow(study, [])
      },
      {
        params: byId,
        body: acceptance,
        ...described('Keeps a checked upload as a study', studyShape, { status: 201 }),
      },
    )
    .delete(
      paths.apiUpload.pattern,
      async ({ caller, params }) => {
        await discardDraft(deps, caller.user, params.id, now())
        return new Response(null, { status: 204 })
      },
      { params: byId, ...described('Discards an upload', null, { status: 204 }) },
    )
}
