import type { FormState, Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import { CheckField, Field, SelectField } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Icon } from '../ui/icon.tsx'
import { Notice } from '../ui/notice.tsx'
import { formatBytes, formatCount } from '../ui/numbers.ts'
import type { StudyAllowance } from './list.tsx'
import { FilesAside } from './uploadAside.tsx'
import { UploadFields, UploadProgress } from './uploadFields.tsx'

interface UploadProps {
  frame: Frame
  form: FormState
  limits: StudyAllowance & { requestBytesMax: number }
  /** Whether files are fetched from public archives. */
  isOnline: boolean
  /** Why nothing more can be uploaded now. */
  obstacle?: string | undefined
  /** Methods of the laboratory that have inputs of their own. */
  methods?: { name: string; title: string }[]
}

export function UploadPage({ frame, form, limits, isOnline, obstacle, methods = [] }: UploadProps) {
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
          {methods.length > 0 ? (
            <nav class="contents" aria-label="Other methods">
              {methods.map(({ name, title }) => (
                <a href={paths.newMethodStudy(name)} safe>
                  {`For ${title}`}
                </a>
              ))}
            </nav>
          ) : (
            ''
          )}
          <p class="lead">One measured curve and a library of candidate models.</p>
          {obstacle ? (
            <Notice kind="warning" title="You cannot upload another study now">
              <p safe>{obstacle}</p>
              <p>
                <a href={paths.studies()}>My studies</a>
              </p>
            </Notice>
          ) : (
            ''
          )}
          <p class="help" id="upload-limits" safe>
            {`Up to ${formatBytes(limits.requestBytesMax)} in all; you can add ${formatCount(left, 'more study', 'more studies')}.`}
          </p>
          <Form
            action={paths.drafts()}
            frame={frame}
            form={form}
            files
            id="upload"
            data-upload={paths.studyCheck()}
            data-bytes-max={String(limits.requestBytesMax)}
          >
            <input type="hidden" name="uploadKey" value={form.values.uploadKey ?? ''} />
            <Field
              form={form}
              name="name"
              label="Name of the study"
              help="3 to 25 characters, unique among your studies."
              live={paths.studyCheck()}
              minlength={3}
              maxlength={25}
              autocomplete="off"
            />
            <UploadFields form={form} isOnline={isOnline} />
            <SelectField
              form={form}
              name="unit"
              label="Unit of q"
              help="If you are unsure, leave this as it is: the page after the upload shows the unit found and asks you to confirm it."
              value="auto"
              options={[
                { value: 'auto', text: 'Detect from the files' },
                { value: '1/A', text: '1/Å (inverse ångström)' },
                { value: '1/nm', text: '1/nm (inverse nanometre)' },
              ]}
            />
            <CheckField
              form={form}
              name="skipVariational"
              label="Skip the variational step"
              help="For small libraries: every model enters the full inference."
            />
            <UploadProgress />
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
