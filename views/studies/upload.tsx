import type { FormState, Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import { CheckField, Field, SelectField } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Icon } from '../ui/icon.tsx'
import { formatBytes, formatCount } from '../ui/numbers.ts'
import type { Limits } from './list.tsx'
import { FileProblems, FilesAside } from './uploadAside.tsx'

interface UploadProps {
  frame: Frame
  form: FormState
  limits: Limits & { requestBytesMax: number }
  /** What was wrong inside a file: which one, which line, and the sentence. */
  fileProblems?: { file: string; line: number | null; message: string }[]
}

export function UploadPage({ frame, form, limits, fileProblems = [] }: UploadProps) {
  const left = limits.studies.limit - limits.studies.used
  return (
    <Layout
      title="Upload a study"
      frame={frame}
      crumbs={[{ text: 'My studies', href: paths.studies() }]}
      scripts={['upload.js']}
      tour="upload"
    >
      <div class="with-aside">
        <section class="form-page">
          <h1>Upload a study</h1>
          <p class="lead">One measured curve and the models it may be a mixture of.</p>
          <p class="help" id="upload-limits" safe>
            {`Up to ${formatBytes(limits.requestBytesMax)} in all; you can add ${formatCount(left, 'more study', 'more studies')}.`}
          </p>
          {fileProblems.length > 0 ? <FileProblems problems={fileProblems} /> : ''}
          <Form
            action={paths.studies()}
            frame={frame}
            form={form}
            files
            id="upload"
            data-bytes-max={String(limits.requestBytesMax)}
          >
            <Field
              form={form}
              name="name"
              label="Name of the study"
              help="3 to 25 characters; you will find it again under this name."
              minlength={3}
              maxlength={25}
              autocomplete="off"
            />
            <fieldset data-tour-step="files">
              <legend>Files</legend>
              <Field
                form={form}
                name="curve"
                label="Experimental curve"
                type="file"
                accept=".dat,.txt,.csv"
                help="Text with the columns q, I(q) and its error. Headers, comments and commas are understood."
                tip={
                  <>
                    The subtracted, averaged curve, as it comes from your beamline's software or from SASBDB.
                  </>
                }
              />
              <Field
                form={form}
                name="library"
                label="Structural library"
                type="file"
                accept=".zip,.tar.gz,.tgz,.pdb,.ent,.cif,.mmcif"
                help="A .zip or .tar.gz of PDB or mmCIF files, or one file with many models."
                tip={
                  <>
                    All conformations the protein might take, for example from molecular dynamics or from a
                    loop modeller. All models must have the same atoms.
                  </>
                }
              />
              <Field
                form={form}
                name="profiles"
                label="Calculated profiles"
                type="file"
                accept=".dat,.txt,.csv"
                optional
                help="A table of numbers: one row per point of the curve, one column per model."
                tip={
                  <>
                    With this file nothing is calculated from the models: your own profiles are used as they
                    are.
                  </>
                }
              />
            </fieldset>
            <SelectField
              form={form}
              name="unit"
              label="Unit of q"
              help="When in doubt leave it: the page after the upload shows what was found."
              value="auto"
              options={[
                { value: 'auto', text: 'Find out from the file' },
                { value: '1/A', text: '1/Å (inverse ångström)' },
                { value: '1/nm', text: '1/nm (inverse nanometre)' },
              ]}
            />
            <CheckField
              form={form}
              name="skipVariational"
              label="Skip the variational step"
              help="For small libraries: every model takes part in the complete inference."
            />
            <div class="upload-progress" data-upload-progress hidden>
              <progress aria-label="Upload" max="1" value="0" />
              <p aria-live="polite" data-upload-text />
              <button type="button" class="quiet" data-upload-cancel>
                Cancel the upload
              </button>
            </div>
            <div class="actions">
              <button type="submit" data-tour-step="submit">
                <Icon name="upload" />
                Upload and check
              </button>
              <a class="button quiet" href={paths.studies()}>
                Back
              </a>
            </div>
          </Form>
        </section>
        <FilesAside />
      </div>
    </Layout>
  )
}
