import type { Children } from '@kitajs/html'
import { crumbsToStudy } from '../analyses/crumbs.ts'
import type { FormState, Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import { Field } from '../ui/field.tsx'
import { FieldError, Help } from '../ui/fieldParts.tsx'
import { Form } from '../ui/form.tsx'
import { Icon } from '../ui/icon.tsx'
import { helpOfName, nameMax, nameMin } from '../ui/nameLimits.ts'
import { Notice } from '../ui/notice.tsx'
import { typographic } from '../ui/symbols.ts'
import { TextField } from '../ui/textField.tsx'
import { curvesMax } from './uploadFields.tsx'

interface AnewProps {
  frame: Frame
  form: FormState
  study: { id: number; name: string }
  /** Why it cannot be done. */
  obstacle?: string | undefined
}

/** The curves of a study as a series. */
export const SeriesOfCurvesPage = (props: AnewProps) => (
  <AnewPage
    {...props}
    title="Curves as a series"
    lead="The curves and the library of this study become a study for a series: each curve is inferred alone, and all of them with weights that change smoothly. Nothing is uploaded again, and this study stays."
  >
    <TextField
      form={props.form}
      name="list_typed"
      label="List of the curves"
      help="A line for each curve: its file, a comma, and its value. The first line names the variable, such as “file,time (s)”."
      rows="9"
      spellcheck="false"
    />
  </AnewPage>
)

/** Some curves of a series as a study. */
export function StudyOfCurvesPage({ curves, ...props }: AnewProps & { curves: string[] }) {
  const { form } = props
  const chosen = (form.values.curves ?? '').split('\n')
  const obstacle =
    curves.length === 0
      ? 'The curves of this series came in an archive. Upload those that you want as files of their own.'
      : props.obstacle
  return (
    <AnewPage
      {...props}
      obstacle={obstacle}
      title="Curves as one study"
      lead="One curve is analysed in every detail; several are fitted together, with one ensemble. The models of the series come along, nothing is uploaded again, and this study stays."
    >
      <fieldset class={['field', 'radios', form.errors.curves && 'field-wrong']} id="curves" tabindex="-1">
        <legend>Curves</legend>
        <Help name="curves" help={`One, or up to ${curvesMax} of one ensemble.`} />
        <FieldError name="curves" error={form.errors.curves} />
        {curves.map((name, place) => (
          <div class="check">
            <input
              type="checkbox"
              id={`curves-${place}`}
              name="curves"
              value={String(place)}
              checked={chosen.includes(String(place))}
            />
            <label for={`curves-${place}`} safe>
              {name}
            </label>
          </div>
        ))}
      </fieldset>
    </AnewPage>
  )
}

function AnewPage({
  frame,
  form,
  study,
  obstacle,
  title,
  lead,
  children,
}: AnewProps & { title: string; lead: string; children: Children }) {
  return (
    <Layout title={`${title} · ${study.name}`} frame={frame} crumbs={crumbsToStudy(study)}>
      <section class="form-page">
        <h1 safe>{title}</h1>
        <p class="lead" safe>
          {lead}
        </p>
        {obstacle ? (
          <>
            <Notice kind="info" title="This cannot be done now">
              <p safe>{typographic(obstacle)}</p>
            </Notice>
            <div class="actions">
              <a class="button" href={paths.newStudy()}>
                <Icon name="upload" />
                Upload a study
              </a>
              <a class="button quiet" href={paths.study(study.id)}>
                Back
              </a>
            </div>
          </>
        ) : (
          <Form action={paths.studyCurves(study.id)} frame={frame} form={form}>
            <input type="hidden" name="uploadKey" value={form.values.uploadKey ?? ''} />
            <Field
              form={form}
              name="name"
              label="Name of the new study"
              help={helpOfName('among your studies')}
              minlength={nameMin}
              maxlength={nameMax}
              autocomplete="off"
            />
            {children}
            <div class="actions">
              <button type="submit">
                <Icon name="play" />
                Check the files
              </button>
              <a class="button quiet" href={paths.study(study.id)}>
                Back
              </a>
            </div>
          </Form>
        )}
      </section>
    </Layout>
  )
}
