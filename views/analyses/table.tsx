import type { Frame, RunState } from '../frame.ts'
import { paths } from '../paths.ts'
import { StateBadge } from '../ui/badge.tsx'
import { FactList } from '../ui/facts.tsx'
import { ConfirmForm } from '../ui/form.tsx'
import { Icon } from '../ui/icon.tsx'
import { type ListColumn, ListTable } from '../ui/listTable.tsx'
import { formatShare } from '../ui/numbers.ts'
import { Popover } from '../ui/popover.tsx'
import { RenameForm } from '../ui/renameForm.tsx'
import { Time } from '../ui/time.tsx'
import { ParametersJson } from './parametersJson.tsx'

export interface AnalysisRow {
  id: number | string
  name: string
  study: { id: number | string; name: string }
  state: RunState
  /** How far a running one is, 0 to 1. */
  share?: number | null
  /** What the person chose, in words, for the popover. */
  parameters: { name: string; value: string }[]
  /** Of the built-in method, whose parameters can be taken along. */
  builtIn?: boolean
  method?: string
  createdAt: Date
}

interface TableProps {
  frame: Frame
  analyses: AnalysisRow[]
  withStudy?: boolean
}

export function AnalysesTable({ frame, analyses, withStudy }: TableProps) {
  return (
    <ListTable
      rows={analyses}
      href={({ id }) => paths.analysis(id)}
      columns={[...(withStudy ? [study] : []), state, parameters, submitted(frame.now)]}
      actions={analysis => <Actions frame={frame} analysis={analysis} />}
    />
  )
}

const study: ListColumn<AnalysisRow> = {
  title: 'Study',
  show: ({ study }) => (
    <a class="plain" href={paths.study(study.id)} safe>
      {study.name}
    </a>
  ),
}

const state: ListColumn<AnalysisRow> = {
  title: 'State',
  show: ({ state, share }) => (
    <>
      <StateBadge state={state} />
      {state === 'running' && share != null ? <span class="help" safe>{` ${formatShare(share)}`}</span> : ''}
    </>
  ),
}

const parameters: ListColumn<AnalysisRow> = {
  title: 'Parameters',
  show: ({ id, name, parameters, builtIn }) => (
    <Popover id={`parameters-${id}`} text="Show" of={`the parameters of ${name}`}>
      <FactList facts={parameters.map(parameter => [parameter.name, parameter.value])} />
      {builtIn ? <ParametersJson id={id} /> : ''}
    </Popover>
  ),
}

const submitted = (now: Date): ListColumn<AnalysisRow> => ({
  title: 'Submitted',
  sortKey: ({ createdAt }) => createdAt.toISOString(),
  show: ({ createdAt }) => <Time at={createdAt} now={now} />,
})

function Actions({ frame, analysis }: { frame: Frame; analysis: AnalysisRow }) {
  const stops = analysis.state === 'running' || analysis.state === 'waiting'
  return (
    <>
      {analysis.state === 'done' ? (
        <>
          <a class="button small quiet" href={paths.analysis(analysis.id)}>
            Explore
          </a>
          <a class="button small quiet" href={paths.analysisArchive(analysis.id)} download="">
            <Icon name="download" />
            Zip
          </a>
        </>
      ) : (
        ''
      )}
      <RenameForm
        id={`rename-analysis-${analysis.id}`}
        action={paths.analysisName(analysis.id)}
        frame={frame}
        name={analysis.name}
        next={frame.path}
      />
      <ConfirmForm
        id={`delete-analysis-${analysis.id}`}
        action={paths.analysisDeletion(analysis.id)}
        frame={frame}
        verb="Delete"
        question={`Delete “${analysis.name}” and its results?${stops ? ' It will be stopped.' : ''} This cannot be undone.`}
      />
    </>
  )
}
