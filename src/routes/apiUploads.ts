import { Elysia, t } from 'elysia'
import { findDraftOf } from '#db/drafts.ts'
import type { Caller } from '#src/accounts/apiTokens.ts'
import { methodsFor } from '#src/analyses/methods.ts'
import type { QUnit } from '#src/ensemble/formats/index.ts'
import { builtInMethod, isBuiltIn } from '#src/method/builtIn.ts'
import { acceptDraft } from '#src/studies/accept.ts'
import { curvesMax } from '#src/studies/builtInInputs.ts'
import { discardDraft } from '#src/studies/drafts.ts'
import { acceptMethodDraft } from '#src/studies/methodStudy.ts'
import { studyRow } from '#src/studies/rows.ts'
import { paths } from '#views/paths.ts'
import { notFound } from '../errors.ts'
import { api, onceKeyOf } from '../plugins/api.ts'
import { studyShape, uploadBody, uploadShape } from '../plugins/apiShapes.ts'
import { apiUpload } from '../plugins/apiUpload.ts'
import { checkStillIn, waitForChange, waitQuery } from '../plugins/apiWait.ts'
import type { Deps } from '../plugins/deps.ts'
import { maybe } from '../plugins/forms.ts'
import { described } from '../plugins/openApi.ts'
import { byId } from '../plugins/pages.ts'
import { receiveInputs } from '../plugins/receiveInputs.ts'
import { receiveUpload } from '../plugins/receiveUpload.ts'
import { createStatusUpdates } from '../plugins/statusUpdates.ts'

const unit = t.Union([t.Literal('1/A'), t.Literal('1/nm')])
const curveAnswers = {
  unit: maybe(unit),
  isUnitSure: maybe(t.Boolean()),
  leaveOut: maybe(t.Boolean()),
  scaleErrors: maybe(t.Boolean()),
  radiation: maybe(t.Union([t.Literal('x-rays'), t.Literal('neutrons')])),
  d2o: maybe(t.Number({ minimum: 0, maximum: 1 })),
}
const acceptance = t.Object(
  {
    name: maybe(t.String({ maxLength: 200 })),
    skipVariational: maybe(t.Boolean()),
    ...curveAnswers,
    /** Of the curves after the first, in their order. */
    more: maybe(
      t.Array(t.Object(curveAnswers, { additionalProperties: false }), { maxItems: curvesMax - 1 }),
    ),
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
      return await apiUpload(files, draft)
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
        return await apiUpload(files, await waitForChange(deps, news, waiting))
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
        const { unit: known, curves } = await apiUpload(files, draft)
        const wanted = {
          ...body,
          name: body.name ?? draft.name,
          unit: body.unit ?? (known as QUnit | null) ?? undefined,
          more: curves?.slice(1).map(({ unit }, m) => ({ unit: unit ?? undefined, ...body.more?.[m] })),
          skipVariational: body.skipVariational ?? draft.details?.skipVariational ?? false,
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
