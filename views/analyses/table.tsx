import type { Frame, RunState } from '../frame.ts'
import { paths } from '../paths.ts'
import { StateBadge } from '../ui/badge.tsx'
import { ConfirmForm } from '../ui/form.tsx'
import { Icon } from '../ui/icon.tsx'
import { formatShare } from '../ui/numbers.ts'
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
  createdAt: Date
}

interface TableProps {
  frame: Frame
  analyses: AnalysisRow[]
  withStudy?: boolean
}

export function AnalysesTable({ frame, analyses, withStudy }: TableProps) {
  return (
    <div class="table-wrap">
      <table class="stack" data-sortable>
        <thead>
          <tr>
            <th scope="col">Name</th>
            {withStudy ? <th scope="col">Study</th> : ''}
            <th scope="col">State</th>
            <th scope="col">Parameters</th>
            <th scope="col">Submitted</th>
            <th scope="col">
              <span class="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {analyses.map(analysis => (
            <tr>
              <th scope="row">
                <a href={paths.analysis(analysis.id)} safe>
                  {analysis.name}
                </a>
              </th>
              {withStudy ? (
                <td data-label="Study">
                  <a class="plain" href={paths.study(analysis.study.id)} safe>
                    {analysis.study.name}
                  </a>
                </td>
              ) : (
                ''
              )}
              <td data-label="State">
                <StateBadge state={analysis.state} />
                {analysis.state === 'running' && analysis.share != null ? (
                  <span class="help" safe>{` ${formatShare(analysis.share)}`}</span>
                ) : (
                  ''
                )}
              </td>
              <td data-label="Parameters">
                <Parameters analysis={analysis} />
              </td>
              <td data-label="Submitted" data-sort={analysis.createdAt.toISOString()}>
                <Time at={analysis.createdAt} now={frame.now} />
              </td>
              <td class="row-actions">
                <Actions frame={frame} analysis={analysis} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Parameters({ analysis }: { analysis: AnalysisRow }) {
  const id = `parameters-${analysis.id}`
  return (
    <>
      <button type="button" class="link" popovertarget={id}>
        Show
        <span class="visually-hidden" safe>{` the parameters of ${analysis.name}`}</span>
      </button>
      <div id={id} popover="auto" class="popover">
        <dl class="facts">
          {analysis.parameters.map(parameter => (
            <div>
              <dt safe>{parameter.name}</dt>
              <dd safe>{parameter.value}</dd>
            </div>
          ))}
        </dl>
        {analysis.builtIn ? <ParametersJson id={analysis.id} /> : ''}
      </div>
    </>
  )
}

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
