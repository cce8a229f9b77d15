import type { FormState, Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import { CheckField, Field, SelectField } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'

/** A field of a method's form, as its manifest describes it. */
export interface MethodField {
  name: string
  label: string
  help?: string
  kind: 'whole' | 'number' | 'text' | 'choice' | 'flag'
  least?: number
  most?: number
  choices?: string[]
}

interface MethodFormProps {
  frame: Frame
  form: FormState
  study: { id: number | string; name: string }
  method: { name: string; title: string; description?: string; fields: MethodField[] }
}

/** The form of an analysis that the laboratory added: its manifest as a page. */
export function MethodFormPage({ frame, form, study, method }: MethodFormProps) {
  return (
    <Layout
      title={`${method.title} · ${study.name}`}
      frame={frame}
      crumbs={[
        { text: 'My studies', href: paths.studies() },
        { text: study.name, href: paths.study(study.id) },
      ]}
    >
      <section class="form-page">
        <h1 safe>{method.title}</h1>
        <p class="lead" safe>
          {method.description ?? ''}
        </p>
        <Form action={paths.method(study.id, method.name)} frame={frame} form={form}>
          <input type="hidden" name="submitKey" value={form.values.submitKey ?? ''} />
          <Field
            form={form}
            name="name"
            label="Name of the analysis"
            help="3 to 25 characters, unlike the others of this study."
            minlength={3}
            maxlength={25}
            autocomplete="off"
          />
          {method.fields.map(field => (
            <MethodInput form={form} field={field} />
          ))}
          <div class="actions">
            <button type="submit">Start the analysis</button>
          </div>
        </Form>
      </section>
    </Layout>
  )
}

function MethodInput({ form, field }: { form: FormState; field: MethodField }) {
  const { name, label, help, kind, least, most, choices = [] } = field
  if (kind === 'flag') return <CheckField {...{ form, name, label, help }} />
  if (kind === 'choice') {
    const options = choices.map(value => ({ value, text: value }))
    return <SelectField {...{ form, name, label, help, options }} />
  }
  if (kind === 'text') return <Field {...{ form, name, label, help }} maxlength={200} optional />
  const step = kind === 'whole' ? '1' : 'any'
  return <Field {...{ form, name, label, help, step }} type="number" min={least} max={most} />
}
