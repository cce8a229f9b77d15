import type { MethodField } from '#src/analyses/manifest/fields.ts'
import type { TourStep } from '#src/analyses/manifest/manifest.ts'
import type { FormState, Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import { Form } from '../ui/form.tsx'
import { Icon } from '../ui/icon.tsx'
import { Markdown } from '../ui/markdown.tsx'
import { typographic } from '../ui/symbols.ts'
import { crumbsToStudy } from './crumbs.ts'
import { MethodInput } from './methodInput.tsx'
import { placesOfFields, tourThrough } from './methodTour.ts'
import { NameField } from './settingInput.tsx'

interface MethodFormProps {
  frame: Frame
  form: FormState
  study: { id: number | string; name: string }
  method: {
    name: string
    title: string
    description?: string
    version?: string
    citation?: string
    fields: MethodField[]
    presets?: { title: string }[]
    /** Markdown. */
    help?: string
    tour?: TourStep[]
  }
}

/** The form of an analysis that the laboratory added: its manifest as a page. */
export function MethodFormPage({ frame, form, study, method }: MethodFormProps) {
  const { name, title, description = '', fields, presets = [] } = method
  const takesFiles = fields.some(({ upload }) => upload)
  return (
    <Layout
      title={`${title} · ${study.name}`}
      frame={frame}
      crumbs={crumbsToStudy(study)}
      scripts={['showIf.js']}
      tour={tourThrough(method.tour, placesOfFields('parameters', fields))}
    >
      <section class="form-page">
        <h1 safe>{title}</h1>
        <p class="lead" safe>
          {typographic(description)}
        </p>
        {presets.length > 0 ? (
          <nav class="contents" aria-label="Presets">
            {presets.map((preset, i) => (
              <a href={paths.method(study.id, name, { preset: i })} safe>
                {preset.title}
              </a>
            ))}
          </nav>
        ) : (
          ''
        )}
        <Form
          action={takesFiles ? paths.methodFiles(study.id, name) : paths.method(study.id, name)}
          frame={frame}
          form={form}
          files={takesFiles}
        >
          <input type="hidden" name="submitKey" value={form.values.submitKey ?? ''} />
          <NameField form={form} />
          <FieldGroups form={form} fields={fields} />
          <div class="actions">
            <button type="submit">
              <Icon name="play" />
              Start analysis
            </button>
            <a class="button quiet" href={paths.study(study.id)}>
              Back
            </a>
          </div>
        </Form>
        <AboutMethod help={method.help} open />
        <MethodFacts {...method} />
      </section>
    </Layout>
  )
}

/** What its author says of it. */
export const AboutMethod = ({ help, open }: { help?: string; open?: boolean }) =>
  help ? (
    <details class="more" open={open}>
      <summary>About this method</summary>
      <Markdown text={help} />
    </details>
  ) : (
    ''
  )

/** Which version it is, and what to cite. */
export function MethodFacts({
  name,
  version,
  citation,
}: {
  name: string
  version?: string
  citation?: string
}) {
  if (!version && !citation) return ''
  return (
    <p class="help" safe>
      {[version && `Method ${name} ${version}.`, citation && `Please cite: ${citation}`]
        .filter(Boolean)
        .join(' ')}
    </p>
  )
}

/** The fields by their groups; those for experts are folded away, and open when one of them needs attention. */
function FieldGroups({ form, fields }: { form: FormState; fields: MethodField[] }) {
  const usual = Map.groupBy(
    fields.filter(({ isExpert }) => !isExpert),
    ({ group }) => group,
  )
  const expert = fields.filter(({ isExpert }) => isExpert)
  return (
    <>
      {[...usual].map(([group, some]) =>
        group === null ? (
          <Inputs form={form} some={some} fields={fields} />
        ) : (
          <fieldset>
            <legend safe>{group}</legend>
            {some[0]?.groupHelp ? (
              <p class="help" safe>
                {typographic(some[0].groupHelp)}
              </p>
            ) : (
              ''
            )}
            <Inputs form={form} some={some} fields={fields} />
          </fieldset>
        ),
      )}
      {expert.length > 0 ? (
        <details class="more" open={expert.some(({ name }) => form.errors[name])}>
          <summary>Expert settings</summary>
          <Inputs form={form} some={expert} fields={fields} />
        </details>
      ) : (
        ''
      )}
    </>
  )
}

const Inputs = ({ form, some, fields }: { form: FormState; some: MethodField[]; fields: MethodField[] }) => (
  <>
    {some.map(field => (
      <MethodInput form={form} field={field} fields={fields} />
    ))}
  </>
)
