import { Elysia } from 'elysia'
import type { QUnit } from '#src/ensemble/formats/index.ts'
import { allowanceOf, limitsOf, uploadStudy } from '#src/studies/upload.ts'
import { blankForm } from '#views/frame.ts'
import { paths } from '#views/paths.ts'
import { UploadPage } from '#views/studies/upload.tsx'
import { AppError, refuse } from '../errors.ts'
import { checkCsrf } from '../plugins/csrf.ts'
import type { Deps } from '../plugins/deps.ts'
import { type ReceivedForm, receiveForm } from '../plugins/multipart.ts'
import { faultsIn, pages, seeOther } from '../plugins/pages.ts'
import { memberOf } from '../plugins/session.ts'

const fieldNames = ['csrf', 'name', 'unit', 'skipVariational']
const fileNames = ['curve', 'library', 'profiles']

/** The upload: streamed to disk, inspected, and kept only when whole. */
export function newStudyRoutes(deps: Deps) {
  return new Elysia()
    .use(pages(deps))
    .get('/studies/new', async ({ html, frame, visit }) => {
      const viewer = memberOf(visit)
      const limits = {
        ...(await allowanceOf(deps.db.read, viewer.user, deps.config)),
        requestBytesMax: limitsOf(viewer.user, deps.config).uploadBytesMax,
      }
      return html(<UploadPage frame={frame} form={blankForm} limits={limits} />)
    })
    .post(
      '/studies',
      async ({ html, frame, visit, request, set }) => {
        const viewer = memberOf(visit)
        const bytesMax = limitsOf(viewer.user, deps.config).uploadBytesMax
        const folder = await deps.files.openIncoming()
        let values: Record<string, string> = {}
        try {
          const beforeFiles = (fields: Record<string, string>) => {
            values = fields
            checkCsrf(visit.csrf, fields.csrf)
          }
          const form = await receiveForm(request, { folder, bytesMax, filesMax: 3, beforeFiles })
          const study = await uploadStudy(deps, viewer.user, folder, readUpload(form), deps.now())
          return seeOther(paths.study(study.id))
        } catch (error) {
          const form = faultsIn(error, values, set)
          const limits = {
            ...(await allowanceOf(deps.db.read, viewer.user, deps.config)),
            requestBytesMax: bytesMax,
          }
          return html(<UploadPage frame={frame} form={form} limits={limits} />)
        } finally {
          await deps.files.discard(folder)
        }
      },
      { parse: 'none' },
    )
}

function readUpload({ fields, files }: ReceivedForm) {
  const strange = [
    ...Object.keys(fields).filter(name => !fieldNames.includes(name)),
    ...files
      .map(file => file.field)
      .filter((name, index, all) => !fileNames.includes(name) || all.indexOf(name) !== index),
  ]
  if (strange.length > 0)
    throw new AppError('invalid', `The form holds a field that the page does not have: "${strange[0]}".`)
  const file = (field: string) => files.find(each => each.field === field && each.bytes > 0) ?? null
  const curve = file('curve')
  const library = file('library')
  const profiles = file('profiles')
  const unit = { auto: 'guess', '1/A': '1/A', '1/nm': '1/nm' }[fields.unit ?? 'auto']
  const faults: Record<string, string> = {}
  if (!curve) faults.curve = 'Choose the measured curve; it must not be empty.'
  else if (!/\.(dat|txt|csv)$/i.test(curve.name))
    faults.curve = `${curve.name} must end in .dat, .txt or .csv.`
  if (!library && !profiles) faults.library = 'Choose the models, or their calculated profiles.'
  if (!unit) faults.unit = 'Choose one of the units.'
  if (Object.keys(faults).length > 0) refuse(faults)
  return {
    name: fields.name ?? '',
    unit: unit as QUnit | 'guess',
    skipVariational: fields.skipVariational !== undefined,
    files: { curve: curve!, library, profiles },
  }
}
