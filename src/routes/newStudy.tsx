import { randomUUIDv7 } from 'bun'
import { Elysia, t } from 'elysia'
import type { Viewer } from '#src/accounts/sessions.ts'
import { begin } from '#src/plugins/concurrencyLimits.ts'
import { accessionsIn } from '#src/studies/accessions.ts'
import { allowanceOf, limitsOf } from '#src/studies/allowance.ts'
import { faultOfFile } from '#src/studies/chosenFile.ts'
import { openDraft, refusalOfUpload } from '#src/studies/drafts.ts'
import type { FileField } from '#src/studies/findings.ts'
import { faultOfStudyName } from '#src/studies/upload.ts'
import { sentencesOf } from '#src/studies/uploadFaults.ts'
import type { FormState } from '#views/frame.ts'
import { paths } from '#views/paths.ts'
import { UploadPage } from '#views/studies/upload.tsx'
import { refuse } from '../errors.ts'
import type { Deps } from '../plugins/deps.ts'
import { maybe } from '../plugins/forms.ts'
import { faultsIn, pages, seeOther, withNewKey } from '../plugins/pages.ts'
import { memberOf } from '../plugins/session.ts'
import { receiveStudyFiles } from '../plugins/studyFiles.ts'

const fieldNames = ['uploadKey', 'name', 'unit', 'skipVariational', 'curveAccession', 'libraryAccession']
const units = new Map([
  ['auto', 'guess'],
  ['1/A', '1/A'],
  ['1/nm', '1/nm'],
])

/** The upload: streamed to disk and kept as a draft while its files are checked. */
export function newStudyRoutes(deps: Deps) {
  const bytesMaxOf = (viewer: Viewer) => limitsOf(viewer.user, deps.config).uploadBytesMax

  async function propsOf(viewer: Viewer, form: FormState) {
    const allowance = await allowanceOf(deps.db.read, viewer.user, deps.config)
    const limits = { ...allowance, requestBytesMax: bytesMaxOf(viewer) }
    return { form, limits, isOnline: deps.config.online }
  }

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
      return html(
        <UploadPage
          frame={frame}
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
        return html(<span safe>{words ?? ''}</span>)
      },
      { query: question },
    )
    .post(
      paths.drafts.pattern,
      async ({ html, frame, visit, request, set }) => {
        const viewer = memberOf(visit)
        const end = begin(deps, 'upload', viewer.id)
        const folder = await deps.files.openIncoming()
        let values: Record<string, string> = {}
        try {
          const announced = Number(request.headers.get('content-length') ?? 0)
          const refuseUpload = await refusalOfUpload(deps, viewer.user, announced, deps.now())
          const { fields, arrived, faults, hash } = await receiveStudyFiles(request, {
            folder,
            bytesMax: bytesMaxOf(viewer),
            visit,
            fieldNames,
            onFields(typed) {
              values = typed
              refuseUpload(typed.uploadKey)
            },
          })
          const accessions = accessionsIn(fields, arrived, deps.config.online)
          const has = (field: FileField) =>
            arrived.some(file => file.field === field) || accessions[field] !== undefined
          if (!has('curve')) faults.curve = 'Choose the measured curve.'
          if (!has('library') && !has('profiles'))
            faults.library = 'Choose the models, or their calculated profiles.'
          const unit = units.get(fields.unit ?? 'auto')
          if (!unit) faults.unit = 'Choose one of the units.'
          if (!unit || Object.keys(faults).length > 0) return refuse(faults)
          const skipVariational = fields.skipVariational !== undefined
          const facts = {
            uploadKey: fields.uploadKey?.slice(0, 50) || null,
            formHash: hash,
            name: (fields.name ?? '').trim().slice(0, 100),
            unit,
            skipVariational,
          }
          const draft = await openDraft(
            deps,
            viewer.user,
            folder,
            { ...facts, files: arrived, accessions },
            deps.now(),
          )
          return seeOther(paths.draft(draft.id))
        } catch (error) {
          const form = faultsIn(error, withNewKey(error, values, 'uploadKey'), { request, set })
          return html(<UploadPage frame={frame} {...(await propsOf(viewer, form))} />)
        } finally {
          end()
          await deps.files.discard(folder)
        }
      },
      { parse: 'none' },
    )
}
