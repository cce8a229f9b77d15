import { AnalysesTable, type AnalysisRow } from '../analyses/table.tsx'
import type { FormState, Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { ExampleButton } from '../pages/home.tsx'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/emptyState.tsx'
import { ErrorSummary } from '../ui/errorSummary.tsx'
import { Icon } from '../ui/icon.tsx'
import { formatBytes, formatCount } from '../ui/numbers.ts'
import { Meter } from '../ui/progress.tsx'
import { type DraftRow, DraftsCard } from './drafts.tsx'
import { Pager, ProfileFilter, type StudyFilter } from './filter.tsx'
import { StudiesTable, type StudyRow } from './table.tsx'

export type { StudyRow }

export interface StudyAllowance {
  studies: { used: number; limit: number }
  analyses: { used: number; limit: number }
  /** What all of it takes on disk. */
  bytes?: number
  /** The most that they may take. */
  bytesMax?: number
}

export interface StudiesProps {
  frame: Frame
  /** What was wrong with the last action. */
  errors?: FormState['errors']
  studies: StudyRow[]
  drafts?: DraftRow[]
  analyses: AnalysisRow[]
  /** How many analyses were asked for, and which page of them this is. */
  found?: { analyses: number; page: number; pages: number }
  limits: StudyAllowance
  filter?: StudyFilter
}

/** The profile page: everything that is one's own. */
export function StudiesPage({ frame, errors = {}, limits, ...props }: StudiesProps) {
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
      <ErrorSummary errors={errors} />
      <LimitMeters limits={limits} />
      {limits.studies.used > 0 ? <ProfileFilter filter={props.filter ?? {}} /> : ''}
      <Lists frame={frame} limits={limits} {...props} />
    </Layout>
  )
}

/** What the filter changes. */
function Lists({ frame, studies, drafts = [], analyses, found, limits, filter = {} }: StudiesProps) {
  const filtered = Boolean(filter.search || filter.state)
  return (
    <div id="lists">
      <DraftsCard frame={frame} drafts={drafts} />
      <Card id="studies" title="Studies">
        {studies.length > 0 ? (
          <StudiesTable frame={frame} studies={studies} />
        ) : limits.studies.used > 0 ? (
          <NothingFound />
        ) : (
          <NoStudies isBuiltInOff={frame.isBuiltInOff} />
        )}
      </Card>
      <Card
        id="analyses"
        title="Analyses"
        aside={
          found && filtered ? (
            <span class="help">{formatCount(found.analyses, 'match', 'matches') as 'safe'}</span>
          ) : undefined
        }
      >
        {analyses.length > 0 ? (
          <>
            <AnalysesTable frame={frame} analyses={analyses} withStudy />
            {found ? <Pager filter={filter} page={found.page} pages={found.pages} /> : ''}
          </>
        ) : limits.analyses.used > 0 ? (
          <NothingFound />
        ) : (
          <NoAnalyses />
        )}
      </Card>
    </div>
  )
}

function LimitMeters({ limits }: { limits: StudyAllowance }) {
  const { studies, analyses, bytes, bytesMax } = limits
  return (
    <div class="meters" data-tour-step="limits">
      <Meter label="Studies" {...studies} text={`${studies.used} of ${studies.limit}`} />
      <Meter label="Analyses" {...analyses} text={`${analyses.used} of ${analyses.limit}`} />
      {bytes === undefined ? (
        ''
      ) : (
        <div class="meter" id="storage">
          <span class="meter-label">Storage</span>
          <span class="meter-text" safe>
            {bytesMax === undefined
              ? `${formatBytes(bytes)} used`
              : `${formatBytes(bytes)} of ${formatBytes(bytesMax)}`}
          </span>
        </div>
      )}
    </div>
  )
}

function NothingFound() {
  return (
    <EmptyState icon="search" title="Nothing matches">
      <p>
        <a href={paths.studies()}>Show everything</a>
      </p>
    </EmptyState>
  )
}

function NoStudies({ isBuiltInOff }: Pick<Frame, 'isBuiltInOff'>) {
  if (isBuiltInOff)
    return (
      <EmptyState icon="flask-conical" title="No study yet">
        <p>A study holds the files that a method analyses. Upload yours.</p>
      </EmptyState>
    )
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

function NoAnalyses() {
  return (
    <EmptyState icon="play" title="No analysis yet">
      <p>
        An analysis infers the population of each model of a study. Start one from the list of studies above,
        or let <em>Try the example</em> do it for you.
      </p>
    </EmptyState>
  )
}
