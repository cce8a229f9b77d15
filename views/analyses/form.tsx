import type { FormState, Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import { CheckField, Field, SelectField } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Icon } from '../ui/icon.tsx'
import { formatCount, formatDuration } from '../ui/numbers.ts'

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
            tip={
              <>
                From 0.0001 to 0.5. One over the number of models is a good start; a higher threshold keeps
                fewer models and may drop some that matter. The result says how much was dropped.
              </>
            }
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
            tip={
              <>2000 is enough for most libraries. Raise it when a result says that it has not converged.</>
            }
            type="number"
            min="100"
            max="100000"
            step="1"
            value="2000"
            inputmode="numeric"
          />
          <details class="more" data-tour-step="more" open={hasErrorBeyond(form)}>
            <summary>More settings</summary>
            <Field
              form={form}
              name="seed"
              label="Seed"
              optional
              help="A whole number. The same seed gives the same result to the last bit; left empty, one is chosen and recorded."
              type="number"
              min="0"
              max="4294967295"
              step="1"
              inputmode="numeric"
            />
            <Field
              form={form}
              name="chains"
              label="Chains"
              help="Independent runs whose agreement is checked."
              type="number"
              min="2"
              max="16"
              step="1"
              value="4"
              inputmode="numeric"
            />
            <SelectField
              form={form}
              name="hydration"
              label="Hydration shell"
              help="How the water around the models is fitted when profiles are calculated."
              tip={
                <>
                  One shell for the whole library keeps the differences between models. A shell for each bends
                  every model towards the data and biases the weights; it is there for comparison with older
                  programs.
                </>
              }
              value="shared"
              options={[
                { value: 'shared', text: 'One for the whole library' },
                { value: 'fixed', text: 'Fixed' },
                { value: 'per-model', text: 'One for each model' },
                { value: 'none', text: 'None' },
              ]}
            />
            <CheckField
              form={form}
              name="skipVariational"
              label="Skip the variational step"
              help="For small libraries: every model takes part in the complete inference, and no threshold applies."
            />
            <Field
              form={form}
              name="prior"
              label="Dirichlet prior"
              optional
              help="The parameter of every weight; left empty it is 1 over the number of models."
              tip={
                <>
                  Below 1 it favours ensembles of few models, above 1 it favours even weights. The default
                  gives every library the same total weight of belief, however many models it has.
                </>
              }
              type="number"
              min="0.0001"
              max="100"
              step="any"
              inputmode="decimal"
            />
            <SelectField
              form={form}
              name="scalePrior"
              label="Prior of the scale"
              help="The half-normal prior gives an evidence that can be compared; the flat one repeats older results."
              value="half-normal"
              options={[
                { value: 'half-normal', text: 'Half-normal, wide' },
                { value: 'flat', text: 'Flat (no evidence)' },
              ]}
            />
            <div class="pair">
              <Field
                form={form}
                name="qMin"
                label="Smallest q (1/Å)"
                optional
                help="Points below are left out."
                type="number"
                min="0"
                max="10"
                step="any"
                inputmode="decimal"
              />
              <Field
                form={form}
                name="qMax"
                label="Largest q (1/Å)"
                optional
                help="Points above are left out; empty means 0.5."
                type="number"
                min="0.001"
                max="10"
                step="any"
                inputmode="decimal"
              />
            </div>
          </details>
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

const alwaysShown = ['', 'name', 'threshold', 'iterations']
const hasErrorBeyond = (form: FormState) => Object.keys(form.errors).some(name => !alwaysShown.includes(name))
