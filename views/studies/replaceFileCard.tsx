import type { FormState, Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { Field } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { formatBytes } from '../ui/numbers.ts'
import type { DraftView } from './preflight.tsx'
import { accepted, UploadProgress } from './uploadFields.tsx'

/** Another file in the place of one; the others stay as they are. */
export function ReplaceFileCard({ frame, draft, form }: { frame: Frame; draft: DraftView; form: FormState }) {
  const { curve, library, profiles } = draft.files
  return (
    <Card id="replace" title="Choose another file">
      <div class="replace-files" data-tour-step="replace">
        <Replace {...{ frame, draft, form }} name="curve" label="Another curve" file={curve} />
        <Replace {...{ frame, draft, form }} name="library" label="Another library" file={library} />
        <Replace {...{ frame, draft, form }} name="profiles" label="Other profiles" file={profiles} />
      </div>
      {profiles && library ? (
        <Form action={paths.draftFiles(draft.id)} frame={frame} files>
          <input type="hidden" name="withoutProfiles" value="yes" />
          <button type="submit" class="quiet">
            Continue without the profiles
          </button>
        </Form>
      ) : (
        ''
      )}
    </Card>
  )
}

interface ReplaceProps {
  frame: Frame
  draft: DraftView
  form: FormState
  name: 'curve' | 'library' | 'profiles'
  label: string
  /** What is there now. */
  file: { name: string; bytes: number } | null
}

function Replace({ frame, draft, form, name, label, file }: ReplaceProps) {
  return (
    <Form
      action={paths.draftFiles(draft.id)}
      frame={frame}
      files
      data-upload={paths.studyCheck()}
      data-bytes-max={String(draft.limits.requestBytesMax)}
    >
      <Field
        form={form}
        name={name}
        label={label}
        type="file"
        accept={accepted[name]}
        multiple={name === 'library'}
        help={file ? `Current file: ${file.name}, ${formatBytes(file.bytes)}` : 'No file yet.'}
        live=""
      />
      <UploadProgress />
      <div class="actions">
        <button type="submit" class="quiet">
          Use this file
        </button>
      </div>
    </Form>
  )
}
