import { ChartFigure } from '../charts/figure.tsx'
import type { Frame } from '../frame.ts'
import { Layout } from '../layout.tsx'
import { paths } from '../paths.ts'
import type { Crumb } from '../ui/breadcrumbs.tsx'
import { FigureRow } from './posteriorsCard.tsx'
import type { ResultCharts } from './resultCharts.ts'

/** The diagnostics of the chains, fetched when they are asked for. */
export const ChainsFold = ({ id }: { id: number | string }) => (
  <details
    class="more"
    id="chains"
    hx-get={paths.analysisChains(id)}
    hx-trigger="toggle once"
    hx-target="#chain-charts"
    hx-select="#chain-charts"
    hx-swap="outerHTML"
  >
    <summary>Convergence of the chains</summary>
    <p id="chain-charts">
      <a href={paths.analysisChains(id)}>R-hat of every quantity, and the traces and ranks of its chains</a>
    </p>
  </details>
)

interface ChainsProps {
  frame: Frame
  crumbs: Crumb[]
  charts: ResultCharts
}

/** What the fold of the result's page fetches when it is opened, and without a script a page of its own. */
export function ChainsPage({ frame, crumbs, charts }: ChainsProps) {
  return (
    <Layout title="Convergence of the chains" frame={frame} crumbs={crumbs} scripts={['figures.js']}>
      <h1>Convergence of the chains</h1>
      <div id="chain-charts">
        <ChartFigure {...charts.rhat} />
        <FigureRow figures={charts.traces} />
        <FigureRow figures={charts.ranks} />
      </div>
    </Layout>
  )
}
