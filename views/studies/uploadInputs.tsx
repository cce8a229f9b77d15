import type { ManifestInput } from '#src/analyses/manifest/manifest.ts'
import type { FormState, Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import { Field } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Icon } from '../ui/icon.tsx'
import { Markdown } from '../ui/markdown.tsx'
import { formatBytes, formatCount } from '../ui/numbers.ts'
import { UploadProgress } from './uploadFields.tsx'

interface UploadProps {
  frame: Frame
  form: FormState
  method: { name: string; title: string; description?: string; help?: string; inputs: ManifestInput[] }
  limits: { studies: { used: number; limit: number }; requestBytesMax: number }
}

/** The upload of what a method of the laboratory needs: the inputs of its manifest as a page. */
export function UploadInputsPage({ frame, form, method, limits }: UploadProps) {
  const { name, title, description = '', inputs, help } = method
  const left = limits.studies.limit - limits.studies.used
  return (
    <Layout
      title={`Upload for ${title}`}
      frame={frame}
      crumbs={[{ text: 'My studies', href: paths.studies() }]}
      scripts={['upload.js']}
    >
      <section class="form-page">
        <h1 safe>{`Upload for ${title}`}</h1>
        <p class="lead" safe>
          {description}
        </p>
        <p class="help" id="upload-limits" safe>
          {`Up to ${formatBytes(limits.requestBytesMax)} in all; you can add ${formatCount(left, 'more study', 'more studies')}.`}
        </p>
        <Form
          action={paths.newMethodStudy(name)}
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
          <fieldset>
            <legend>Files</legend>
            {inputs.map(input => (
              <Field
                form={form}
                name={input.name}
                label={input.label}
                type="file"
                accept={input.kinds.join(',')}
                multiple={(input.most ?? 1) > 1}
                optional={input.required === false}
                help={helpOf(input)}
              />
            ))}
          </fieldset>
          <UploadProgress />
          <div class="actions">
            <button type="submit">
              <Icon name="upload" />
              Upload and check
            </button>
            <a class="button quiet" href={paths.studies()}>
              Back
            </a>
          </div>
        </Form>
        {help ? (
          <details class="more" open>
            <summary>About this method</summary>
            <Markdown text={help} />
          </details>
        ) : (
          ''
        )}
      </section>
    </Layout>
  )
}

/** Its own words, then what files it may be. */
function helpOf({ help, kinds, most = 1, megabytesMax }: ManifestInput): string {
  const limits = [
    kinds.join(', '),
    most > 1 ? `up to ${most} files` : 'one file',
    megabytesMax ? `${formatBytes(megabytesMax * 1e6)} at most${most > 1 ? ' each' : ''}` : '',
  ]
  return [help, `${limits.filter(Boolean).join('; ')}.`].filter(Boolean).join(' ')
}
