import type { Children } from '@kitajs/html'
import type { FormState, Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Field } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Icon } from '../ui/icon.tsx'
import { helpOfName, nameMax, nameMin } from '../ui/nameLimits.ts'
import { Notice } from '../ui/notice.tsx'
import { formatBytes, formatCount } from '../ui/numbers.ts'
import { typographic } from '../ui/symbols.ts'
import { UploadProgress } from './uploadFields.tsx'

/** What every page of an upload is told. */
export interface UploadFormFacts {
  frame: Frame
  form: FormState
  limits: { studies: { used: number; limit: number }; requestBytesMax: number }
  /** Why nothing more can be uploaded now. */
  obstacle?: string | undefined
}

interface UploadFormProps extends UploadFormFacts {
  action: string
  /** Whether the server says of each file that is chosen whether it can be: it knows those of a study of scattering. */
  asks?: boolean
  children: Children
}

/** The form of an upload with its limits: the name of the study, then its files and what else belongs to them. */
export function UploadForm({ frame, form, limits, obstacle, action, asks, children }: UploadFormProps) {
  const left = limits.studies.limit - limits.studies.used
  return (
    <>
      {obstacle ? (
        <Notice kind="warning" title="You cannot upload another study now">
          <p>
            <span safe>{typographic(obstacle)}</span> <a href={paths.studies()}>Go to my studies</a>
          </p>
        </Notice>
      ) : (
        ''
      )}
      <p class="help" id="upload-limits" safe>
        {`Up to ${formatBytes(limits.requestBytesMax)} in all${obstacle || form.errors[''] ? '' : `; you can add ${formatCount(left, 'more study', 'more studies')}`}.`}
      </p>
      <Form
        action={action}
        frame={frame}
        form={form}
        files
        id="upload"
        data-upload={asks ? paths.studyCheck() : ''}
        data-bytes-max={String(limits.requestBytesMax)}
      >
        <input type="hidden" name="uploadKey" value={form.values.uploadKey ?? ''} />
        <Field
          form={form}
          name="name"
          label="Name of the study"
          help={helpOfName('among your studies')}
          live={paths.studyCheck()}
          minlength={nameMin}
          maxlength={nameMax}
          autocomplete="off"
        />
        {children}
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
    </>
  )
}
