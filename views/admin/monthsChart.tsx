import { scaleLinear } from 'd3-scale'
import type { Month } from '#src/admin/statistics.ts'
import { formatCount } from '../ui/numbers.ts'

const height = 150
const top = 18
const bottom = 128

/** Analyses by month, as bars; the table below has the numbers. */
export function MonthsChart({ months }: { months: Month[] }) {
  const most = Math.max(...months.map(month => month.runs))
  const y = scaleLinear([0, Math.max(1, most)], [bottom, top])
  const step = 100 / months.length
  const told =
    most > 0 ? `at most ${formatCount(most, 'analysis', 'analyses')} in a month` : 'no analysis yet'
  return (
    <figure class="chart">
      <svg class="drawing beside-ends" height={height} role="img" aria-label="Analyses by month">
        <text x="0" y="11" safe>
          {told}
        </text>
        {months.map((month, index) => (
          <rect
            class="bin"
            x={`${(index * step).toFixed(2)}%`}
            y={y(month.runs).toFixed(1)}
            width={`${(step * 0.72).toFixed(2)}%`}
            height={(bottom - y(month.runs)).toFixed(1)}
          >
            <title safe>{`${month.name}: ${month.runs}`}</title>
          </rect>
        ))}
        <line class="axis-line" x1="0" x2="100%" y1={bottom} y2={bottom} />
        <g class="many">
          {months.map((month, index) =>
            index % 3 === 0 ? (
              <text x={`${(index * step).toFixed(2)}%`} y={bottom + 16} safe>
                {month.name}
              </text>
            ) : (
              ''
            ),
          )}
        </g>
      </svg>
    </figure>
  )
}
