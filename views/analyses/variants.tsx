import type { FormState, Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { Field, SelectField } from '../ui/field.tsx'
import { Form } from '../ui/form.tsx'
import { Icon } from '../ui/icon.tsx'
import { crumbsToAnalysis } from './crumbs.ts'

interface VariantsProps {
  frame: Frame
  study: { id: number; name: string }
  analysis: { id: number; name: string }
  /** Those that may be varied, with the value that this analysis has, in words; `curve` names the one of several that it is of. */
  settings: { name: string; label: string; curve?: string; unit?: string; words?: string[]; now?: string }[]
  form: FormState
}

/** Starts one analysis again for several values of a setting. */
export function VariantsPage({ frame, study, analysis, settings, form }: VariantsProps) {
  const options = settings.map(({ name, label, curve, now }) => ({
    value: name,
    text: [label, curve && `, ${curve}`, now !== undefined && ` (now ${now})`].filter(Boolean).join(''),
  }))
  const words = new Map(settings.map(setting => [setting.label, setting.words ?? []]))
  return (
    <Layout title={`Vary ${analysis.name}`} frame={frame} crumbs={crumbsToAnalysis(study, analysis)}>
      <header class="page-header">
        <h1>Vary settings</h1>
      </header>
      <Card id="variants" title="Settings and values">
        <p safe>
          {`One analysis is started for each value, or for each pair of values of two settings, with everything else as in “${analysis.name}”, its seed too. Their results stand in one table.`}
        </p>
        <Form frame={frame} form={form} action={paths.analysisVariants(analysis.id)}>
          <input type="hidden" name="submitKey" value={form.values.submitKey} />
          <SelectField form={form} name="setting" label="Setting" options={options} />
          <Field
            form={form}
            name="values"
            label="Values"
            help="Up to 12, separated by commas, such as 0.15, 0.2, 0.25."
            autocomplete="off"
          />
          <SelectField
            form={form}
            name="setting2"
            label="A second setting"
            optional
            options={[{ value: '', text: 'none' }, ...options]}
          />
          <Field
            form={form}
            name="values2"
            label="Its values"
            optional
            help="Each is taken with each of the first: up to 12 pairs."
            autocomplete="off"
          />
          <div class="actions">
            <button type="submit">
              <Icon name="play" />
              Start analyses
            </button>
          </div>
        </Form>
      </Card>
      <Card id="words" title="Words that a setting takes">
        <dl class="facts">
          {[...words]
            .filter(([, some]) => some.length > 0)
            .map(([label, some]) => (
              <>
                <dt safe>{label}</dt>
                <dd safe>{some.join(', ')}</dd>
              </>
            ))}
        </dl>
      </Card>
    </Layout>
  )
}
