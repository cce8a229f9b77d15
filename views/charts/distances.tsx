import { scaleLinear } from 'd3-scale'
import { AxisBottom, AxisLeft, linearTicks } from './axes.tsx'
import type { Chart } from './figure.tsx'
import { linePath } from './marks.ts'
import { boxOf, Plane } from './plane.tsx'
import { Points } from './points.tsx'

export interface DistancesView {
  r: number[]
  /** Of the data, with standard errors. */
  p: number[]
  sd: number[]
  /** Of the ensemble, where there is one. */
  ensemble?: number[]
  /** What was taken from the curves before. */
  background?: number
}

/**
 * P(r), the distances in the particle: of the data, beside that of the ensemble.
 * @param of which of several curves, if there are more than one
 */
export function distancesChart(
  { r, p, sd, ensemble, background }: DistancesView,
  { id = 'distances', of = null, height = 280 }: { id?: string; of?: string | null; height?: number } = {},
): Chart {
  const last = r.at(-1)!
  const highest = Math.max(...p.map((value, i) => value + sd[i]!), ...(ensemble ?? []))
  const lowest = Math.min(0, ...p, ...(ensemble ?? []))
  return {
    id,
    title: `Distances in the particle, P(r)${of === null ? '' : `, of ${of}`}`,
    caption:
      `Points: P(r) of the data${background === undefined ? '' : ', less the constant background that the analysis inferred,'} with one standard error, by an indirect transform with a smooth prior; the area below it is I(0). ` +
      (ensemble ? 'Line: the curve of the ensemble transformed in the same way. ' : '') +
      'Several humps mean domains that are apart, a long tail means extended conformations. Neighbouring points share their error.',
    height,
    ...(ensemble && {
      legend: [
        { mark: 'data', text: 'data' },
        { mark: 'fit', text: 'ensemble' },
      ],
    }),
    pointer: { x: 1, range: [0, last], told: ensemble ? [0, 1, 2, 3] : [0, 1, 2] },
    draw: size => {
      const box = boxOf(size)
      const x = scaleLinear([0, last], [box.left, box.right])
      const y = scaleLinear([1.1 * lowest, 1.05 * highest], [box.bottom, box.top])
      return (
        <>
          <AxisLeft size={size} box={box} scale={y} ticks={linearTicks(y, 5)} label="P(r) (a.u.)" />
          <Points size={size} box={box} x={x} y={y} xs={r} ys={p} errors={sd} clip={`${id}-clip`} />
          <Plane size={size}>
            {ensemble ? <path class="mark-fit" d={linePath(r, ensemble, x, y)} /> : ''}
          </Plane>
          <AxisBottom size={size} box={box} scale={x} ticks={linearTicks(x, size.ticks)} label="r (Å)" />
        </>
      )
    },
    table: () => ({
      head: ['r (Å)', 'P(r)', 'error', ...(ensemble ? ['ensemble'] : [])],
      rows: r.map((value, i) => [value, p[i]!, sd[i]!, ...(ensemble ? [ensemble[i]!] : [])]),
    }),
  }
}
