import { ChartFigure, type Figure } from '../charts/figure.tsx'
import { fitChart } from '../charts/fit.tsx'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { Notice } from '../ui/notice.tsx'
import { differing, judge, numbersOf, pairsOf } from './compared.ts'
import { type Side, SideBySide, SideLink, WeightsBeside } from './comparisonTables.tsx'
import { VoidNote } from './voidNote.tsx'

const fitOf = ({ id, result: { fit, details } }: Side, place: number): Figure => ({
  ...fitChart({ id: `fit-${place + 1}`, fit, view: 'log-linear', details }),
  saved: (ending, width) => paths.analysisChart(id, `fit.${ending}`, { width }),
})

/** Two results of the built-in method. */
export function Compared({ sides: [a, b] }: { sides: [Side, Side] }) {
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
        {[a, b].map(({ name, result }) => (
          <VoidNote result={result} of={name} />
        ))}
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
