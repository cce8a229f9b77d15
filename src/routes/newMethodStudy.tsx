import { randomUUIDv7 } from 'bun'
import { Elysia, t } from 'elysia'
import type { Viewer } from '#src/accounts/sessions.ts'
import { methodsFor } from '#src/analyses/methods.ts'
import { allowanceOf, limitsOf } from '#src/studies/allowance.ts'
import { obstacleToUpload } from '#src/studies/drafts.ts'
import type { FormState, Frame } from '#views/frame.ts'
import { paths } from '#views/paths.ts'
import { UploadInputsPage } from '#views/studies/uploadInputs.tsx'
import { notFound } from '../errors.ts'
import type { Deps } from '../plugins/deps.ts'
import { faultsIn, pages, seeOther, withNewKey } from '../plugins/pages.ts'
import { receiveInputs, withTypedFields } from '../plugins/receiveInputs.ts'
import { memberOf } from '../plugins/session.ts'

/** The upload of what a method of the laboratory needs, by the inputs of its manifest. */
export function newMethodStudyRoutes(deps: Deps) {
  const { db, config } = deps
  const params = t.Object({ method: t.String({ maxLength: 40 }) })

  function find(viewer: Viewer, name: string) {
    const method = methodsFor(config, viewer).get(name)
    if (!method?.inputs) throw notFound('analysis method')
    return { ...method, inputs: withTypedFields(method.inputs) }
  }

  async function page(frame: Frame, viewer: Viewer, name: string, form: FormState, obstacle?: string) {
    const { studies } = await allowanceOf(db.read, viewer.user, config)
    const limits = { studies, requestBytesMax: limitsOf(viewer.user, config).uploadBytesMax }
    return (
      <UploadInputsPage
        frame={frame}
        form={form}
        method={find(viewer, name)}
        limits={limits}
        obstacle={obstacle}
      />
    )
  }

  return new Elysia()
    .use(pages(deps))
    .get(
      paths.newMethodStudy.pattern,
      async ({ html, frame, visit, params }) => {
        const viewer = memberOf(visit)
        const form = { values: { uploadKey: randomUUIDv7() }, errors: {} }
        const obstacle = await obstacleToUpload(deps, viewer.user, 0, deps.now())
        return html(await page(frame, viewer, params.method, form, obstacle?.message))
      },
      { params },
    )
    .post(
      paths.newMethodStudy.pattern,
      async ({ html, frame, visit, params, request, set }) => {
        const viewer = memberOf(visit)
        const method = find(viewer, params.method)
        let values: Record<string, string> = {}
        try {
          const draft = await receiveInputs(deps, request, method, {
            owner: viewer.user,
            sender: visit,
            onFields(typed) {
              values = typed
            },
          })
          return seeOther(paths.draft(draft.id))
        } catch (error) {
          const form = faultsIn(error, withNewKey(error, values, 'uploadKey'), { request, set })
          return html(await page(frame, viewer, params.method, form))
        }
      },
      { params, parse: 'none' },
    )
}
