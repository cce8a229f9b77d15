import type { Details } from '#src/ensemble/contract.ts'
import { graded, thresholds } from '#src/ensemble/diagnose/index.ts'
import { formatChi2 } from '../ui/numbers.ts'
import { NumberHead } from './numberHead.tsx'

const isDoubtful = ({ chi2PerPoint }: { chi2PerPoint: number }) =>
  graded('chi2OfRegion', chi2PerPoint).grade !== 'good'

/** The misfit by region of q, as bars with numbers: where the ensemble fits and where it does not. */
export function Regions({ id, regions }: { id: string; regions: Details['chi2ByRegion'] }) {
  const max = Math.max(2, ...regions.map(region => region.chi2PerPoint))
  return (
    <div class="table-wrap">
      <table class="regions">
        <caption safe>{`χ² per point by region of q (good: ${thresholds.chi2OfRegion.limits.good})`}</caption>
        <thead>
          <tr>
            <th scope="col">q (1/Å)</th>
            <NumberHead of={id} text="Points" meaning="points" />
            <NumberHead of={id} text="χ²/N" meaning="chi2" />
            <th scope="col">
              <span class="visually-hidden">As a bar</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {regions.map(region => (
            <tr>
              <th scope="row" safe>
                {`${region.qMin.toFixed(3)} – ${region.qMax.toFixed(3)}`}
              </th>
              <td class="number">{region.points}</td>
              <td class={['number', isDoubtful(region) && 'doubtful']} safe>
                {formatChi2(region.chi2PerPoint)}
              </td>
              <td>
                <svg class="region-bar" viewBox="0 0 120 12" width="120" height="12" aria-hidden="true">
                  <rect class="bin" y="2" width={((region.chi2PerPoint / max) * 120).toFixed(1)} height="8" />
                  <path class="threshold" d={`M${(120 / max).toFixed(1)} 0v12`} />
                </svg>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
