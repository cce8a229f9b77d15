import { scaleLinear } from 'd3-scale'
import type { FitResult } from '#src/ensemble/contract.ts'
import { equalsP } from '../ui/numbers.ts'
import { AxisBottom, AxisLeft, linearTicks } from './axes.tsx'
import type { Chart, Size } from './figure.tsx'
import { type Box, round } from './plane.tsx'

/** Points of the curve from `start` up to, not including, `end`, whose residuals have one sign. */
interface Run {
  start: number
  end: number
  positive: boolean
}

/**
 * The correlation map of Franke et al. (2015): do the residuals of each pair of points have the same sign?
 * @param of which of several curves, if there are more than one
 */
export function cormapChart(
  { q, intensity, model, cormap }: FitResult,
  { id = 'cormap', of = null }: { id?: string; of?: string | null } = {},
): Chart {
  const runs = runsOf(intensity.map((value, i) => value - model[i]!))
  const longest = runs.find(run => run.end - run.start === cormap.c)
  return {
    id,
    title: `Correlation map of the residuals${of === null ? '' : ` of ${of}`}`,
    caption:
      'Each place is a pair of points: open where both residuals have one sign, filled where they differ. A good fit looks like even noise; ' +
      `the frame marks the longest run, C = ${cormap.c} of n = ${cormap.n} points, ${equalsP(cormap.p)}.`,
    small: true,
    beside: 'nothing',
    height: 340,
    draw: size => <Places q={q} runs={runs} longest={longest} size={size} />,
    table: () => ({
      head: ['q from (1/Å)', 'q to (1/Å)', 'points', 'sign'],
      rows: runs.map(({ start, end, positive }) => [
        q[start]!,
        q[end - 1]!,
        end - start,
        positive ? 'above the fit' : 'below the fit',
      ]),
    }),
  }
}

/** As the test counts them: a residual of exactly zero goes with the points before it. */
function runsOf(residuals: number[]): Run[] {
  const runs: Run[] = []
  for (const [i, residual] of residuals.entries()) {
    const last = runs.at(-1)
    const positive = residual === 0 && last ? last.positive : residual > 0
    if (last?.positive === positive) last.end = i + 1
    else runs.push({ start: i, end: i + 1, positive })
  }
  return runs
}

function Places({ q, runs, longest, size }: { q: number[]; runs: Run[]; longest?: Run; size: Size }) {
  const side = Math.min(size.width - 66, size.height - 72)
  const box: Box = { left: 56, right: 56 + side, top: 26, bottom: 26 + side }
  const x = scaleLinear([0, q.length], [box.left, box.right])
  const y = scaleLinear([0, q.length], [box.bottom, box.top])
  // Columns and rows of the negative runs; where one crosses the other, even-odd filling leaves the place light again.
  const strips = runs
    .filter(run => !run.positive)
    .map(
      ({ start, end }) =>
        `M${exact(x(start))} ${box.top}H${exact(x(end))}V${box.bottom}H${exact(x(start))}z` +
        `M${box.left} ${exact(y(start))}V${exact(y(end))}H${box.right}V${exact(y(start))}z`,
    )
  const ticks = linearTicks(x, 4)
  return (
    <>
      <path class="cormap" d={strips.join('')} />
      {longest ? (
        <path
          class="cormap-run"
          d={`M${round(x(longest.start))} ${round(y(longest.start))}H${round(x(longest.end))}V${round(y(longest.end))}H${round(x(longest.start))}z`}
        />
      ) : (
        ''
      )}
      <AxisLeft size={size} box={box} scale={y} ticks={ticks} label="point" />
      <AxisBottom size={size} box={box} scale={x} ticks={ticks} label="point" />
    </>
  )
}

/** Two decimals: of a thousand points each is a third of a pixel. */
const exact = (value: number) => String(Math.round(value * 100) / 100)
