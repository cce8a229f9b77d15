import { ChartFigure } from '../charts/figure.tsx'
import { Card } from '../ui/card.tsx'
import { FactList } from '../ui/facts.tsx'
import { formatInteger, formatUncertain } from '../ui/numbers.ts'
import type { StudyInspection } from './show.tsx'
import type { StudyCharts } from './studyCharts.ts'

/** The curve as it was read, with what its shape alone tells. */
export function CurveCard({ curve, charts }: { curve: StudyInspection['curve']; charts: StudyCharts }) {
  const { q, guinier, channels, dmax } = curve
  const facts = [
    ['File', curve.fileName],
    ['Points', formatInteger(q.length)],
    ['q range', `${shortNumber(q[0]!)} to ${shortNumber(q[q.length - 1]!)} 1/Å`],
    ['Unit in the file', curve.unit === '1/nm' ? '1/nm, converted' : '1/Å'],
  ]
  if (guinier) {
    facts.push(['Rg (Guinier)', `${formatUncertain(guinier.rg, guinier.rgError)} Å`])
    facts.push(['I(0)', formatUncertain(guinier.i0, guinier.i0Error)])
    facts.push([
      'Guinier range',
      `q Rg ${(q[guinier.from]! * guinier.rg).toFixed(2)} to ${(q[guinier.to - 1]! * guinier.rg).toFixed(2)}`,
    ])
  }
  if (channels && dmax)
    facts.push(['Independent numbers', `about ${Math.round(channels)}, for ${Math.round(dmax)} Å (Shannon)`])
  facts.push(['Errors', errorWords(curve)])
  return (
    <Card id="curve-card" title="Curve">
      <FactList facts={facts} />
      <ChartFigure {...charts.curve} />
      {charts.guinier && charts.kratky ? (
        <div class="chart-row">
          <ChartFigure {...charts.guinier} />
          <ChartFigure {...charts.kratky} />
        </div>
      ) : (
        ''
      )}
    </Card>
  )
}

/** Whether the errors can be believed, by how the points scatter. */
function errorWords({ scatter, assumedErrors }: StudyInspection['curve']): string {
  if (assumedErrors) return 'No errors in the file: 5 % of I(q) is assumed'
  if (scatter == null) return 'Too few points to judge the errors'
  const shown = `scatter / error = ${scatter.toPrecision(2)}`
  if (scatter > 2) return `Errors look too small (${shown})`
  if (scatter < 0.4) return `Errors look too large, or the curve was smoothed (${shown})`
  return `Errors look right (${shown})`
}

const shortNumber = (x: number) => String(Number(x.toPrecision(3)))
