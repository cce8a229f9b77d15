import type { Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import { StateBadge } from '../ui/badge.tsx'
import { Card } from '../ui/card.tsx'
import { ConfirmForm, Form } from '../ui/form.tsx'
import { Icon } from '../ui/icon.tsx'
import { Notice } from '../ui/notice.tsx'
import { inSymbols } from '../ui/symbols.ts'
import { exactTime } from '../ui/time.tsx'
import { crumbsToStudy } from './crumbs.ts'

interface EndedAnalysis {
  id: number | string
  name: string
  state: 'failed' | 'cancelled'
  finishedAt: Date
  /** One sentence: what happened. */
  reason: string
  /** What to try. */
  advice?: string
  /** Whether it can end otherwise when it is run again as it was. */
  canPass: boolean
  parameters: { name: string; value: string }[]
}

interface FailedProps {
  frame: Frame
  study: { id: number | string; name: string }
  analysis: EndedAnalysis
  /** The form that opens with its values; null where its method is not offered any more. */
  again: string | null
}

/** An analysis that ended without a result: why, what to try, and what it was given. */
export function FailedPage({ frame, study, analysis, again }: FailedProps) {
  const failed = analysis.state === 'failed'
  const advice = again ? analysis.advice : 'It cannot be run again: its method is not offered at present.'
  const [same, other] = analysis.canPass ? ['button', 'button quiet'] : ['button quiet', 'button']
  return (
    <Layout
      title={`${failed ? 'Failed' : 'Cancelled'} · ${analysis.name}`}
      frame={frame}
      crumbs={crumbsToStudy(study)}
    >
      <header class="page-header">
        <h1 safe>{analysis.name}</h1>
        <StateBadge state={analysis.state} />
      </header>
      <Notice kind={failed ? 'problem' : 'info'} title={inSymbols(analysis.reason)}>
        {advice ? <p safe>{inSymbols(advice)}</p> : ''}
      </Notice>
      <div class="actions">
        {again ? (
          <>
            <Form action={paths.analysisRepetition(analysis.id)} frame={frame}>
              <button type="submit" class={same}>
                <Icon name="rotate-ccw" />
                Run again
              </button>
            </Form>
            <a class={other} href={again}>
              Change settings and run again
            </a>
          </>
        ) : (
          ''
        )}
        <ConfirmForm
          id={`delete-analysis-${analysis.id}`}
          action={paths.analysisDeletion(analysis.id)}
          frame={frame}
          verb="Delete this analysis"
          question={`Delete “${analysis.name}”? This cannot be undone.`}
        />
      </div>
      <Card title="How it was run">
        <dl class="facts">
          {analysis.parameters.map(parameter => (
            <div>
              <dt safe>{parameter.name}</dt>
              <dd safe>{parameter.value}</dd>
            </div>
          ))}
          <div>
            <dt>Number of the analysis</dt>
            <dd safe>{String(analysis.id)}</dd>
          </div>
          <div>
            <dt>Ended</dt>
            <dd safe>{exactTime(analysis.finishedAt)}</dd>
          </div>
        </dl>
      </Card>
    </Layout>
  )
}
