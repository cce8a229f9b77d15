import type { Draft } from '#db/schema.ts'
import { checkBuiltIn } from '#src/analyses/methods.ts'
import { accessionsIn } from '#src/studies/accessions.ts'
import { limitsOf } from '#src/studies/allowance.ts'
import { openDraft, refusalOfUpload } from '#src/studies/drafts.ts'
import type { FileField } from '#src/studies/findings.ts'
import { refuse } from '../errors.ts'
import { begin } from './concurrencyLimits.ts'
import type { Deps } from './deps.ts'
import { type DraftForm, draftNameOf, uploadKeyOf } from './draftForm.ts'
import { receiveStudyFiles } from './studyFiles.ts'

const fieldNames = ['uploadKey', 'name', 'unit', 'skipVariational', 'curveAccession', 'libraryAccession']
const units = new Map([
  ['auto', 'guess'],
  ['1/A', '1/A'],
  ['1/nm', '1/nm'],
])

/**
 * Streams an upload to disk and keeps it as a draft, whose files are checked next. It is refused before its bytes
 * arrive where its owner may upload nothing more.
 * @throws AppError invalid by field, conflict, too_large, too_many
 */
export async function receiveUpload(
  deps: Deps,
  request: Request,
  { owner, sender, uploadKey, onFields }: DraftForm,
): Promise<Draft> {
  checkBuiltIn(deps.config)
  const end = begin(deps, 'upload', owner.id)
  const folder = await deps.files.openIncoming()
  try {
    const announced = Number(request.headers.get('content-length') ?? 0)
    const refuseUpload = await refusalOfUpload(deps, owner, announced, deps.now())
    const { fields, arrived, faults, hash } = await receiveStudyFiles(request, {
      folder,
      bytesMax: limitsOf(owner, deps.config).uploadBytesMax,
      sender,
      fieldNames,
      onFields(typed) {
        onFields?.(typed)
        refuseUpload(uploadKeyOf(typed, uploadKey) ?? undefined)
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
    const facts = {
      uploadKey: uploadKeyOf(fields, uploadKey),
      formHash: hash,
      name: draftNameOf(fields),
      unit,
      skipVariational: fields.skipVariational !== undefined,
    }
    return await openDraft(deps, owner, folder, { ...facts, files: arrived, accessions }, deps.now())
  } finally {
    end()
    await deps.files.discard(folder)
  }
}
