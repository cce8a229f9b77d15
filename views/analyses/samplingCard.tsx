import type { Details, Result } from '#src/ensemble/contract.ts'
import { DensityChart } from '../charts/density.tsx'
import { RhatChart, TraceChart } from '../charts/diagnostics.tsx'
import { RankChart } from '../charts/ranks.tsx'
import { Card } from '../ui/card.tsx'
import { formatShare } from '../ui/numbers.ts'

const shownDensities = 8

interface DetailProps {
  result: Result
  details: Details
}

/** The posterior of the largest weights, with the diagnostics of the chains behind a fold. */
export function PosteriorsCard({ result, details }: DetailProps) {
  const { largest, densities } = details
  return (
    <Card id="posteriors" title="Posterior of each weight">
      <div class="chart-row">
        {largest.slice(0, shownDensities).map((name, place) => (
          <Posterior result={result} name={name} frequencies={densities[place]!} />
        ))}
      </div>
      <details class="more" id="chains">
        <summary>How the chains behaved</summary>
        <ChainCharts result={result} details={details} />
      </details>
    </Card>
  )
}

function Posterior({ result, name, frequencies }: { result: Result; name: string; frequencies: number[] }) {
  const index = result.models.findIndex(model => model.name === name)
  const { weight } = result.models[index]!
  return <DensityChart index={index} name={name} weight={weight} histogram={occupied(frequencies)} />
}

/** The bins from 0 up to the last that holds draws, and one more. */
function occupied(frequencies: number[]) {
  const last = frequencies.findLastIndex(frequency => frequency > 0)
  const counts = frequencies.slice(0, Math.min(frequencies.length, Math.max(last + 2, 5)))
  return { from: 0, to: counts.length / frequencies.length, counts }
}

function ChainCharts({ result, details }: DetailProps) {
  const { models, scale, chi2 } = result
  const quantities = [
    ...models.filter(model => model.selected).map(model => ({ name: model.name, rhat: model.weight.rhat })),
    { name: 'scale', rhat: scale.rhat },
    { name: 'chi2', rhat: chi2.rhat },
  ]
  return (
    <>
      <RhatChart values={quantities} />
      <div class="chart-row">
        {details.traces.map((trace, place) => (
          <TraceChart id={String(place)} {...trace} />
        ))}
      </div>
      <div class="chart-row">
        {details.ranks.map((rank, place) => (
          <RankChart id={String(place)} {...rank} />
        ))}
      </div>
    </>
  )
}

/** The path of the variational selection, round by round. */
export function SelectionCard({ result, details }: DetailProps) {
  const { variational } = result
  if (!variational) return ''
  return (
    <Card
      id="selection"
      title="Selection"
      aside={<span safe>{`${formatShare(details.weightDropped)} of the weight was dropped`}</span>}
    >
      <p class="help">
        Round by round models of low weight were left out while the approximate evidence (ELBO) rose. The
        first row is the whole library.
      </p>
      <div class="table-wrap">
        <table>
          <thead>
            <tr>
              <th scope="col">Round</th>
              <th scope="col" class="number">
                Models
              </th>
              <th scope="col" class="number">
                ELBO
              </th>
              <th scope="col" class="number">
                χ² per point
              </th>
            </tr>
          </thead>
          <tbody>
            {variational.rounds.map((round, place) => (
              <tr>
                <th scope="row">{place + 1}</th>
                <td class="number">{round.models}</td>
                <td class="number" safe>
                  {round.elbo.toFixed(2).replace('-', '−')}
                </td>
                <td class="number" safe>
                  {round.chi2PerPoint.toFixed(3)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  )
}
