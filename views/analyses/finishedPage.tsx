import type { Children } from '@kitajs/html'
import type { Result } from '#src/ensemble/contract.ts'
import type { Frame } from '../frame.ts'
import { Layout, type PlacedStep } from '../layout.tsx'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { ConfirmForm } from '../ui/form.tsx'
import { Icon } from '../ui/icon.tsx'
import { type SharedFacts, SharedNotice } from '../ui/sharedNotice.tsx'
import { Time } from '../ui/time.tsx'
import { crumbsToExample, crumbsToStudy } from './crumbs.ts'
import { FileGroups, type ResultFile } from './fileGroups.tsx'
import { MadeFacts } from './howMade.tsx'

/** A finished analysis of any method. */
export interface FinishedProps {
  frame: Frame
  /** Null where anyone may look: the page is then without what only the owner can do. */
  study: { id: number | string; name: string } | null
  analysis: {
    id: number | string
    name: string
    finishedAt: Date | null
    parameters: { name: string; value: string }[]
  }
  files: ResultFile[]
  /** For whoever has a link to it, or to its whole study. */
  shared?: SharedFacts & { study: { name: string; href: string } | null }
}

interface FrameProps extends FinishedProps {
  /** Under the name, where there is no time to tell. */
  lead?: string
  scripts?: string[]
  tablesFrom?: number
  tour?: string | PlacedStep[]
  /** Before and after the button for all files. */
  stamp?: JSX.Element
  actions?: JSX.Element
  program?: Result['program']
  /** More that belongs to how it was made, under its parameters. */
  made?: JSX.Element
  /** Before the files. */
  figure?: JSX.Element
  children?: Children
}

/** What the pages of all finished analyses share: the name, the files, the parameters, the way to delete it. */
export function FinishedPage(props: FrameProps) {
  const {
    frame,
    study,
    analysis,
    files,
    shared,
    lead,
    scripts,
    tablesFrom,
    tour,
    stamp,
    actions,
    program,
    made,
    figure,
    children,
  } = props
  return (
    <Layout
      title={analysis.name}
      frame={frame}
      crumbs={crumbsTo(study, shared)}
      scripts={scripts}
      tablesFrom={tablesFrom}
      tour={tour}
    >
      <header class="page-header">
        <div>
          <h1 safe>{analysis.name}</h1>
          {analysis.finishedAt ? (
            <p class="help">
              Finished <Time at={analysis.finishedAt} now={frame.now} />
            </p>
          ) : (
            <p class="help" safe>
              {lead ?? ''}
            </p>
          )}
          {shared ? <SharedNotice {...shared} /> : ''}
        </div>
        <div class="actions">
          {stamp ? stamp : ''}
          {files.length > 0 ? (
            <a class="button" href={paths.analysisArchive(analysis.id)} download="" data-tour-step="archive">
              <Icon name="file-archive" />
              Download all
            </a>
          ) : (
            ''
          )}
          {actions ? actions : ''}
        </div>
      </header>
      {children}
      {files.length > 0 ? (
        <Card id="downloads" title="Downloads">
          {figure ? figure : ''}
          <FileGroups id={analysis.id} files={files} />
        </Card>
      ) : (
        ''
      )}
      <Card id="run" title="How it was made">
        <MadeFacts parameters={analysis.parameters} program={program} />
        {made ? made : ''}
        {study ? (
          <div class="beside">
            <ConfirmForm
              id={`delete-analysis-${analysis.id}`}
              action={paths.analysisDeletion(analysis.id)}
              frame={frame}
              verb="Delete this analysis"
              question={`Delete “${analysis.name}” and its results? This cannot be undone.`}
            />
          </div>
        ) : (
          ''
        )}
      </Card>
    </Layout>
  )
}

const crumbsTo = (study: FinishedProps['study'], shared: FinishedProps['shared']) =>
  study
    ? crumbsToStudy(study)
    : [
        ...crumbsToExample.slice(0, 1),
        ...(shared?.study ? [{ text: shared.study.name, href: shared.study.href }] : []),
      ]
