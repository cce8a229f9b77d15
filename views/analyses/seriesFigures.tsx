import type { SeriesView } from '#src/analyses/seriesView.ts'
import { ChartFigure } from '../charts/figure.tsx'
import { Legend } from '../charts/legend.tsx'
import { quantityLegend } from '../charts/quantity.tsx'
import { type SeriesSection, seriesSections } from './seriesCharts.ts'

interface SeriesProps {
  /** Of the analysis. */
  id: number | string
  /** Begins the names of its charts. */
  mark: string
  series: SeriesView
  /** As it is printed. */
  isFinal?: boolean
}

/** Charts of a kind that are seen at once, and those that are folded below them. */
const [shownMost, foldedMost] = [12, 60]

/** A series as one small chart for each quantity over the variable. */
export function SeriesFigures({ id, mark, series, isFinal }: SeriesProps) {
  const isSmooth = series.quantities.some(({ points }) => points.some(({ smooth }) => smooth))
  return (
    <>
      <Legend items={quantityLegend(isSmooth)} />
      {seriesSections(id, mark, series).map(section => (
        <Section {...section} isFinal={isFinal} />
      ))}
    </>
  )
}

function Section({ title, charts, isFinal }: SeriesSection & { isFinal?: boolean }) {
  const folded = isFinal ? [] : charts.slice(shownMost, shownMost + foldedMost)
  const left = charts.length - Math.min(charts.length, shownMost) - folded.length
  return (
    <section>
      <h3 safe>{title}</h3>
      <Row charts={charts.slice(0, shownMost)} isFinal={isFinal} />
      {folded.length > 0 ? (
        <details class="more">
          <summary safe>{`${folded.length} more, with smaller weights`}</summary>
          <Row charts={folded} />
        </details>
      ) : (
        ''
      )}
      {left > 0 ? <p class="help" safe>{`${left} more, with smaller weights, are in series.csv.`}</p> : ''}
    </section>
  )
}

const Row = ({ charts, isFinal }: { charts: SeriesSection['charts']; isFinal?: boolean }) => (
  <div class="chart-row">
    {charts.map(chart => (
      <ChartFigure {...chart} brief={isFinal} />
    ))}
  </div>
)
