import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import { CheckField, SelectField } from '../ui/field.tsx'
import { FilesAside } from './uploadAside.tsx'
import { UploadFields } from './uploadFields.tsx'
import { UploadForm, type UploadFormFacts } from './uploadForm.tsx'

interface UploadProps extends UploadFormFacts {
  /** Whether files are fetched from public archives. */
  isOnline: boolean
  /** Methods of the laboratory that have inputs of their own. */
  methods?: { name: string; title: string }[]
}

export function UploadPage({ isOnline, methods = [], ...facts }: UploadProps) {
  const { frame, form } = facts
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
          <p class="lead">A measured curve, or several of one ensemble, and a library of candidate models.</p>
          {methods.length > 0 ? (
            <nav class="contents" aria-label="Other methods">
              {methods.map(({ name, title }) => (
                <a href={paths.newMethodStudy(name)} safe>
                  {`Upload files for “${title}”`}
                </a>
              ))}
            </nav>
          ) : (
            ''
          )}
          <UploadForm {...facts} action={paths.drafts()} asks>
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
          </UploadForm>
        </section>
        <FilesAside />
      </div>
    </Layout>
  )
}
