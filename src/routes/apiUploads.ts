import { Elysia, t } from 'elysia'
import { findDraftOf } from '#db/drafts.ts'
import type { Draft } from '#db/schema.ts'
import { acceptDraft } from '#src/studies/accept.ts'
import { discardDraft } from '#src/studies/drafts.ts'
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

  async function upload(draft: Draft) {
    const { id, name, state, message, studyId } = draft
    const isChecked = state === 'done' && studyId === null
    const preflight = isChecked ? await readPreflight(files, draft) : undefined
    const stated = draft.unit === 'guess' ? null : draft.unit
    return {
      id,
      name,
      state,
      message,
      createdAt: new Date(draft.createdAt),
      expiresAt: new Date(draft.expiresAt),
      findings: preflight?.findings ?? null,
      isUsable: preflight ? preflight.checked !== null : null,
      unit: preflight?.checked?.question.answer ?? stated,
      studyId,
    }
  }

  const receiving = new Elysia().use(api(deps, 'streamed')).post(
    paths.apiUploads.pattern,
    async ({ caller, request, set }) => {
      const sender = { csrfTokens: null, isStillIn: () => checkStillIn(deps, request) }
      const uploadKey = onceKeyOf(request)
      const draft = await receiveUpload(deps, request, { owner: caller.user, sender, uploadKey })
      set.status = 202
      set.headers.location = paths.apiUpload(draft.id)
      return await upload(draft)
    },
    {
      parse: 'none',
      ...described('Uploads the files of a study, which are checked next', uploadShape, {
        status: 202,
        isOnce: true,
        requestBody: uploadBody,
      }),
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
        const study = await acceptDraft(deps, caller.user, draft, wanted, now())
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
