import type { Result } from '#src/ensemble/contract.ts'
import { ChartFigure } from '../charts/figure.tsx'
import { type FitView, fitViews } from '../charts/fit.tsx'
import { paths } from '../paths.ts'
import { Card } from '../ui/card.tsx'
import { Regions } from './regions.tsx'
import type { ChartChoice, ResultCharts } from './resultCharts.ts'

interface FitCardProps {
  id: number | string
  charts: ResultCharts
  choice: ChartChoice
}

/** The fit in one of its views. */
export const FitCard = ({ id, charts, choice }: FitCardProps) => (
  <Card id="fit-card" title="Fit">
    <div data-tour-step="fit">
      <ChartFigure {...charts.fit} controls={<ViewSwitch id={id} choice={choice} />} />
    </div>
  </Card>
)

/** The misfit by region of q, and whether neighbouring residuals agree. */
export const FitDetailsCard = ({ result: { details }, charts }: { result: Result; charts: ResultCharts }) => (
  <Card id="fit-details" title="Where it fits">
    <div class="chart-row">
      {details ? <Regions regions={details.chi2ByRegion} /> : ''}
      <ChartFigure {...charts.cormap} />
    </div>
  </Card>
)

/** Links without a script, swapped in place with one. */
function ViewSwitch({ id, choice }: { id: number | string; choice: ChartChoice }) {
  const { fit = 'log-linear' } = choice
  return (
    <nav class="switch" aria-label="Views of the fit">
      {Object.entries(fitViews).map(([view, text]) => {
        const href = paths.analysis(id, { ...choice, fit: view as FitView })
        return (
          <a
            href={`${href}#fit`}
            hx-get={href}
            hx-target="#fit"
            hx-select="#fit"
            hx-swap="outerHTML"
            aria-current={view === fit ? 'true' : undefined}
            safe
          >
            {text}
          </a>
        )
      })}
    </nav>
  )
}
