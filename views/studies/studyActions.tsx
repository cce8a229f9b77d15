import type { Frame } from '../frame.ts'
import { paths } from '../paths.ts'
import { FieldTip } from '../ui/field.tsx'
import { ConfirmForm } from '../ui/form.tsx'
import { formatCount } from '../ui/numbers.ts'
import { RenameForm } from '../ui/renameForm.tsx'
import type { StudyRow } from './table.tsx'

export function RenameStudy({
  frame,
  study,
  next,
}: {
  frame: Frame
  study: Pick<StudyRow, 'id' | 'name'>
  next: string
}) {
  return (
    <RenameForm
      id={`rename-study-${study.id}`}
      action={paths.studyName(study.id)}
      frame={frame}
      name={study.name}
      next={next}
    />
  )
}

export function DeleteStudy({
  frame,
  study,
}: {
  frame: Frame
  study: Pick<StudyRow, 'id' | 'name' | 'analyses' | 'results'>
}) {
  const also = study.analyses > 0 ? ` with its ${formatCount(study.analyses, 'analysis', 'analyses')}` : ''
  return (
    <ConfirmForm
      id={`delete-study-${study.id}`}
      action={paths.studyDeletion(study.id)}
      frame={frame}
      verb="Delete"
      question={`Delete “${study.name}”${also} and all files? This cannot be undone.`}
    >
      {study.results ? <TypedName id={`confirm-study-${study.id}`} name={study.name} /> : ''}
    </ConfirmForm>
  )
}

/** What has results goes only when its name is typed. */
function TypedName({ id, name }: { id: string; name: string }) {
  return (
    <>
      <div class="field-label">
        <label for={id}>Type its name to confirm</label>
        <FieldTip name="confirmation" id={id} label="the name to type" />
      </div>
      <input id={id} name="confirmation" required autocomplete="off" placeholder={name} />
    </>
  )
}
