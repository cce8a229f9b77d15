import type { AnalysisOutcome } from '#src/analyses/outcome.ts'
import type { Result } from '#src/ensemble/contract.ts'
import { judgementOf } from '#src/ensemble/diagnose/index.ts'
import { SaveLink } from '../charts/savedFiles.tsx'
import { paths } from '../paths.ts'
import { Badge } from '../ui/badge.tsx'
import { Icon } from '../ui/icon.tsx'
import { setOnce } from '../ui/typeset.tsx'
import { FinishedPage, type FinishedProps } from './finishedPage.tsx'
import { Checksums } from './howMade.tsx'
import { ParametersJson } from './parametersJson.tsx'
import { ResultCards } from './resultCards.tsx'
import type { ChartChoice } from './resultCharts.ts'
import { type SimulationRow, Simulations, simulation } from './simulations.tsx'
import { stampOf } from './voidNote.tsx'

interface ResultProps extends FinishedProps {
  parts: ResultParts
  /** What was simulated of it. */
  simulations?: SimulationRow[]
  /** Whether its owner can start another. */
  canSimulate?: boolean
}

/** The parts of a result's page that do not depend on the viewer or the time. */
export interface ResultParts {
  /** What is stamped beside the title of a result that must not be used as it is. */
  stamp: string | null
  program: Result['program']
  /** Null where names of files are not shown. */
  checksums: string | null
  /** What the example is. */
  exampleLead: string
  cards: string
}

const scripts = ['sections.js', 'tables.js', 'crossHighlight.js', 'viewer.js', 'figures.js', 'plots.js']

/** The result of the built-in method: what it means in words, then everything that was found. */
export function ResultPage({ parts, simulations = [], canSimulate = false, ...facts }: ResultProps) {
  const { analysis, study } = facts
  return (
    <FinishedPage
      {...facts}
      scripts={scripts}
      tour="result"
      stamp={parts.stamp ? <Badge tone="bad" icon="triangle-alert" text={parts.stamp} /> : undefined}
      lead={parts.exampleLead}
      actions={
        study ? (
          <OwnerActions study={study.id} analysis={analysis.id} canSimulate={canSimulate} />
        ) : (
          <VisitorActions />
        )
      }
      program={parts.program}
      figure={
        <p class="chart-foot">
          <span>Figure for a paper, with the fit and the ensemble as its panels</span>
          <SaveLink
            title="Figure for a paper"
            saved={ending => paths.analysisChart(analysis.id, `figure.${ending}`)}
          />
        </p>
      }
      made={
        <>
          {parts.checksums === null ? (
            ''
          ) : (
            <details class="data">
              <summary>Input files with their checksums</summary>
              {parts.checksums as 'safe'}
            </details>
          )}
          {study ? <ParametersJson id={analysis.id} /> : ''}
        </>
      }
    >
      <Simulations simulations={simulations} />
      {parts.cards as 'safe'}
    </FinishedPage>
  )
}

export interface PartsProps extends Pick<FinishedProps, 'files'> {
  /** Of the analysis. */
  id: number | string
  /** Its study, where the viewer may start another analysis. */
  study?: number | string
  outcome: AnalysisOutcome
  choice: ChartChoice
}

export function drawResult(props: PartsProps): ResultParts {
  const { result } = props.outcome
  const judgement = judgementOf(result)
  return {
    stamp: stampOf(result),
    program: result.program,
    checksums: String(<Checksums inputs={result.inputs} />),
    exampleLead: `${exampleSentence(props.outcome)} The true weights are shown next to the inferred ones.`,
    cards: setOnce(String(<ResultCards {...props} judgement={judgement} />)),
  }
}

/** Of what the example was made. */
export const exampleSentence = ({ result, truth }: AnalysisOutcome) =>
  `${result.models.length} models of a simulated two-domain protein, and a curve simulated from ${Object.values(truth ?? {}).filter(weight => weight > 0).length} of them.`

const VisitorActions = () => (
  <a class="button quiet" href={paths.newStudy()}>
    <Icon name="upload" />
    Upload a study
  </a>
)

function OwnerActions({
  study,
  analysis,
  canSimulate,
}: {
  study: number | string
  analysis: number | string
  canSimulate: boolean
}) {
  return (
    <>
      <a class="button quiet" href={paths.analysisReport(analysis)}>
        <Icon name="file-text" />
        Report
      </a>
      <a class="button quiet" href={paths.analysisShares(analysis)}>
        <Icon name="eye" />
        Share
      </a>
      <a class="button quiet" href={paths.newAnalysis(study, { from: analysis })}>
        <Icon name="rotate-ccw" />
        Run again
      </a>
      {canSimulate ? (
        <a class="button quiet" href={paths.method(study, simulation, { analysis })}>
          <Icon name="flask-conical" />
          Test by simulation
        </a>
      ) : (
        ''
      )}
    </>
  )
}
