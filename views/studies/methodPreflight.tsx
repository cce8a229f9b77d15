import type { MethodFinding } from '#src/studies/methodFinding.ts'
import type { FormState, Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { Field } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Icon } from '../ui/icon.tsx'
import { nameMax, nameMin } from '../ui/nameLimits.ts'
import { formatBytes } from '../ui/numbers.ts'
import { CheckHeader } from './checkHeader.tsx'
import { FindingsCard } from './findings.tsx'
import { Verdict } from './preflight.tsx'

interface PreflightProps {
  frame: Frame
  form: FormState
  draft: {
    id: number | string
    name: string
    expiresAt: Date
    inputs: { name: string; label: string; bytes: number }[]
  }
  findings: MethodFinding[]
  /** Where such files are uploaded. */
  again: string
}

/** The files of an upload for a method, and what its check found, before the study is saved. */
export function MethodPreflightPage({ frame, form, draft, findings, again }: PreflightProps) {
  const words = findings.map(({ advice = '', file = '', line = null, ...finding }) => {
    return { ...finding, code: 'method' as const, advice, file, line, files: 1 }
  })
  const isUsable = findings.every(({ level }) => level !== 'problem')
  return (
    <Layout
      title={`Check · ${draft.name}`}
      frame={frame}
      crumbs={[{ text: 'My studies', href: paths.studies() }]}
    >
      <CheckHeader frame={frame} draft={draft} />
      <Verdict findings={words} advice="Discard this upload, correct the files and upload them again." />
      {isUsable ? (
        <Card id="keep" title="Save study">
          <Form action={paths.draftAcceptance(draft.id)} frame={frame} form={form}>
            <Field
              form={{ ...form, values: { name: draft.name, ...form.values } }}
              name="name"
              label="Name of the study"
              minlength={nameMin}
              maxlength={nameMax}
              autocomplete="off"
            />
            <div class="actions">
              <button type="submit">
                <Icon name="check" />
                Save study
              </button>
            </div>
          </Form>
        </Card>
      ) : (
        <p>
          <a href={again}>Upload other files</a>
        </p>
      )}
      {findings.length > 0 ? <FindingsCard findings={words} /> : ''}
      <Card id="files" title="Files">
        <ul class="files">
          {draft.inputs.map(({ name, label, bytes }) => (
            <li>
              <span safe>{name}</span>
              <span class="help" safe>{`${label}, ${formatBytes(bytes)}`}</span>
            </li>
          ))}
        </ul>
      </Card>
    </Layout>
  )
}
