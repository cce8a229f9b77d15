import type { Settling } from '#src/ensemble/contract.ts'
import { coloursOf } from '#static/modelColours.ts'
import { traceChart } from '../charts/diagnostics.tsx'
import { ChartFigure } from '../charts/figure.tsx'
import { weightsChart } from '../charts/weights.tsx'
import { Badge } from '../ui/badge.tsx'
import { Card } from '../ui/card.tsx'
import { formatInteger } from '../ui/numbers.ts'
import { quantityName } from './resultCharts.ts'
import { distributionChart } from './sizeCharts.ts'

/** Weights and sizes as they settle while the posterior is sampled, and the chains. */
export function SettlingCard({ draws, agreement, weights, rg, traces }: Settling) {
  const means: number[] = []
  for (const { place, weight } of weights) means[place] = weight.mean
  const colours = coloursOf(Array.from(means, mean => mean ?? 0))
  return (
    <Card id="settling-card" title="The posterior so far" aside={<Badge tone="quiet" text="Provisional" />}>
      <p safe>{`After ${formatInteger(draws)} draws. ${agreement}`}</p>
      <div class="chart-row">
        <ChartFigure
          {...weightsChart({
            models: weights.map(({ place, name, weight }) => ({
              index: place,
              colour: colours[place]!,
              name,
              weight,
            })),
            rest: 0,
          })}
          brief
        />
        {rg ? <ChartFigure {...distributionChart('rg', rg)} brief /> : ''}
      </div>
      <details class="more" id="settling-chains">
        <summary>Diagnostics</summary>
        <div class="chart-row">
          {traces.map((trace, at) => (
            <ChartFigure
              {...traceChart({ id: String(at), ...trace, name: quantityName(trace.name) })}
              brief
            />
          ))}
        </div>
      </details>
    </Card>
  )
}
