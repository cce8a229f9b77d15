import { judgeErrors, qMaxByDefault } from '#src/ensemble/diagnose/index.ts'
import { distanceFacts } from '../analyses/distancesCard.tsx'
import { ChartFigure } from '../charts/figure.tsx'
import { Card } from '../ui/card.tsx'
import { FactList } from '../ui/facts.tsx'
import { formatInteger, formatNumber, formatShort, formatUncertain } from '../ui/numbers.ts'
import type { InspectedCurve } from './inspection.ts'
import type { StudyCharts } from './studyCharts.ts'

interface CurveCardProps {
  curve: InspectedCurve
  charts: StudyCharts['curves'][number]
  /** Which of several it is, from 0. */
  place: number | undefined
}

/** The curve as it was read, with what its shape alone tells. */
export function CurveCard({ curve, charts, place }: CurveCardProps) {
  const { q, guinier, distances, channels, dmax, reading, radiation } = curve
  const facts = [
    ['File', reading ? `${curve.fileName}: ${reading.format}` : curve.fileName],
    ['Points', pointsText(curve)],
    ['q range', `${formatShort(q[0]!)} to ${formatShort(q[q.length - 1]!)} 1/Å`],
    ['Unit in the file', curve.unit === '1/nm' ? '1/nm, converted' : '1/Å'],
    ...(radiation ? [['Measured with', radiationText(curve)]] : []),
    ...(reading?.hasDq ? [['Resolution of q', 'in the file; used for neutrons']] : []),
  ]
  if (guinier) {
    facts.push(['Rg (Guinier)', `${formatUncertain(guinier.rg, guinier.rgError)} Å`])
    facts.push(['I(0)', formatUncertain(guinier.i0, guinier.i0Error)])
    facts.push([
      'Guinier range',
      `q Rg ${(q[guinier.from]! * guinier.rg).toFixed(2)} to ${(q[guinier.to - 1]! * guinier.rg).toFixed(2)}`,
    ])
  }
  if (distances) facts.push(...distanceFacts(distances))
  if (channels && dmax)
    facts.push(['Independent numbers', `about ${Math.round(channels)}, for ${Math.round(dmax)} Å (Shannon)`])
  if (reading) facts.push(['Errors', reading.errors])
  facts.push(['Scatter of the points', scatterText(curve)])
  return (
    <Card
      id={place ? `curve-card-${place + 1}` : 'curve-card'}
      title={place === undefined ? 'Curve' : `Curve ${place + 1}: ${curve.fileName}`}
    >
      <FactList facts={facts} />
      <ChartFigure {...charts.curve} />
      {charts.distances ? <ChartFigure {...charts.distances} /> : ''}
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

const radiationText = ({ radiation, d2o }: InspectedCurve) =>
  radiation === 'neutrons' ? `neutrons, in ${formatNumber(100 * (d2o ?? 0))} % D₂O` : 'X-rays'

/** How many points there are, of how many rows, and how many an analysis would use. */
function pointsText({ q, reading }: InspectedCurve): string {
  const beyond = Array.from(q).filter(value => value > qMaxByDefault).length
  return [
    formatInteger(q.length),
    ...(reading && reading.rows > q.length
      ? [`${reading.rows - q.length} of ${reading.rows} rows left out`]
      : []),
    ...(beyond > 0 ? [`${beyond} beyond q = ${qMaxByDefault} 1/Å, not used by default`] : []),
  ].join('; ')
}

/** Whether the errors can be believed, by how the points scatter. */
function scatterText(curve: InspectedCurve): string {
  const { scatter, assumedErrors, reading } = curve
  if (assumedErrors && !reading) return 'No errors in the file: 5 % of I(q) is assumed'
  if (scatter == null) return 'too few points to judge the errors'
  return `${scatter.toPrecision(2)} times the errors: ${errorsInWords[judgeErrors(curve, scatter)]}`
}

const errorsInWords = {
  right: 'they look right',
  small: 'they look too small',
  large: 'they look too large, or the curve was smoothed',
  noiseless: 'the curve was calculated or smoothed',
} as const
