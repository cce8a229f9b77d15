import type { Children } from '@kitajs/html'
import type { AnalysisOutcome } from '#src/analyses/outcome.ts'
import { judgementOf } from '#src/ensemble/diagnose/index.ts'
import { ChartFigure } from '../charts/figure.tsx'
import type { Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import type { StudyInspection } from '../studies/inspection.ts'
import { studyCharts } from '../studies/studyCharts.ts'
import { Badge } from '../ui/badge.tsx'
import { Card } from '../ui/card.tsx'
import { Form } from '../ui/form.tsx'
import { crumbsToAnalysis } from './crumbs.ts'
import { DepositionList } from './depositionList.tsx'
import type { FinishedProps } from './finishedPage.tsx'
import { Checksums, MadeFacts } from './howMade.tsx'
import { ReportHead } from './reportHead.tsx'
import { sectionsOf } from './reportSections.ts'
import { ReportTable } from './reportTable.tsx'
import { methodsText, References } from './reportText.tsx'
import { resultCharts } from './resultCharts.ts'
import { VerdictNotice } from './verdictNotice.tsx'
import { isVoid, stampOf, VoidNote } from './voidNote.tsx'
import { PriorSentence, WeightsTable } from './weightsTable.tsx'

/** What a report is made of. */
export interface ReportFacts {
  study: { id: number | string; name: string; report: Record<string, string> | null }
  analysis: FinishedProps['analysis']
  outcome: AnalysisOutcome
  /** Null when the study's files are missing. */
  inspection: StudyInspection | null
}

/** Weights of more models fill no page that is read; all are in weights.csv. */
const printedModels = 50

interface PageProps extends ReportFacts {
  frame: Frame
  analysis: ReportFacts['analysis'] & { finishedAt: Date }
}

/** Everything that a paper needs of a result on one page, to be printed. */
export function ReportPage({ frame, ...facts }: PageProps) {
  const { study, analysis, outcome, inspection } = facts
  const stamp = stampOf(outcome.result)
  return (
    <Layout
      title={`Report on ${analysis.name}`}
      frame={frame}
      crumbs={crumbsToAnalysis(study, analysis)}
      scripts={['tables.js', 'figures.js']}
    >
      <ReportHead study={study} analysis={analysis} now={frame.now}>
        {stamp ? <Badge tone="bad" icon="triangle-alert" text={stamp} /> : ''}
      </ReportHead>
      <ReportCards {...facts}>
        <p class="help">
          Follows the guidelines of Trewhella et al. (2017) in the order of their template of 2023. Fill in
          the marked blanks: they are saved with the study, for all of its analyses.
        </p>
        <Form action={paths.analysisReport(analysis.id)} frame={frame}>
          <ReportTable sections={sectionsOf(outcome.result, inspection)} typed={study.report ?? {}} />
          <div class="actions">
            <button type="submit">Save entries</button>
          </div>
        </Form>
      </ReportCards>
    </Layout>
  )
}

interface CardsProps extends ReportFacts {
  /** Figures as they are printed, without what fetches more. */
  isFinal?: boolean
  /** The table of the guidelines. */
  children: Children
}

/** The report without its heading. */
export function ReportCards({ study, analysis, outcome, inspection, isFinal, children }: CardsProps) {
  const { result, sizes } = outcome
  const charts = resultCharts(analysis.id, outcome)
  const curveCharts = inspection && studyCharts(inspection, study.id)
  return (
    <>
      <VerdictNotice judgement={judgementOf(result)} warnings={result.warnings} />
      <Card id="publication" title="Publication table">
        {children}
      </Card>
      <Card id="fit-card" title="Fit">
        {[charts.fit, ...charts.furtherFits].map(fit => (
          <ChartFigure {...fit} brief={isFinal} />
        ))}
      </Card>
      <Card id="weights" title="Population weights">
        <PriorSentence result={result} />
        <VoidNote result={result} />
        <ChartFigure {...charts.weights} brief={isFinal} />
        <WeightsTable models={result.models} sizes={sizes} isVoid={isVoid(result)} to={printedModels} />
      </Card>
      {charts.ensemble ? (
        <Card id="ensemble" title="Ensemble">
          <VoidNote result={result} />
          <ChartFigure {...charts.ensemble} brief={isFinal} />
        </Card>
      ) : (
        ''
      )}
      {curveCharts?.curves.map(({ guinier, kratky }, m) =>
        guinier && kratky ? (
          <Card
            id={m === 0 ? 'curve-card' : `curve-card-${m + 1}`}
            title={curveCharts.curves.length === 1 ? 'Curve' : `Curve ${inspection!.curves[m]!.fileName}`}
          >
            <div class="chart-row">
              <ChartFigure {...guinier} brief={isFinal} />
              <ChartFigure {...kratky} brief={isFinal} />
            </div>
          </Card>
        ) : (
          ''
        ),
      )}
      <Card id="methods" title="Methods">
        <p safe>{methodsText(result)}</p>
      </Card>
      <Card id="run" title="How it was made">
        <MadeFacts parameters={analysis.parameters} program={result.program} />
        <Checksums inputs={result.inputs} />
      </Card>
      <Card id="to-deposit" title="To deposit">
        <DepositionList result={result} hasStructures={outcome.traces !== null} />
      </Card>
      <Card id="references" title="References">
        <References result={result} />
      </Card>
    </>
  )
}
