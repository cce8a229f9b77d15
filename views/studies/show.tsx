import { Html } from '@kitajs/html'
import { simulation } from '../analyses/simulations.tsx'
import { AnalysesTable, type AnalysisRow } from '../analyses/table.tsx'
import type { Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/emptyState.tsx'
import { Form } from '../ui/form.tsx'
import { Icon } from '../ui/icon.tsx'
import { Notice } from '../ui/notice.tsx'
import { formatBytes, formatCount } from '../ui/numbers.ts'
import { inSymbols } from '../ui/symbols.ts'
import { Time } from '../ui/time.tsx'
import type { StudyInspection } from './inspection.ts'
import { InspectionCards } from './inspectionCards.tsx'
import { DeleteStudy, RenameStudy } from './studyActions.tsx'
import { hasCurve, type StudyRow } from './table.tsx'

interface StudyProps {
  frame: Frame
  study: StudyRow
  /** The title of the method whose inputs it holds, where it is not the built-in one. */
  method?: string
  inspection: StudyInspection | null
  analyses: AnalysisRow[]
  /** Whether its method can be started by its owner now. */
  isOffered?: boolean
  canSimulate?: boolean
  /** What its curves can become without being uploaded again. */
  anew?: keyof typeof anewTexts | undefined
}

const anewTexts = {
  series: 'Analyse its curves as a series',
  study: 'Analyse some of its curves as one study',
}

/** One study: its files as they were understood, and its analyses. */
export function StudyPage({
  frame,
  study,
  method = study.method ?? '',
  inspection,
  analyses,
  isOffered = true,
  canSimulate = false,
  anew,
}: StudyProps) {
  return (
    <Layout
      title={study.name}
      frame={frame}
      crumbs={[{ text: 'My studies', href: paths.studies() }]}
      scripts={['tables.js', 'figures.js', 'plots.js']}
      tour="study"
    >
      <header class="page-header">
        <div>
          <h1 safe>{study.name}</h1>
          <p class="help">
            {Html.escapeHtml(
              hasCurve(study)
                ? `${formatCount(study.models, 'model')}, ${formatCount(study.points, 'point')}, uploaded `
                : `Files for “${method}”, uploaded `,
            )}
            <Time at={study.createdAt} now={frame.now} />
            {study.expiresAt ? (
              <>
                , removed <Time at={study.expiresAt} now={frame.now} />
              </>
            ) : (
              ''
            )}
          </p>
        </div>
        <div class="actions">
          {isOffered ? (
            <a class="button" href={paths.newAnalysis(study.id)} data-tour-step="analyse">
              <Icon name="play" />
              Start an analysis
            </a>
          ) : (
            ''
          )}
          <a class="button quiet" href={paths.studyShares(study.id)}>
            <Icon name="eye" />
            Share
          </a>
          {study.expiresAt ? (
            <Form action={paths.studyExtension(study.id)} frame={frame} class="inline">
              <button type="submit" class="quiet">
                Keep it longer
              </button>
            </Form>
          ) : (
            ''
          )}
          <RenameStudy frame={frame} study={study} next={paths.study(study.id)} />
          <DeleteStudy frame={frame} study={study} />
        </div>
      </header>
      {isOffered ? (
        ''
      ) : (
        <Notice kind="info" title="No analysis can be started at present">
          <p safe>{`The method “${method}” is not offered now. Results that it made stay.`}</p>
        </Notice>
      )}
      {inspection && inspection.warnings.length > 0 ? (
        <Notice kind="warning" title="Check before you analyse">
          <ul>
            {inspection.warnings.map(text => (
              <li safe>{inSymbols(text)}</li>
            ))}
          </ul>
        </Notice>
      ) : (
        ''
      )}
      <Card id="analyses" title="Analyses">
        {analyses.length === 0 ? (
          <EmptyState icon="play" title="No analysis of this study yet">
            <p safe>
              {`${hasCurve(study) ? 'The defaults suit most studies; you' : 'You'} can run another with one thing changed later.`}
            </p>
          </EmptyState>
        ) : (
          <>
            <AnalysesTable frame={frame} analyses={analyses} />
            {hasTwoAlike(analyses) ? (
              <p>
                <a href={paths.comparison(study.id)}>Compare two analyses</a> or see all{' '}
                <a href={paths.studyResults(study.id)}>results in one table</a>
              </p>
            ) : (
              ''
            )}
          </>
        )}
        {canSimulate ? (
          <p>
            <a href={paths.method(study.id, simulation)}>Simulate and ask</a> what these data can tell
          </p>
        ) : (
          ''
        )}
        {anew ? (
          <p>
            <a href={paths.studyCurves(study.id)} safe>
              {anewTexts[anew]}
            </a>
          </p>
        ) : (
          ''
        )}
      </Card>
      {inspection ? <InspectionCards found={inspection} id={study.id} /> : ''}
      <Card id="files" title="Files">
        <ul class="files">
          {study.files.map(file => (
            <li>
              <a href={paths.studyFile(study.id, file.name)} safe>
                {file.name}
              </a>
              <span class="help" safe>{`${file.meaning}, ${formatBytes(file.bytes)}`}</span>
            </li>
          ))}
        </ul>
      </Card>
    </Layout>
  )
}

/** Whether two finished ones are of the same method. */
function hasTwoAlike(analyses: AnalysisRow[]): boolean {
  const finished = analyses.filter(({ state }) => state === 'done').map(({ method }) => method)
  return new Set(finished).size < finished.length
}
