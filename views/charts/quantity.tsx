import { extent } from 'd3-array'
import { scaleLinear, scaleLog } from 'd3-scale'
import type { QuantityView } from '#src/analyses/seriesView.ts'
import { formatUncertain, formatWeight } from '../ui/numbers.ts'
import { AxisBottom, AxisLeft, linearTicks, logTicks } from './axes.tsx'
import type { Chart, Size } from './figure.tsx'
import type { LegendItem } from './legend.tsx'
import { bandPath, errorsPath, linePath } from './marks.ts'
import { boxOf, Plane } from './plane.tsx'
import { OpenDots } from './points.tsx'

interface QuantityFacts {
  id: string
  title: string
  /** Above its axis. */
  label: string
  /** With its unit. */
  variable: string
  quantity: QuantityView
  /** The end of an axis that begins at 0, where several charts share it. */
  top?: number
}

/** What the marks of these charts stand for. */
export const quantityLegend = (isSmooth: boolean): LegendItem[] => [
  { mark: 'data', text: 'each curve alone, 95 %' },
  ...(isSmooth
    ? [{ mark: 'fit', text: 'all curves together' } as const, { mark: 'band', text: 'their 95 %' } as const]
    : []),
]

/** From here on, from its least to its largest value, a variable above zero has a logarithmic axis. */
const decadesFrom = 2

/** A quantity over the variable of a series: points with bars are curves alone, the line with its band all together. */
export function quantityChart({ id, title, label, variable, quantity, top }: QuantityFacts): Chart {
  const { points } = quantity
  const isSmooth = points.some(({ smooth }) => smooth)
  const values = points.map(({ value }) => value)
  const [least = 0, largest = 1] = extent(values)
  const isLog = least > 0 && Math.log10(largest / least) >= decadesFrom
  const range = rangeOf(least, largest, isLog)
  return {
    id,
    title,
    caption: `From ${meanText(quantity, 0)} at ${valueText(variable, least)} to ${meanText(quantity, -1)} at ${valueText(variable, largest)}.`,
    height: 170,
    small: true,
    pointer: { x: isLog ? 'log' : 1, range, told: isSmooth ? [0, 1, 2, 3, 4, 5, 6] : [0, 1, 2, 3] },
    draw: size => <Drawing {...{ id, size, quantity, label, variable, top, range, isLog }} />,
    table: () => ({
      head: [...[variable, 'alone', 'from', 'to'], ...(isSmooth ? ['together', 'from', 'to'] : []), 'curve'],
      rows: points.map(({ curve, value, alone, smooth }) => [
        ...[value, alone.mean, alone.lower, alone.upper],
        ...(isSmooth ? [smooth?.mean ?? NaN, smooth?.lower ?? NaN, smooth?.upper ?? NaN] : []),
        curve,
      ]),
    }),
  }
}

/** A mean as precise as its interval allows. */
function meanText({ kind, points }: QuantityView, place: number): string {
  const { alone, smooth } = points.at(place)!
  const { mean, lower, upper } = smooth ?? alone
  const sd = (upper - lower) / (2 * 1.96)
  return kind === 'weight' || kind === 'group' ? formatWeight({ mean, sd }) : formatUncertain(mean, sd)
}

/** `0.5 s`, or `pH 0.5` of a variable without a unit. */
function valueText(variable: string, value: number): string {
  const [, unit] = /\(([^()]*)\)$/.exec(variable) ?? []
  const text = String(Number(value.toPrecision(4))).replace('-', '−')
  return unit ? `${text} ${unit}` : `${variable} ${text}`
}

/** A little more than from the first curve to the last. */
function rangeOf(least: number, largest: number, isLog: boolean): [number, number] {
  if (isLog) return [least / 1.15, largest * 1.15]
  const room = (largest - least || Math.abs(least) || 1) * 0.03
  return [least - room, largest + room]
}

interface DrawingProps extends Pick<QuantityFacts, 'id' | 'label' | 'variable' | 'quantity' | 'top'> {
  size: Size
  range: [number, number]
  isLog: boolean
}

function Drawing({ id, size, quantity, label, variable, top, range, isLog }: DrawingProps) {
  const { points } = quantity
  const box = boxOf(size)
  const x = (isLog ? scaleLog : scaleLinear)(range, [box.left, box.right])
  const together = points.flatMap(({ value, smooth }) => (smooth ? [{ value, ...smooth }] : []))
  const [values, alone] = [points.map(({ value }) => value), points.map(each => each.alone)]
  const ends = [...alone, ...together].flatMap(({ mean, lower, upper }) => [mean, lower, upper])
  const [low = 0, high = 1] = extent(ends.filter(Number.isFinite))
  const span = high - low || Math.abs(high) || 1
  const domain = top === undefined ? [low - 0.05 * span, high + 0.05 * span] : [0, top]
  const y = scaleLinear(domain, [box.bottom, box.top]).nice(4)
  const smooth = together.map(({ value }) => value)
  const ticks = isLog ? logTicks(x, Math.min(4, size.ticks)) : linearTicks(x, Math.min(5, size.ticks))
  return (
    <>
      <AxisLeft size={size} box={box} scale={y} ticks={linearTicks(y, 4)} label={label} grid />
      <Plane size={size}>
        {together.length > 0 ? (
          <>
            <path
              class="mark-band"
              d={bandPath(
                smooth,
                together.map(({ lower }) => lower),
                together.map(({ upper }) => upper),
                x,
                y,
                box.bottom,
              )}
            />
            <path
              class="mark-fit"
              d={linePath(
                smooth,
                together.map(({ mean }) => mean),
                x,
                y,
              )}
            />
          </>
        ) : (
          ''
        )}
        <path
          class="mark-error"
          d={errorsPath(
            values,
            alone.map(({ lower }) => lower),
            alone.map(({ upper }) => upper),
            x,
            y,
            box.bottom,
          )}
        />
        <OpenDots id={`${id}-dots`} xs={values} ys={alone.map(({ mean }) => mean)} x={x} y={y} />
      </Plane>
      <AxisBottom size={size} box={box} scale={x} ticks={ticks} label={variable} />
    </>
  )
}
