import { scaleLinear } from 'd3-scale'
import { formatUncertain } from '../ui/numbers.ts'
import { AxisBottom, AxisLeft, linearTicks } from './axes.tsx'
import type { CurveView } from './curve.tsx'
import type { Chart } from './figure.tsx'
import { linePath, mapped } from './marks.ts'
import { boxOf, Plane, round } from './plane.tsx'
import { Points } from './points.tsx'
import { Residuals } from './residuals.tsx'

export interface GuinierView {
  /** Radius of gyration in A and forward intensity, with their standard errors. */
  rg: number
  rgError: number
  i0: number
  i0Error: number
  /** The points used: indices from `from` up to, not including, `to`. */
  from: number
  to: number
}

/** Residuals further off are marked at the edge. */
const residualMax = 4
const residualHeight = 56

interface GuinierFacts {
  curve: CurveView
  guinier: GuinierView
}

/**
 * ln I against q²: a straight line at low q gives Rg and I(0).
 * @param mark ends the names of the chart and of its parts, which are there once in a page
 */
export function guinierChart({ curve, guinier }: GuinierFacts, mark = ''): Chart {
  const id = `guinier${mark}`
  const last = Math.min(curve.q.length, Math.ceil(guinier.to * 1.5))
  const shown = mapped(curve.q, (_, i) => i).filter(i => i < last && curve.intensity[i]! > 0)
  const xs = shown.map(i => curve.q[i]! ** 2)
  const ys = shown.map(i => Math.log(curve.intensity[i]!))
  const errors = shown.map(i => curve.sigma[i]! / curve.intensity[i]!)
  const line = xs.map(x => Math.log(guinier.i0) - (guinier.rg ** 2 * x) / 3)
  const end = curve.q[guinier.to - 1]! ** 2
  const residuals = ys.map((value, i) => (value - line[i]!) / errors[i]!)
  return {
    id,
    title: 'Guinier plot',
    caption:
      `Rg ${formatUncertain(guinier.rg, guinier.rgError)} Å from ${guinier.to - guinier.from} points. ` +
      'The points left of the dashed line should lie on the straight line, their residuals without a trend; an upturn there means aggregation. Those right of it are not fitted and may leave the line.',
    height: 330,
    small: true,
    pointer: { x: 1, range: [0, Math.max(...xs)], told: [0, 1, 2, 4] },
    draw: size => {
      const whole = boxOf(size)
      const box = { ...whole, bottom: whole.bottom - residualHeight - 32 }
      const below = { ...whole, top: whole.bottom - residualHeight }
      const x = scaleLinear([0, Math.max(...xs)], [box.left, box.right])
      const y = scaleLinear([Math.min(...ys, ...line), Math.max(...ys, ...line)], [box.bottom, box.top]).nice(
        5,
      )
      return (
        <>
          <AxisLeft size={size} box={box} scale={y} ticks={linearTicks(y, 5)} label="ln I(q)" />
          <Plane size={size}>
            <path class="threshold" d={`M${round(x(end))} ${box.top}V${below.bottom}`} />
          </Plane>
          <Points size={size} box={box} x={x} y={y} xs={xs} ys={ys} errors={errors} clip={`${id}-clip`} />
          <Plane size={size}>
            <path class="mark-fit" d={linePath(xs, line, x, y)} />
          </Plane>
          <Residuals size={size} box={below} x={x} xs={xs} residuals={residuals} most={residualMax} />
          <AxisBottom
            size={size}
            box={below}
            scale={x}
            ticks={linearTicks(x, size.ticks - 1)}
            label="q² (Å⁻²)"
          />
        </>
      )
    },
    table: () => ({
      head: ['q² (1/Å²)', 'ln I', 'error', 'line', 'residual (σ)'],
      rows: xs.map((x, i) => [x, ys[i]!, errors[i]!, line[i]!, residuals[i]!]),
    }),
  }
}

/** (q Rg)² I/I(0) against q Rg: a globule peaks at 1.104 near 1.73, a flexible chain climbs and stays up. */
export function kratkyChart({ curve, guinier }: GuinierFacts, mark = ''): Chart {
  const id = `kratky${mark}`
  const shown = mapped(curve.q, (_, i) => i).filter(i => curve.q[i]! * guinier.rg < 10)
  const xs = shown.map(i => curve.q[i]! * guinier.rg)
  const factor = xs.map(x => x ** 2 / guinier.i0)
  const ys = shown.map((i, at) => factor[at]! * curve.intensity[i]!)
  const errors = shown.map((i, at) => factor[at]! * curve.sigma[i]!)
  return {
    id,
    title: 'Dimensionless Kratky plot',
    caption:
      'A compact globule peaks where the dashed lines cross (1.73, 1.10); the higher and further right, the more flexible.',
    height: 260,
    small: true,
    pointer: { x: 1, range: [0, Math.max(4, ...xs)], told: [0, 1, 2] },
    draw: size => {
      const box = boxOf(size)
      const top = Math.min(3, Math.max(1.3, ...ys.filter((_, i) => errors[i]! < 0.5)) * 1.1)
      const x = scaleLinear([0, Math.max(4, ...xs)], [box.left, box.right])
      const y = scaleLinear([0, top], [box.bottom, box.top]).nice(5)
      return (
        <>
          <AxisLeft size={size} box={box} scale={y} ticks={linearTicks(y, 5)} label="(q Rg)² I / I(0)" />
          <Plane size={size}>
            <path
              class="threshold"
              d={`M${round(x(Math.sqrt(3)))} ${box.bottom}V${round(y(1.104))}H${box.left}`}
            />
          </Plane>
          <Points size={size} box={box} x={x} y={y} xs={xs} ys={ys} errors={errors} clip={`${id}-clip`} />
          <AxisBottom size={size} box={box} scale={x} ticks={linearTicks(x, size.ticks)} label="q Rg" />
        </>
      )
    },
    table: () => ({
      head: ['q Rg', '(q Rg)² I / I(0)', 'error'],
      rows: xs.map((x, i) => [x, ys[i]!, errors[i]!]),
    }),
  }
}
