import type { AnalysisOutcome, Provisional } from '#src/analyses/outcome.ts'
import type { Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { LiveExample } from '../pages/liveExample.tsx'
import { paths } from '../paths.ts'
import { ConfirmForm } from '../ui/form.tsx'
import { crumbsToStudy } from './crumbs.ts'
import { FirstAnswerCard } from './firstAnswerCard.tsx'
import { SettlingCard } from './settlingCard.tsx'
import { type RunStatus, StatusPanel, tabTitle } from './statusPanel.tsx'

interface RunPageProps {
  frame: Frame
  study: { id: number | string; name: string }
  status: RunStatus
  /** What is known before the end, once it is. */
  provisional?: Provisional
  /** Of the example the result that comes with the program. */
  example?: AnalysisOutcome
}

/** A waiting or running analysis. The panel is live; static/live.js opens the result when it is there. */
export function RunPage({ frame, study, status, provisional = {}, example }: RunPageProps) {
  return (
    <Layout
      title={tabTitle(status)}
      frame={frame}
      crumbs={crumbsToStudy(study)}
      scripts={['live.js']}
      refreshSeconds={5}
      tour="running"
    >
      <header class="page-header">
        <h1 safe>{status.name}</h1>
        <ConfirmForm
          id="cancel"
          action={paths.analysisCancellation(status.id)}
          frame={frame}
          verb="Cancel the analysis"
          decline="Keep running"
          question="Cancel this analysis? Its partial results are discarded."
        />
      </header>
      <div
        id="live"
        hx-sse:connect={paths.analysisLive(status.id)}
        hx-swap="innerHTML"
        data-poll={paths.analysisStatus(status.id)}
        data-tour-step="status"
      >
        <StatusPanel frame={frame} status={status} />
      </div>
      <div id="provisional" data-href={paths.analysisProvisional(status.id)}>
        <ProvisionalCards {...provisional} />
      </div>
      {example ? (
        <>
          <p>This server now calculates the example again. Its result comes with the program:</p>
          <LiveExample outcome={example} />
        </>
      ) : (
        ''
      )}
      <p class="help">
        You can close this page: the analysis continues
        {frame.viewer?.guest ? '' : ', and you get a mail when it is done'}. It stays in your list of
        analyses.
      </p>
    </Layout>
  )
}

/** What a running analysis shows of its result: the least-squares answer, then the posterior as it settles. */
export const ProvisionalCards = ({ first, settling }: Provisional) => (
  <>
    {first ? <FirstAnswerCard {...first} /> : ''}
    {settling ? <SettlingCard {...settling} /> : ''}
  </>
)
