import type { ManifestInput } from '#src/analyses/manifest/manifest.ts'
import manifest from '#src/method/method.json'
import type { FormState } from '../frame.ts'
import { Field } from '../ui/field.tsx'
import { InputField } from './inputField.tsx'

const inputs: ManifestInput[] = manifest.inputs

/** The most curves that one study holds. */
export const curvesMax = inputs.find(({ name }) => name === 'curve')?.most ?? 1

/** The endings that each input takes, as a field asks for them. */
export const accepted = Object.fromEntries(
  inputs.map(({ name, kinds }) => [name, kinds.join(',')]),
) as Record<'curve' | 'library' | 'profiles', string>

/** What the server can fetch in the place of files, and what a field says of it. */
const accessions: Record<string, { optional: string; label: string; help: string }> = {
  curve: {
    optional: 'or a SASBDB code',
    label: 'SASBDB code of the curve',
    help: 'In place of a file, such as SASDJG5. The server fetches the curve of this entry.',
  },
  library: {
    optional: 'or a code, or calculated profiles',
    label: 'PDB code or UniProt accession',
    help: 'In place of a file, such as 1D3Z: all models of the PDB entry; or P0DP23: the prediction in AlphaFold DB.',
  },
}

/** The files of a study; static/upload.js lets them be dropped on their fields and asks about them at once. */
export function UploadFields({ form, isOnline }: { form: FormState; isOnline: boolean }) {
  return (
    <fieldset data-tour-step="files">
      <legend>Files</legend>
      {inputs.map(input => {
        const accession =
          isOnline && Object.hasOwn(accessions, input.name) ? accessions[input.name] : undefined
        const optional =
          accession?.optional ?? (input.name === 'library' ? 'or calculated profiles' : undefined)
        return (
          <>
            <InputField form={form} input={input} optional={optional} live="" />
            {accession ? (
              <Field
                form={form}
                name={`${input.name}Accession`}
                label={accession.label}
                optional
                autocomplete="off"
                maxlength={20}
                help={accession.help}
              />
            ) : (
              ''
            )}
          </>
        )
      })}
    </fieldset>
  )
}

/** How far an upload is; shown by static/upload.js. */
export function UploadProgress() {
  return (
    <div class="upload-progress" data-upload-progress hidden>
      <progress aria-label="Upload" max="1" value="0" />
      <p aria-live="polite" data-upload-text />
      <button type="button" class="quiet" data-upload-cancel>
        Cancel the upload
      </button>
    </div>
  )
}
