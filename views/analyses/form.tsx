import type { FormState, Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import { Field } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Icon } from '../ui/icon.tsx'
import { formatCount, formatDuration } from '../ui/numbers.ts'
import { MoreSettings } from './moreSettings.tsx'

interface AnalysisFormProps {
  frame: Frame
  form: FormState
  study: { id: number | string; name: string; models: number; points: number }
  /** How long such a run takes on this machine, when that is known. */
  estimateSeconds?: number | null
  analyses: { used: number; limit: number }
  /** Analyses that the laboratory adds. */
  methods?: { name: string; title: string }[]
}

export function AnalysisFormPage({
  frame,
  form,
  study,
  estimateSeconds,
  analyses,
  methods = [],
}: AnalysisFormProps) {
  const left = analyses.limit - analyses.used
  return (
    <Layout
      title={`New analysis · ${study.name}`}
      frame={frame}
      crumbs={[
        { text: 'My studies', href: paths.studies() },
        { text: study.name, href: paths.study(study.id) },
      ]}
      tour="analysis"
    >
      <section class="form-page">
        <h1>New analysis</h1>
        <p class="lead" safe>
          {`${formatCount(study.models, 'model')} against ${formatCount(study.points, 'point')}. The defaults suit most studies.`}
        </p>
        {methods.length > 0 ? (
          <p>
            Or run{' '}
            {methods.map((method, index) => (
              <>
                {index > 0 ? ', ' : ''}
                <a href={paths.method(study.id, method.name)} safe>
                  {method.title}
                </a>
              </>
            ))}
            , which this laboratory added.
          </p>
        ) : (
          ''
        )}
        <Form action={paths.analyses(study.id)} frame={frame} form={form}>
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
          <Field
            form={form}
            name="threshold"
            label="Weight threshold"
            help="Models below this weight are left out before the complete inference."
            type="number"
            min="0.0001"
            max="0.5"
            step="any"
            value="0.01"
            inputmode="decimal"
          />
          <Field
            form={form}
            name="iterations"
            label="Iterations"
            help="The starting length of each chain; sampling goes on until it has converged or its budget is spent."
            type="number"
            min="100"
            max="100000"
            step="1"
            value="2000"
            inputmode="numeric"
          />
          <MoreSettings form={form} />
          <div class="actions">
            <button type="submit" data-tour-step="submit">
              <Icon name="play" />
              Start analysis
            </button>
            <a class="button quiet" href={paths.study(study.id)}>
              Back
            </a>
          </div>
          <p class="help" safe>
            {[
              estimateSeconds ? `Takes about ${formatDuration(estimateSeconds)} on this server.` : '',
              `You can start ${formatCount(left, 'more analysis', 'more analyses')}.`,
            ].join(' ')}
          </p>
        </Form>
      </section>
    </Layout>
  )
}
