import type { AnalysisOutcome } from '#src/analyses/outcome.ts'
import type { Result } from '#src/ensemble/contract.ts'
import { type Judgement, judgementOf } from '#src/ensemble/diagnose/index.ts'
import { ChartFigure } from '../charts/figure.tsx'
import { paths } from '../paths.ts'
import { Badge } from '../ui/badge.tsx'
import { Card } from '../ui/card.tsx'
import { Icon } from '../ui/icon.tsx'
import { Notice } from '../ui/notice.tsx'
import { formatCount } from '../ui/numbers.ts'
import { inSymbols } from '../ui/symbols.ts'
import { DegeneracyCard } from './degeneracyCard.tsx'
import { FinishedPage, type FinishedProps } from './finishedPage.tsx'
import { FitCard } from './fitCard.tsx'
import { Checksums } from './howMade.tsx'
import { ModelCountCard } from './modelCountCard.tsx'
import { NumbersCard } from './numbersCard.tsx'
import { ParametersJson } from './parametersJson.tsx'
import { PosteriorsCard } from './posteriorsCard.tsx'
import { type ChartChoice, resultCharts } from './resultCharts.ts'
import { SelectionCard } from './selectionCard.tsx'
import { SizesCard } from './sizesCard.tsx'
import { ViewerCard } from './viewerCard.tsx'
import { PriorSentence, WeightsTable } from './weightsTable.tsx'

interface ResultProps extends FinishedProps {
  parts: ResultParts
}

/** The parts of a result's page that do not depend on the viewer or the time. */
export interface ResultParts {
  /** What is stamped beside the title of a result that must not be used as it is. */
  stamp: 'Does not fit the curve' | 'Not converged' | null
  program: Result['program']
  checksums: string
  cards: string
}

const structuresFile = 'ensemble.pdb'
const scripts = ['tables.js', 'crossHighlight.js', 'viewer.js', 'figures.js']

/** The result of the built-in method: what it means in words, then everything that was found. */
export function ResultPage({ parts, ...facts }: ResultProps) {
  const { analysis, study } = facts
  return (
    <FinishedPage
      {...facts}
      scripts={scripts}
      tour="result"
      stamp={parts.stamp ? <Badge tone="bad" icon="triangle-alert" text={parts.stamp} /> : undefined}
      lead={exampleLead}
      actions={study ? <OwnerActions study={study.id} analysis={analysis.id} /> : <VisitorActions />}
      program={parts.program}
      made={
        <>
          <details class="data">
            <summary>Input files with their checksums</summary>
            {parts.checksums as 'safe'}
          </details>
          {study ? <ParametersJson id={analysis.id} /> : ''}
        </>
      }
    >
      {parts.cards as 'safe'}
    </FinishedPage>
  )
}

interface PartsProps extends Pick<FinishedProps, 'files'> {
  /** Of the analysis. */
  id: number | string
  outcome: AnalysisOutcome
  choice: ChartChoice
}

export function drawResult(props: PartsProps): ResultParts {
  const { result } = props.outcome
  const judgement = judgementOf(result)
  return {
    stamp: isMisfit(judgement) ? 'Does not fit the curve' : result.sampler.converged ? null : 'Not converged',
    program: result.program,
    checksums: String(<Checksums result={result} />),
    cards: String(<ResultCards {...props} judgement={judgement} />),
  }
}

const isMisfit = ({ verdict }: Judgement) => verdict.code === 'misfit'

function ResultCards({ id, outcome, choice, files, judgement }: PartsProps & { judgement: Judgement }) {
  const { result, truth, sizes } = outcome
  const charts = resultCharts(id, outcome, choice)
  return (
    <>
      <VerdictNotice judgement={judgement} warnings={result.warnings} />
      <Card id="weights" title="Population weights" aside={<span safe>{selectedText(result)}</span>}>
        <PriorSentence result={result} />
        <ChartFigure {...charts.weights} />
        <WeightsTable models={result.models} truth={truth} sizes={sizes} isVoid={isMisfit(judgement)} />
      </Card>
      {files.some(file => file.name === structuresFile) ? (
        <ViewerCard
          models={result.models}
          href={paths.analysisFile(id, structuresFile)}
          drawing={charts.ensemble}
        />
      ) : (
        ''
      )}
      <FitCard id={id} result={result} charts={charts} choice={choice} />
      <NumbersCard result={result} numbers={judgement.numbers} />
      <SizesCard result={result} charts={charts} />
      <ModelCountCard result={result} />
      <DegeneracyCard result={result} charts={charts} />
      <PosteriorsCard id={id} result={result} charts={charts} choice={choice} />
      <SelectionCard result={result} />
    </>
  )
}

const exampleLead =
  '20 models of a simulated two-domain protein, and a curve simulated from three of them. The true weights are shown next to the inferred ones.'

const VisitorActions = () => (
  <a class="button quiet" href={paths.newStudy()}>
    <Icon name="upload" />
    Upload a study
  </a>
)

function OwnerActions({ study, analysis }: { study: number | string; analysis: number | string }) {
  return (
    <>
      <a class="button quiet" href={paths.analysisReport(analysis)}>
        <Icon name="file-text" />
        Report
      </a>
      <a class="button quiet" href={paths.newAnalysis(study, { from: analysis })}>
        <Icon name="rotate-ccw" />
        Run again
      </a>
    </>
  )
}

const noticeOf = { good: 'done', fair: 'warning', poor: 'problem' } as const

/** What the check of the files warned of, where the result is read. */
function FileWarnings({ warnings }: { warnings: string[] }) {
  if (warnings.length === 0) return ''
  return (
    <details>
      <summary safe>{`${formatCount(warnings.length, 'warning')} about the files of this study`}</summary>
      <ul>
        {warnings.map(warning => (
          <li safe>{warning}</li>
        ))}
      </ul>
    </details>
  )
}

interface VerdictNoticeProps {
  judgement: Judgement
  /** What the check of the files warned of. */
  warnings?: string[]
}

/** What the result means in plain words. */
export function VerdictNotice({ judgement: { verdict, remarks }, warnings = [] }: VerdictNoticeProps) {
  return (
    <div data-tour-step="verdict">
      <Notice kind={noticeOf[verdict.grade]} title={inSymbols(verdict.words)}>
        <ul>
          {remarks.map(remark => (
            <li safe>{inSymbols(remark)}</li>
          ))}
        </ul>
        <FileWarnings warnings={warnings} />
      </Notice>
    </div>
  )
}

const selectedText = ({ models }: Result) =>
  `${models.filter(model => model.selected).length} of ${formatCount(models.length, 'model')} selected`
