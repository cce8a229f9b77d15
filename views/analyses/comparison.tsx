import { ChartFigure, type Figure } from '../charts/figure.tsx'
import { fitChart } from '../charts/fit.tsx'
import type { Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { EmptyState } from '../ui/emptyState.tsx'
import { Icon } from '../ui/icon.tsx'
import { Notice } from '../ui/notice.tsx'
import { differing, judge, numbersOf, pairsOf } from './compared.ts'
import { type Side, SideBySide, SideLink, WeightsBeside } from './comparisonTables.tsx'

interface ComparisonProps {
  frame: Frame
  study: { id: number | string; name: string }
  /** The analyses that can be chosen. */
  choices: { id: number | string; name: string }[]
  /** Null where the study has fewer than two. */
  sides: [Side, Side] | null
}

/** Two analyses of a study side by side. */
export function ComparisonPage({ frame, study, choices, sides }: ComparisonProps) {
  return (
    <Layout
      title={`Comparison in ${study.name}`}
      frame={frame}
      crumbs={[
        { text: 'My studies', href: paths.studies() },
        { text: study.name, href: paths.study(study.id) },
      ]}
      scripts={['tables.js', 'figures.js']}
    >
      <header class="page-header">
        <h1>Compare two analyses</h1>
      </header>
      {sides ? (
        <>
          <form method="get" action={paths.comparison(study.id)} class="comparison-form">
            <Choice name="a" label="First" choices={choices} chosen={sides[0].id} />
            <Choice name="b" label="Second" choices={choices} chosen={sides[1].id} />
            <button type="submit">Compare</button>
          </form>
          <Compared sides={sides} />
        </>
      ) : (
        <Card id="nothing" title="Nothing to compare yet">
          <EmptyState icon="play" title="Two finished analyses are needed">
            <p>Run another analysis of this study with one setting changed, and compare it with the first.</p>
            <a class="button" href={paths.newAnalysis(study.id, { from: choices[0]?.id })}>
              <Icon name="play" />
              {choices.length > 0 ? 'Run it again' : 'Start an analysis'}
            </a>
          </EmptyState>
        </Card>
      )}
    </Layout>
  )
}

interface ChoiceProps {
  name: string
  label: string
  choices: ComparisonProps['choices']
  chosen: number | string
}

function Choice({ name, label, choices, chosen }: ChoiceProps) {
  return (
    <label>
      <span safe>{label}</span>
      <select name={name}>
        {choices.map(choice => (
          <option value={String(choice.id)} selected={choice.id === chosen} safe>
            {choice.name}
          </option>
        ))}
      </select>
    </label>
  )
}

const fitOf = ({ id, result: { fit, details } }: Side, place: number): Figure => ({
  ...fitChart({ id: `fit-${place + 1}`, fit, view: 'log-linear', details }),
  saved: (ending, width) => paths.analysisChart(id, `fit.${ending}`, { width }),
})

function Compared({ sides: [a, b] }: { sides: [Side, Side] }) {
  const judgement = judge(a, b)
  const second = numbersOf(b.result)
  const numbers = numbersOf(a.result).map(({ name, value }, i) => ({ name, a: value, b: second[i]!.value }))
  const parameters = differing(a.parameters, b.parameters)
  return (
    <>
      <Notice kind={judgement.kind} title={judgement.title}>
        <p safe>{judgement.text}</p>
      </Notice>
      <Card id="numbers" title="Numbers">
        <SideBySide sides={[a, b]} rows={numbers} />
      </Card>
      <Card id="parameters" title="Parameters that differ">
        {parameters.length > 0 ? <SideBySide sides={[a, b]} rows={parameters} /> : <p>None.</p>}
      </Card>
      <Card id="weights" title="Population weights">
        <WeightsBeside sides={[a, b]} pairs={pairsOf(a.result, b.result)} />
      </Card>
      <Card id="fits" title="Fits">
        <div class="chart-row">
          {[a, b].map((side, place) => (
            <section>
              <h3>
                <SideLink side={side} />
              </h3>
              <ChartFigure {...fitOf(side, place)} />
            </section>
          ))}
        </div>
      </Card>
    </>
  )
}
