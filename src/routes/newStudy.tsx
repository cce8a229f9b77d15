import { randomUUIDv7 } from 'bun'
import { Elysia, t } from 'elysia'
import type { Viewer } from '#src/accounts/sessions.ts'
import { methodsFor } from '#src/analyses/methods.ts'
import { allowanceOf, limitsOf } from '#src/studies/allowance.ts'
import { faultOfFile } from '#src/studies/chosenFile.ts'
import { obstacleToUpload } from '#src/studies/drafts.ts'
import { faultOfStudyName } from '#src/studies/upload.ts'
import { sentencesOf } from '#src/studies/uploadFaults.ts'
import type { FormState } from '#views/frame.ts'
import { paths } from '#views/paths.ts'
import { ChooseMethodPage } from '#views/studies/chooseMethod.tsx'
import { UploadPage } from '#views/studies/upload.tsx'
import { typographic } from '#views/ui/symbols.ts'
import type { Deps } from '../plugins/deps.ts'
import { maybe } from '../plugins/forms.ts'
import { faultsIn, pages, seeOther, withNewKey } from '../plugins/pages.ts'
import { receiveUpload } from '../plugins/receiveUpload.ts'
import { memberOf } from '../plugins/session.ts'

/** The upload: streamed to disk and kept as a draft while its files are checked. */
export function newStudyRoutes(deps: Deps) {
  const bytesMaxOf = (viewer: Viewer) => limitsOf(viewer.user, deps.config).uploadBytesMax

  async function propsOf(viewer: Viewer, form: FormState) {
    const allowance = await allowanceOf(deps.db.read, viewer.user, deps.config)
    const limits = { ...allowance, requestBytesMax: bytesMaxOf(viewer) }
    return { form, limits, isOnline: deps.config.online, methods: methodsWithInputs(viewer) }
  }

  /** Those that have inputs of their own. */
  const methodsWithInputs = (viewer: Viewer) =>
    [...methodsFor(deps.config, viewer).values()].filter(({ inputs }) => inputs)

  const text = t.String({ maxLength: 300 })
  const field = t.Union([t.Literal('curve'), t.Literal('library'), t.Literal('profiles')])
  const question = t.Object({
    name: maybe(text),
    field: maybe(field),
    file: maybe(text),
    bytes: maybe(t.Numeric({ minimum: 0 })),
  })

  return new Elysia()
    .use(pages(deps))
    .get(paths.newStudy.pattern, async ({ html, frame, visit }) => {
      const viewer = memberOf(visit)
      if (frame.isBuiltInOff)
        return html(<ChooseMethodPage frame={frame} methods={methodsWithInputs(viewer)} />)
      const obstacle = await obstacleToUpload(deps, viewer.user, 0, deps.now())
      return html(
        <UploadPage
          frame={frame}
          obstacle={obstacle?.message}
          {...(await propsOf(viewer, { values: { uploadKey: randomUUIDv7() }, errors: {} }))}
        />,
      )
    })
    .get(
      paths.studyCheck.pattern,
      async ({ html, visit, query }) => {
        const viewer = memberOf(visit)
        const { name, field, file = '', bytes = 0 } = query
        const fault = field && faultOfFile({ field, name: file, bytes }, bytesMaxOf(viewer))
        const words = field
          ? fault && sentencesOf(fault)
          : await faultOfStudyName(deps.db.read, viewer.id, name ?? '')
        return html(<span safe>{typographic(words ?? '')}</span>)
      },
      { query: question },
    )
    .post(
      paths.drafts.pattern,
      async ({ html, frame, visit, request, set }) => {
        const viewer = memberOf(visit)
        let values: Record<string, string> = {}
        try {
          const draft = await receiveUpload(deps, request, {
            owner: viewer.user,
            sender: visit,
            onFields(typed) {
              values = typed
            },
          })
          return seeOther(paths.draft(draft.id))
        } catch (error) {
          const form = faultsIn(error, withNewKey(error, values, 'uploadKey'), { request, set })
          return html(<UploadPage frame={frame} {...(await propsOf(viewer, form))} />)
        }
      },
      { parse: 'none' },
    )
}
