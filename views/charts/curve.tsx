import { scaleLinear, scaleLog } from 'd3-scale'
import { AxisBottom, AxisLeft, linearTicks, logTicks } from './axes.tsx'
import type { Chart } from './figure.tsx'
import { linePath, mapped } from './marks.ts'
import { boxOf, Plane } from './plane.tsx'
import { Points } from './points.tsx'

/** A measured curve as the charts need it, in 1/A. */
export interface CurveView {
  q: ArrayLike<number>
  intensity: ArrayLike<number>
  sigma: ArrayLike<number>
  /** A curve drawn through the points, at the same q. */
  line?: ArrayLike<number>
}

/** @param mark ends the names of the chart and of its parts, which are there once in a page */
export function curveChart(curve: CurveView, mark = ''): Chart {
  const id = `curve-chart${mark}`
  const { q, intensity, sigma, line } = curve
  const largest = Math.max(...mapped(q, v => v))
  return {
    id,
    title: 'Measured curve',
    caption:
      'The curve as it was read, with one standard error. It should fall smoothly and flatten into noise at high q.',
    height: 280,
    pointer: { x: 1, range: [0, largest], told: [0, 1, 2] },
    draw: size => {
      const box = boxOf(size)
      const x = scaleLinear([0, largest], [box.left, box.right])
      const positive = mapped(intensity, v => v).filter(v => v > 0)
      const sorted = positive.toSorted((a, b) => a - b)
      const floor = Math.max(sorted[0]!, sorted[Math.floor(sorted.length * 0.02)]! / 3)
      const y = scaleLog([floor / 1.3, sorted.at(-1)! * 1.3], [box.bottom, box.top])
      return (
        <>
          <AxisLeft size={size} box={box} scale={y} ticks={logTicks(y, 6)} label="I(q) (a.u.)" />
          <Points
            size={size}
            box={box}
            x={x}
            y={y}
            xs={q}
            ys={intensity}
            errors={sigma}
            clip={`${id}-clip`}
          />
          {line ? (
            <Plane size={size}>
              <path class="mark-fit" d={linePath(q, line, x, y)} />
            </Plane>
          ) : (
            ''
          )}
          <AxisBottom size={size} box={box} scale={x} ticks={linearTicks(x, size.ticks)} label="q (Å⁻¹)" />
        </>
      )
    },
    table: () => ({
      head: ['q (1/Å)', 'I(q)', 'error', ...(line ? ['fit'] : [])],
      rows: mapped(q, (_, i) => i).map(i => [q[i]!, intensity[i]!, sigma[i]!, ...(line ? [line[i]!] : [])]),
    }),
  }
}
