import type { Children } from '@kitajs/html'
import type { FormState, Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { Field, SelectField } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { formatBytes } from '../ui/numbers.ts'
import type { DraftView, NamedFile } from './preflight.tsx'
import { accepted, UploadProgress } from './uploadFields.tsx'

/** Another file in the place of one; the others stay as they are. */
export function ReplaceFileCard({ frame, draft, form }: { frame: Frame; draft: DraftView; form: FormState }) {
  const { curve, more = [], library, profiles, moreProfiles = [] } = draft.files
  return (
    <Card id="replace" title="Choose another file">
      <div class="replace-files" data-tour-step="replace">
        <Replace
          {...{ frame, draft, form }}
          name="curve"
          label="Another curve"
          file={several([curve, ...more], 'curves')}
        >
          <PlaceField form={form} curves={[curve!, ...more]} />
        </Replace>
        <Replace {...{ frame, draft, form }} name="library" label="Another library" file={library} />
        <Replace
          {...{ frame, draft, form }}
          name="profiles"
          label="Other profiles"
          file={several([profiles, ...moreProfiles], 'tables')}
        />
      </div>
      {more.length > 0 ? (
        <div class="actions">
          {[curve!, ...more].map(({ name }, place) => (
            <Form action={paths.draftFiles(draft.id)} frame={frame} files>
              <input type="hidden" name="withoutCurve" value={String(place + 1)} />
              <button type="submit" class="quiet" safe>
                {`Continue without ${name}`}
              </button>
            </Form>
          ))}
        </div>
      ) : (
        ''
      )}
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

/** Whether a curve takes the place of one, or is fitted together with those that are there. */
function PlaceField({ form, curves }: { form: FormState; curves: NamedFile[] }) {
  return (
    <SelectField
      form={form}
      name="place"
      label="What it is"
      help="Several curves of one ensemble, such as SAXS and SANS, are fitted together."
      options={[
        ...curves.map(({ name }, place) => ({ value: String(place + 1), text: `In the place of ${name}` })),
        { value: String(curves.length + 1), text: 'One more curve' },
      ]}
    />
  )
}

/** Files as one; the only one as it is. */
const several = ([first, ...more]: (NamedFile | null)[], noun: string): NamedFile | null =>
  more.length === 0
    ? first!
    : {
        name: `${1 + more.length} ${noun}`,
        bytes: [first, ...more].reduce((sum, file) => sum + file!.bytes, 0),
      }

interface ReplaceProps {
  frame: Frame
  draft: DraftView
  form: FormState
  name: 'curve' | 'library' | 'profiles'
  label: string
  /** What is there now. */
  file: NamedFile | null
  /** Asked beside the file. */
  children?: Children
}

function Replace({ frame, draft, form, name, label, file, children }: ReplaceProps) {
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
        multiple
        help={file ? `Current file: ${file.name}, ${formatBytes(file.bytes)}` : 'No file yet.'}
        live=""
      />
      {children}
      <UploadProgress />
      <div class="actions">
        <button type="submit" class="quiet">
          Use this file
        </button>
      </div>
    </Form>
  )
}
