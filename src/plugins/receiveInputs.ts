import { basename, join } from 'node:path'
import type { Draft } from '#db/schema.ts'
import type { Manifest, ManifestInput } from '#src/analyses/manifest/manifest.ts'
import { limitsOf } from '#src/studies/allowance.ts'
import { faultsOfInputs } from '#src/studies/chosenInputs.ts'
import { openDraft, refusalOfUpload } from '#src/studies/drafts.ts'
import type { InputOnPage } from '#views/studies/uploadInputs.tsx'
import { refuse } from '../errors.ts'
import { begin } from './concurrencyLimits.ts'
import type { Deps } from './deps.ts'
import { type DraftForm, draftNameOf, uploadKeyOf } from './draftForm.ts'
import { checkFieldNames } from './formParser.ts'
import { receiveForm } from './multipart.ts'

const fieldNames = ['csrf', 'uploadKey', 'name']

/** The form's field for the text of an input that may be typed in place of a file. */
const typedField = (input: string) => `${input}_typed`

/** The inputs with the fields for their text, as the page of the upload has them. */
export const withTypedFields = (inputs: ManifestInput[]): InputOnPage[] =>
  inputs.map(input => (input.typed ? { ...input, typedAs: typedField(input.name) } : input))

/** Writes what was typed in the place of a file as one. */
async function keepTyped(
  inputs: ManifestInput[],
  fields: Record<string, string>,
  folder: string,
  files: readonly { field: string }[],
) {
  const kept = []
  for (const { name: field, kinds, typed } of inputs) {
    const text = (fields[typedField(field)] ?? '').replaceAll('\r\n', '\n').trim()
    if (!typed || text === '') continue
    if (files.some(file => file.field === field)) refuse({ [field]: 'Choose a file or type it, not both.' })
    const [name, path] = [`${field}${kinds[0]}`, join(folder, `typed-${field}`)]
    kept.push({ field, name, path, bytes: await Bun.write(path, `${text}\n`), sha256: '' })
  }
  return kept
}

/**
 * Streams the inputs of a method to disk and keeps them as a draft, which is checked next.
 * @throws AppError invalid by field, conflict, too_large, too_many
 */
export async function receiveInputs(
  deps: Deps,
  request: Request,
  { name: method, inputs = [] }: Manifest,
  { owner, sender, uploadKey, onFields }: DraftForm,
): Promise<Draft> {
  const end = begin(deps, 'upload', owner.id)
  const folder = await deps.files.openIncoming()
  try {
    const { uploadBytesMax: bytesMax } = limitsOf(owner, deps.config)
    const announced = Number(request.headers.get('content-length') ?? 0)
    const refuseUpload = await refusalOfUpload(deps, owner, announced, deps.now())
    const { fields, files, hash } = await receiveForm(request, {
      folder,
      bytesMax,
      filesMax: inputs.reduce((sum, { most = 1 }) => sum + most, 1),
      sender,
      onFields(typed) {
        onFields?.(typed)
        refuseUpload(uploadKeyOf(typed, uploadKey) ?? undefined)
      },
    })
    files.push(...(await keepTyped(inputs, fields, folder, files)))
    const known = [...fieldNames, ...inputs.filter(({ typed }) => typed).map(({ name }) => typedField(name))]
    checkFieldNames(Object.keys(fields), known)
    checkFieldNames(
      files.map(({ field }) => field),
      inputs.map(({ name }) => name),
    )
    const faults = faultsOfInputs(inputs, files, bytesMax)
    if (Object.keys(faults).length > 0) return refuse(faults)
    const arrived = files.map(({ field, name, path, bytes }) => {
      const { label } = inputs.find(each => each.name === field)!
      return { input: field, label, name, path: basename(path), bytes }
    })
    const facts = {
      method,
      inputs: arrived,
      uploadKey: uploadKeyOf(fields, uploadKey),
      formHash: hash,
      name: draftNameOf(fields),
    }
    return await openDraft(deps, owner, folder, { ...facts, files: [] }, deps.now())
  } finally {
    end()
    await deps.files.discard(folder)
  }
}
