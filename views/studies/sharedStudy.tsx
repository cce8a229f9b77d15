import type { Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/emptyState.tsx'
import { ConfirmForm } from '../ui/form.tsx'
import { formatCount } from '../ui/numbers.ts'
import { type SharedFacts, SharedNotice } from '../ui/sharedNotice.tsx'
import { typographic } from '../ui/symbols.ts'
import { Time } from '../ui/time.tsx'
import type { StudyInspection } from './inspection.ts'
import { InspectionCards } from './inspectionCards.tsx'

interface SharedStudyProps {
  frame: Frame
  /** What stands in the link. */
  address: string
  study: { name: string; models: number; points: number }
  /** The title of the method whose inputs it holds, where it is not the built-in one. */
  method?: string
  shared: SharedFacts
  results: { id: number; name: string; finishedAt: Date }[]
  /** Null where names of files are not shown. */
  inspection: StudyInspection | null
  /** Whoever has an account may take it over. */
  isHandedOver: boolean
  /** Why it was not taken over. */
  problem?: string
}

/** A study as whoever has a link to it sees it: its results, and what was uploaded. */
export function SharedStudyPage(props: SharedStudyProps) {
  const { frame, address, study, method, shared, results, inspection, isHandedOver } = props
  return (
    <Layout
      title={study.name}
      frame={frame}
      crumbs={[{ text: 'Home', href: paths.home() }]}
      scripts={['tables.js', 'figures.js', 'plots.js']}
    >
      <header class="page-header">
        <div>
          <h1 safe>{study.name}</h1>
          <p class="help" safe>
            {method
              ? `Files for “${method}”`
              : `${formatCount(study.models, 'model')}, ${formatCount(study.points, 'point')}`}
          </p>
          <SharedNotice {...shared} />
        </div>
      </header>
      {isHandedOver ? <TakeOver {...props} /> : ''}
      <Card id="results" title="Results">
        {results.length === 0 ? (
          <EmptyState icon="eye" title="No result yet">
            <p>Analyses of this study appear here when they are done.</p>
          </EmptyState>
        ) : (
          <ul class="rows">
            {results.map(result => (
              <li>
                <a href={paths.analysis(`${address}.${result.id}`)} safe>
                  {result.name}
                </a>
                <span class="help">
                  finished <Time at={result.finishedAt} now={frame.now} />
                </span>
              </li>
            ))}
          </ul>
        )}
      </Card>
      {inspection ? <InspectionCards found={inspection} /> : ''}
    </Layout>
  )
}

function TakeOver({ frame, address, study, shared, problem }: SharedStudyProps) {
  const hasAccount = frame.viewer !== null && !frame.viewer.guest
  return (
    <Card id="take-over" title="Take this study over">
      {problem ? (
        <p class="field-error" role="alert" safe>
          {typographic(problem)}
        </p>
      ) : (
        ''
      )}
      <p safe>
        {`${shared.by ?? 'Its owner'} hands this study over, with its files and results. Whoever takes it over owns it; then this link ends.`}
      </p>
      {hasAccount ? (
        <ConfirmForm
          id="take-over-form"
          action={paths.studyTakeover(address)}
          frame={frame}
          gives
          verb="Take it over"
          question={`Move “${study.name}” to your account?`}
        />
      ) : (
        <p>
          <a class="button" href={paths.signIn({ next: paths.study(address) })}>
            Sign in to take it over
          </a>
        </p>
      )}
    </Card>
  )
}
