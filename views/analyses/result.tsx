import type { Result } from '#src/ensemble/contract.ts'
import { FitChart, type FitView, fitViewHref } from '../charts/fit.tsx'
import { WeightsChart } from '../charts/weights.tsx'
import type { Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { Notice } from '../ui/notice.tsx'
import { formatCount } from '../ui/numbers.ts'
import { DegeneracyCard } from './degeneracyCard.tsx'
import { NumbersCard } from './numbersCard.tsx'
import { Regions } from './regions.tsx'
import { ResultHeader } from './resultHeader.tsx'
import { FilesCard, RunCard } from './runCard.tsx'
import { PosteriorsCard, SelectionCard } from './samplingCard.tsx'
import { rankedModels, verdictOf } from './verdict.ts'
import { ViewerCard } from './viewerCard.tsx'
import { WeightsTable } from './weightsTable.tsx'

export interface ResultProps {
  frame: Frame
  /** Null where anyone may look: the page is then without what only the owner can do. */
  study: { id: number | string; name: string } | null
  analysis: {
    id: number | string
    name: string
    finishedAt: Date | null
    parameters: { name: string; value: string }[]
  }
  result: Result
  fitView: FitView
  files: { name: string; bytes: number; meaning: string }[]
  /** Of the example study: the weights its curve was made with, by model. */
  truth?: Record<string, number> | null
}

const drawnModels = 12
const structuresFile = 'ensemble.pdb'

export function ResultPage({ frame, study, analysis, result, fitView, files, truth }: ResultProps) {
  const verdict = verdictOf(result)
  const { details } = result
  return (
    <Layout
      title={analysis.name}
      frame={frame}
      crumbs={crumbsTo(study)}
      scripts={['tables.js', 'linked.js', 'viewer.js']}
      tour="result"
    >
      <ResultHeader frame={frame} study={study} analysis={analysis} converged={result.sampler.converged} />
      <div data-tour-step="verdict">
        <Notice kind={verdict.kind} title={verdict.title}>
          <ul>
            {verdict.remarks.map(remark => (
              <li safe>{remark}</li>
            ))}
          </ul>
        </Notice>
      </div>
      <Card id="weights" title="Population weights" aside={<span safe>{selectedText(result)}</span>}>
        <WeightsChart {...drawn(result, truth)} />
        <WeightsTable models={result.models} truth={truth} />
      </Card>
      {files.some(file => file.name === structuresFile) ? (
        <ViewerCard models={result.models} href={paths.analysisFile(analysis.id, structuresFile)} />
      ) : (
        ''
      )}
      <Card id="fit-card" title="Fit">
        <div data-tour-step="fit">
          <FitChart fit={result.fit} view={fitView} hrefOf={fitViewHref(analysis.id)} />
        </div>
        {details ? <Regions regions={details.chi2ByRegion} /> : ''}
      </Card>
      <NumbersCard result={result} />
      {details ? (
        <>
          <DegeneracyCard result={result} details={details} />
          <PosteriorsCard result={result} details={details} />
          <SelectionCard result={result} details={details} />
        </>
      ) : (
        ''
      )}
      <FilesCard id={analysis.id} files={files} />
      <RunCard frame={frame} study={study} analysis={analysis} result={result} />
    </Layout>
  )
}

const crumbsTo = (study: ResultProps['study']) =>
  study
    ? [
        { text: 'My studies', href: paths.studies() },
        { text: study.name, href: paths.study(study.id) },
      ]
    : [{ text: 'Home', href: paths.home() }]

const selectedText = ({ models }: Result) =>
  `${models.filter(model => model.selected).length} of ${formatCount(models.length, 'model')} selected`

/** The models that a chart has room for, the largest weight first. */
export function drawn(result: Result, truth: ResultProps['truth']) {
  const ranked = rankedModels(result.models).filter(({ model }) => model.selected)
  const models = ranked.slice(0, drawnModels).map(({ model, index }) => ({
    index,
    name: model.name,
    weight: model.weight,
    truth: truth ? (truth[model.name] ?? 0) : undefined,
  }))
  return { models, rest: ranked.length - models.length }
}
