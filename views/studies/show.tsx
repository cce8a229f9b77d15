import { Html } from '@kitajs/html'
import type { LibraryContents } from '#src/studies/record.ts'
import { AnalysesTable, type AnalysisRow } from '../analyses/table.tsx'
import type { CurveView } from '../charts/curve.tsx'
import type { GuinierView } from '../charts/guinier.tsx'
import type { Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/emptyState.tsx'
import { Form } from '../ui/form.tsx'
import { Icon } from '../ui/icon.tsx'
import { Notice } from '../ui/notice.tsx'
import { formatBytes, formatCount } from '../ui/numbers.ts'
import { Time } from '../ui/time.tsx'
import { InspectionCards } from './inspectionCards.tsx'
import { DeleteStudy, RenameStudy } from './studyActions.tsx'
import type { StudyRow } from './table.tsx'

/** What was found in the uploaded files. */
export interface StudyInspection {
  curve: CurveView & {
    fileName: string
    /** The unit in the file; values here are in 1/A. */
    unit: '1/A' | '1/nm'
    guinier: GuinierView | null
    /** How much the points scatter in units of their errors. */
    scatter?: number | null
    /** Independent numbers in the curve, counted for this largest distance in A. */
    channels?: number | null
    dmax?: number | null
    /** Whether errors were missing, and 5 % stands in for them. */
    assumedErrors?: boolean
    /** How the file was understood; not known of studies of earlier versions. */
    reading?: { format: string; rows: number; errors: string; hasDq: boolean }
  }
  library: {
    fileName: string | null
    contents?: LibraryContents | null
    models: {
      name: string
      atoms: number
      rg: number | null
      /** With a usual hydration shell, as a curve shows it. */
      rgInWater?: number | null
      dmax?: number | null
    }[]
  }
  /** Things to know that did not stop the upload. */
  warnings: string[]
}

interface StudyProps {
  frame: Frame
  study: StudyRow
  inspection: StudyInspection | null
  analyses: AnalysisRow[]
}

/** One study: its files as they were understood, and its analyses. */
export function StudyPage({ frame, study, inspection, analyses }: StudyProps) {
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
              `${formatCount(study.models, 'model')}, ${formatCount(study.points, 'point')}, uploaded `,
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
          <a class="button" href={paths.newAnalysis(study.id)} data-tour-step="analyse">
            <Icon name="play" />
            Start an analysis
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
      {inspection && inspection.warnings.length > 0 ? (
        <Notice kind="warning" title="Check before you analyse">
          <ul>
            {inspection.warnings.map(text => (
              <li safe>{text}</li>
            ))}
          </ul>
        </Notice>
      ) : (
        ''
      )}
      <Card id="analyses" title="Analyses">
        {analyses.length === 0 ? (
          <EmptyState icon="play" title="No analysis of this study yet">
            <p>The defaults suit most studies; you can run another with one thing changed later.</p>
          </EmptyState>
        ) : (
          <>
            <AnalysesTable frame={frame} analyses={analyses} />
            {analyses.filter(({ state, builtIn }) => state === 'done' && builtIn).length > 1 ? (
              <p>
                <a href={paths.comparison(study.id)}>Compare two analyses</a>
              </p>
            ) : (
              ''
            )}
          </>
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
