import { scaleLinear, scaleLog } from 'd3-scale'
import { formatNumber, formatUncertain } from '../ui/numbers.ts'
import { AxisBottom, AxisLeft, type Box, linearTicks, logTicks, round } from './axes.tsx'
import { ChartFigure, type Size } from './figure.tsx'
import { dotsPath, errorsPath, linePath, mapped } from './marks.ts'

/** A measured curve as the charts need it, in 1/A. */
export interface CurveView {
  q: ArrayLike<number>
  intensity: ArrayLike<number>
  sigma: ArrayLike<number>
}

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

export function CurveChart({ curve }: { curve: CurveView }) {
  const { q, intensity, sigma } = curve
  return (
    <ChartFigure
      id="curve"
      title="Measured curve"
      caption="The curve as it was read, with one standard error. It should fall smoothly and flatten into noise at high q."
      height={280}
      draw={size => {
        const box = boxOf(size)
        const x = scaleLinear([0, Math.max(...mapped(q, v => v))], [box.left, box.right]).nice(size.ticks)
        const positive = mapped(intensity, v => v).filter(v => v > 0)
        const sorted = positive.toSorted((a, b) => a - b)
        const floor = Math.max(sorted[0]!, sorted[Math.floor(sorted.length * 0.02)]! / 3)
        const y = scaleLog([floor / 1.3, sorted.at(-1)! * 1.3], [box.bottom, box.top])
        return (
          <>
            <AxisLeft box={box} scale={y} ticks={logTicks(y, 6)} label="I(q), log scale" />
            <Points
              box={box}
              x={x}
              y={y}
              xs={q}
              ys={intensity}
              errors={sigma}
              clip={`curve-clip-${size.name}`}
            />
            <AxisBottom box={box} scale={x} ticks={linearTicks(x, size.ticks)} label="q (1/Å)" />
          </>
        )
      }}
      table={{
        head: ['q (1/Å)', 'I(q)', 'error'],
        rows: mapped(q, (_, i) => i).map(i => [
          formatNumber(q[i]!, 4),
          formatNumber(intensity[i]!, 4),
          formatNumber(sigma[i]!, 2),
        ]),
      }}
    />
  )
}

/** ln I against q²: a straight line at low q gives Rg and I(0). */
export function GuinierChart({ curve, guinier }: { curve: CurveView; guinier: GuinierView }) {
  const last = Math.min(curve.q.length, Math.ceil(guinier.to * 1.5))
  const shown = mapped(curve.q, (_, i) => i).filter(i => i < last && curve.intensity[i]! > 0)
  const xs = shown.map(i => curve.q[i]! ** 2)
  const ys = shown.map(i => Math.log(curve.intensity[i]!))
  const errors = shown.map(i => curve.sigma[i]! / curve.intensity[i]!)
  const line = xs.map(x => Math.log(guinier.i0) - (guinier.rg ** 2 * x) / 3)
  const end = xs[Math.min(xs.length - 1, guinier.to - 1)] ?? 0
  return (
    <ChartFigure
      id="guinier"
      title="Guinier plot"
      caption={
        `Rg ${formatUncertain(guinier.rg, guinier.rgError)} Å from ${guinier.to - guinier.from} points. ` +
        'The points left of the dashed line should lie on the straight line; an upturn there means aggregation.'
      }
      height={260}
      small
      draw={size => {
        const box = boxOf(size)
        const x = scaleLinear([0, Math.max(...xs)], [box.left, box.right])
        const y = scaleLinear(
          [Math.min(...ys, ...line), Math.max(...ys, ...line)],
          [box.bottom, box.top],
        ).nice(5)
        return (
          <>
            <AxisLeft box={box} scale={y} ticks={linearTicks(y, 5)} label="ln I(q)" />
            <path class="threshold" d={`M${round(x(end))} ${box.top}V${box.bottom}`} />
            <Points
              box={box}
              x={x}
              y={y}
              xs={xs}
              ys={ys}
              errors={errors}
              clip={`guinier-clip-${size.name}`}
            />
            <path class="mark-fit" d={linePath(xs, line, x, y)} />
            <AxisBottom box={box} scale={x} ticks={linearTicks(x, size.ticks - 1)} label="q² (1/Å²)" />
          </>
        )
      }}
      table={{
        head: ['q² (1/Å²)', 'ln I', 'error', 'line'],
        rows: xs.map((x, i) => [
          formatNumber(x, 3),
          ys[i]!.toFixed(4),
          errors[i]!.toFixed(4),
          line[i]!.toFixed(4),
        ]),
      }}
    />
  )
}

/** (q Rg)² I/I(0) against q Rg: a globule peaks at 1.104 near 1.73, a flexible chain climbs and stays up. */
export function KratkyChart({ curve, guinier }: { curve: CurveView; guinier: GuinierView }) {
  const shown = mapped(curve.q, (_, i) => i).filter(i => curve.q[i]! * guinier.rg < 10)
  const xs = shown.map(i => curve.q[i]! * guinier.rg)
  const factor = xs.map(x => x ** 2 / guinier.i0)
  const ys = shown.map((i, at) => factor[at]! * curve.intensity[i]!)
  const errors = shown.map((i, at) => factor[at]! * curve.sigma[i]!)
  return (
    <ChartFigure
      id="kratky"
      title="Dimensionless Kratky plot"
      caption="A compact globule peaks where the dashed lines cross (1.73, 1.10); the higher and further right, the more flexible."
      height={260}
      small
      draw={size => {
        const box = boxOf(size)
        const top = Math.min(3, Math.max(1.3, ...ys.filter((_, i) => errors[i]! < 0.5)) * 1.1)
        const x = scaleLinear([0, Math.max(4, ...xs)], [box.left, box.right])
        const y = scaleLinear([0, top], [box.bottom, box.top]).nice(5)
        return (
          <>
            <AxisLeft box={box} scale={y} ticks={linearTicks(y, 5)} label="(q Rg)² I / I(0)" />
            <path
              class="threshold"
              d={`M${round(x(Math.sqrt(3)))} ${box.bottom}V${round(y(1.104))}H${box.left}`}
            />
            <Points box={box} x={x} y={y} xs={xs} ys={ys} errors={errors} clip={`kratky-clip-${size.name}`} />
            <AxisBottom box={box} scale={x} ticks={linearTicks(x, size.ticks)} label="q Rg" />
          </>
        )
      }}
      table={{
        head: ['q Rg', '(q Rg)² I / I(0)', 'error'],
        rows: xs.map((x, i) => [x.toFixed(3), ys[i]!.toFixed(4), errors[i]!.toFixed(4)]),
      }}
    />
  )
}

interface PointsProps {
  box: Box
  x: (value: number) => number
  y: (value: number) => number
  xs: ArrayLike<number>
  ys: ArrayLike<number>
  errors: ArrayLike<number>
  /** A page-wide name for the clip path that keeps bars inside the axes. */
  clip: string
}

function Points({ box, x, y, xs, ys, errors, clip }: PointsProps) {
  const low = mapped(ys, (value, i) => value - errors[i]!)
  const high = mapped(ys, (value, i) => value + errors[i]!)
  return (
    <>
      <clipPath id={clip}>
        <rect
          x={String(box.left)}
          y={String(box.top - 4)}
          width={String(box.right - box.left + 4)}
          height={String(box.bottom - box.top + 4)}
        />
      </clipPath>
      <g clip-path={`url(#${clip})`}>
        <path class="mark-error" d={errorsPath(xs, low, high, x, y, box.bottom)} />
        <path class="mark-dot" d={dotsPath(xs, ys, x, y)} />
      </g>
    </>
  )
}

const boxOf = (size: Size): Box => ({ left: 56, right: size.width - 12, top: 24, bottom: size.height - 44 })
