import type { Judgement } from '#src/ensemble/diagnose/index.ts'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { HeaviestWeights, weightsFacts } from './allWeights.tsx'
import { AnswerCard } from './answerCard.tsx'
import { CurvesCard } from './curvesCard.tsx'
import { DegeneracyCard } from './degeneracyCard.tsx'
import { DistancesCard } from './distancesCard.tsx'
import { FitCard, FitDetailsCard } from './fitCard.tsx'
import { MixtureCard } from './mixtureCard.tsx'
import { ModelCountCard } from './modelCountCard.tsx'
import { NumbersCard } from './numbersCard.tsx'
import { ObservablesCard } from './observablesCard.tsx'
import { PosteriorsCard } from './posteriorsCard.tsx'
import type { PartsProps } from './result.tsx'
import { resultCharts } from './resultCharts.ts'
import { SectionBar } from './sectionBar.tsx'
import { SelectionCard } from './selectionCard.tsx'
import { SizesCard } from './sizesCard.tsx'
import { VerdictNotice } from './verdictNotice.tsx'
import { ViewerCard } from './viewerCard.tsx'
import { PriorSentence } from './weightsTable.tsx'

const structuresFile = 'ensemble.pdb'
/** Cards that say nothing of a single model. */
const ofSeveral = new Set(['sizes', 'degeneracy', 'posteriors', 'selection'])

type CardsProps = PartsProps & { judgement: Judgement }

/** The verdict with what it rests on side by side, as far as the screen allows; then the rest by subject. */
export function ResultCards({ id, study, outcome, choice, files, judgement }: CardsProps) {
  const { result } = outcome
  const charts = resultCharts(id, outcome, choice)
  const cards = [
    ['weights', 'Weights', <WeightsCard id={id} outcome={outcome} />],
    ['mixture', 'Mixture', <MixtureCard result={result} />],
    ['observables', 'Observables', <ObservablesCard result={result} />],
    ['curves', 'Curves', <CurvesCard result={result} />],
    ['fit-details', 'Fit', <FitDetailsCard result={result} charts={charts} />],
    ['pair-distances', 'P(r)', <DistancesCard result={result} charts={charts} />],
    ['sizes', 'Sizes', <SizesCard id={id} result={result} charts={charts} choice={choice} />],
    ['model-count', 'Number of models', <ModelCountCard result={result} />],
    ['degeneracy', 'Groups', <DegeneracyCard id={id} result={result} charts={charts} choice={choice} />],
    ['posteriors', 'Posteriors', <PosteriorsCard id={id} result={result} charts={charts} choice={choice} />],
    ['numbers', 'Diagnostics', <NumbersCard id={id} result={result} numbers={judgement.numbers} />],
    ['selection', 'Selection', <SelectionCard result={result} />],
  ] as const
  const isSingle = result.models.length === 1
  const shown = cards.filter(([to, , card]) => String(card) !== '' && !(isSingle && ofSeveral.has(to)))
  return (
    <>
      <SectionBar
        sections={[
          ['overview', 'Overview'],
          ...shown.map(([to, title]) => [to, title] as const),
          ...(files.length > 0 ? [['downloads', 'Files'] as const] : []),
        ]}
      />
      <div id="overview">
        <VerdictNotice judgement={judgement} warnings={result.warnings} isBrief />
        <div class="overview">
          <FitCard id={id} study={study} outcome={outcome} choice={choice} />
          <AnswerCard result={result} charts={charts} />
          {files.some(file => file.name === structuresFile) ? (
            <ViewerCard
              models={result.models}
              href={paths.analysisFile(id, structuresFile)}
              drawing={charts.ensemble}
            />
          ) : (
            ''
          )}
        </div>
      </div>
      {shown.map(([, , card]) => card as 'safe')}
    </>
  )
}

const WeightsCard = ({ id, outcome }: Pick<CardsProps, 'id' | 'outcome'>) => (
  <Card id="weights" title="Weights of the models">
    {outcome.result.models.length > 1 ? <PriorSentence result={outcome.result} /> : ''}
    <HeaviestWeights {...weightsFacts(id, outcome)} />
  </Card>
)
