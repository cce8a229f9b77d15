import type { FormState, Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import { Form } from '../ui/form.tsx'
import { NameField, SettingInput, type SettingView } from './settingInput.tsx'

interface MethodFormProps {
  frame: Frame
  form: FormState
  study: { id: number | string; name: string }
  method: { name: string; title: string; description?: string; fields: SettingView[] }
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
          <NameField form={form} />
          {method.fields.map(field => (
            <SettingInput form={form} field={field} />
          ))}
          <div class="actions">
            <button type="submit">Start the analysis</button>
          </div>
        </Form>
      </section>
    </Layout>
  )
}
