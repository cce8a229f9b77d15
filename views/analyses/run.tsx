import type { FirstAnswer } from '#src/ensemble/contract.ts'
import type { Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import { ConfirmForm } from '../ui/form.tsx'
import { FirstAnswerCard } from './firstAnswerCard.tsx'
import { type RunStatus, StatusPanel, tabTitle } from './statusPanel.tsx'

interface RunPageProps {
  frame: Frame
  /** `example` for the one that "Try the example" made. */
  study: { id: number | string; name: string; example?: boolean }
  status: RunStatus
  /** What is known before the end, once it is. */
  first?: FirstAnswer
}

/** A waiting or running analysis. The panel is live; static/live.js opens the result when it is there. */
export function RunPage({ frame, study, status, first }: RunPageProps) {
  return (
    <Layout
      title={tabTitle(status)}
      frame={frame}
      crumbs={[
        { text: 'My studies', href: paths.studies() },
        { text: study.name, href: paths.study(study.id) },
      ]}
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
      {study.example ? (
        <p>
          This server now calculates the example again. Until it is done, you can{' '}
          <a href={paths.publicExample()}>see its result as delivered</a>.
        </p>
      ) : (
        ''
      )}
      <div id="first-answer" data-href={paths.analysisFirstAnswer(status.id)}>
        {first ? <FirstAnswerCard {...first} /> : ''}
      </div>
      <p class="help">
        You can close this page: the analysis continues, and you get a mail when it is done. It stays in your
        list of analyses.
      </p>
    </Layout>
  )
}
