import { AnalysesTable, type AnalysisRow } from '../analyses/table.tsx'
import type { Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { ExampleButton } from '../pages/home.tsx'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/emptyState.tsx'
import { Icon } from '../ui/icon.tsx'
import { formatBytes } from '../ui/numbers.ts'
import { Meter } from '../ui/progress.tsx'
import { StudiesTable, type StudyRow } from './table.tsx'

export type { StudyRow }

export interface Limits {
  studies: { used: number; limit: number }
  analyses: { used: number; limit: number }
  bytes?: { used: number; limit: number }
}

interface StudiesProps {
  frame: Frame
  studies: StudyRow[]
  analyses: AnalysisRow[]
  limits: Limits
}

/** The profile page: everything that is one's own. */
export function StudiesPage({ frame, studies, analyses, limits }: StudiesProps) {
  return (
    <Layout title="My studies" frame={frame} tour="profile" scripts={['tables.js']}>
      <header class="page-header">
        <h1>My studies</h1>
        <div class="actions">
          <a class="button" href={paths.newStudy()} data-tour-step="upload">
            <Icon name="upload" />
            Upload a study
          </a>
          <ExampleButton frame={frame} />
        </div>
      </header>
      <LimitMeters limits={limits} />
      <Card id="studies" title="Studies">
        {studies.length === 0 ? <NoStudies /> : <StudiesTable frame={frame} studies={studies} />}
      </Card>
      <Card id="analyses" title="Analyses">
        {analyses.length === 0 ? (
          <EmptyState icon="play" title="No analysis yet">
            <p>
              An analysis infers the population of each model of a study. Start one from the list of studies
              above.
            </p>
          </EmptyState>
        ) : (
          <AnalysesTable frame={frame} analyses={analyses} withStudy />
        )}
      </Card>
    </Layout>
  )
}

function LimitMeters({ limits }: { limits: Limits }) {
  const { studies, analyses, bytes } = limits
  return (
    <div class="meters" data-tour-step="limits">
      <Meter label="Studies" {...studies} text={`${studies.used} of ${studies.limit}`} />
      <Meter label="Analyses" {...analyses} text={`${analyses.used} of ${analyses.limit}`} />
      {bytes ? (
        <Meter
          label="Storage"
          {...bytes}
          text={`${formatBytes(bytes.used)} of ${formatBytes(bytes.limit)}`}
        />
      ) : (
        ''
      )}
    </div>
  )
}

function NoStudies() {
  return (
    <EmptyState icon="flask-conical" title="No study yet">
      <p>
        A study is one measured curve and a library of models. Upload yours, or choose{' '}
        <em>Try the example</em> for a protein of two domains whose true mixture is known: it takes under a
        minute.
      </p>
    </EmptyState>
  )
}
