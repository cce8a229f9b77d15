import type { FormState, Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import { LiveErrors } from '../ui/fieldParts.tsx'
import { Form } from '../ui/form.tsx'
import { Icon } from '../ui/icon.tsx'
import { formatCount, formatDuration } from '../ui/numbers.ts'
import { crumbsToStudy } from './crumbs.ts'
import { type Before, ExtraFields } from './extraFields.tsx'
import { PasteParameters } from './pasteParameters.tsx'
import { SettingFields, type SettingGroups } from './settings.tsx'

interface AnalysisFormProps {
  frame: Frame
  form: FormState
  study: { id: number | string; name: string; models: number; points: number }
  settings: SettingGroups
  /** How long such a run takes on this machine, when that is known. */
  estimateSeconds?: number | null
  analyses: { used: number; limit: number }
  /** Analyses that the laboratory adds. */
  methods?: { name: string; title: string }[]
  before?: Before | null
}

export function AnalysisFormPage(props: AnalysisFormProps) {
  const {
    frame,
    form,
    study,
    settings,
    estimateSeconds = null,
    analyses,
    methods = [],
    before = null,
  } = props
  const left = analyses.limit - analyses.used
  const lead = before
    ? `The values are those of “${before.name}”. Change one setting at a time, so that you know what made the difference.`
    : `${formatCount(study.models, 'model')} against ${formatCount(study.points, 'point')}. The defaults suit most studies.`
  return (
    <Layout
      title={`New analysis · ${study.name}`}
      frame={frame}
      crumbs={crumbsToStudy(study)}
      tour="analysis"
    >
      <section class="form-page">
        <h1>{before ? 'Run again' : 'New analysis'}</h1>
        <p class="lead" safe>
          {lead}
        </p>
        {before ? (
          <p>
            <a href={paths.analysisVariants(before.id)}>Try several values of one setting at once</a>
          </p>
        ) : (
          ''
        )}
        <Methods study={study} methods={methods} />
        <Form action={paths.analyses(study.id)} frame={frame} form={form} files id="analysis-form">
          <input type="hidden" name="submitKey" value={form.values.submitKey ?? ''} />
          {before ? <input type="hidden" name="from" value={String(before.id)} /> : ''}
          <div id="settings">
            <SettingFields form={form} settings={settings} />
          </div>
          <ExtraFields form={form} study={study} before={before} />
          <div class="actions">
            <button type="submit" data-tour-step="submit">
              <Icon name="play" />
              Start analysis
            </button>
            <button type="submit" class="quiet" formaction={paths.newAnalysisProgram(study.id)}>
              As curl or Python
            </button>
            <a class="button quiet" href={paths.study(study.id)}>
              Back
            </a>
          </div>
          <p
            class="help"
            id="estimate"
            aria-live="polite"
            hx-get={paths.analysisCheck(study.id)}
            hx-trigger="input from:#settings delay:400ms"
            hx-include="#settings"
            hx-swap="innerHTML"
            safe
          >
            {estimateWords(estimateSeconds)}
          </p>
          <p class="help" id="limits" safe>
            {`You can start ${formatCount(left, 'more analysis', 'more analyses')}.`}
          </p>
        </Form>
        <PasteParameters {...{ frame, form, study }} />
      </section>
    </Layout>
  )
}

function Methods({
  study,
  methods,
}: {
  study: { id: number | string }
  methods: { name: string; title: string }[]
}) {
  if (methods.length === 0) return ''
  return (
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
      .
    </p>
  )
}

/** What is said as one types: the time it would take, and into the place of each field's error its fault or nothing. */
export function FormAnswer({
  checked,
  errors,
  estimateSeconds,
}: {
  /** The fields that were looked at. */
  checked: string[]
  errors: FormState['errors']
  estimateSeconds: number | null
}) {
  return (
    <>
      <span safe>{estimateWords(estimateSeconds)}</span>
      <LiveErrors names={checked} errors={errors} />
    </>
  )
}

function estimateWords(seconds: number | null): string {
  if (seconds === null) return ''
  return `Takes ${seconds < 1 ? '' : 'about '}${formatDuration(seconds)} on this server.`
}
