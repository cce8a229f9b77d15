import { extent } from 'd3-array'
import { scaleBand, scaleLinear, scaleLog } from 'd3-scale'
import type { ResultChart } from '#src/analyses/manifest/manifest.ts'
import type { ResultTable } from '#src/analyses/methodOutcome.ts'
import { paletteColour } from '#static/modelColours.ts'
import { AxisBottom, AxisLeft, linearTicks, logTicks } from './axes.tsx'
import type { Chart, Size } from './figure.tsx'
import { dotsPath, errorsPath, linePath, type Scale } from './marks.ts'
import { type Box, boxOf, Plane, round } from './plane.tsx'

interface SeriesFacts {
  id: string
  title: string
  caption: string
  chart: ResultChart
  table: ResultTable
}

interface Series {
  name: string
  values: number[]
  colour: string
  isLine: boolean
}

/** A chart of a table's columns, as a method's manifest describes it. */
export function seriesChart({ id, title, caption, chart, table }: SeriesFacts): Chart {
  const { kind, x, y, error, xLabel = x, yLabel = y.join(', ') } = chart
  const column = (name: string) => table.rows.map(row => numberIn(row[table.head.indexOf(name)]))
  const series = y.map((name, i) => ({
    name,
    values: column(name),
    colour: paletteColour(i),
    isLine: isLineIn(chart, name),
  }))
  const errors = error === undefined ? undefined : column(error)
  const xs = kind === 'bar' ? table.rows.map((_, i) => i) : column(x)
  const names = table.rows.map(row => row[table.head.indexOf(x)] ?? '')
  const facts = { id, xs, series, errors, names, isLog: { x: chart.xLog ?? false, y: chart.yLog ?? false } }
  return {
    id,
    title,
    caption,
    height: 300,
    draw: size => <Drawing size={size} {...facts} isBar={kind === 'bar'} labels={{ x: xLabel, y: yLabel }} />,
    table: () => ({
      head: [x, ...y, ...(error === undefined ? [] : [error])],
      rows: names.map((name, i) => [
        kind === 'bar' ? name : xs[i]!,
        ...series.map(({ values }) => values[i]!),
        ...(errors ? [errors[i]!] : []),
      ]),
    }),
  }
}

const numberIn = (text: string | undefined) => (text === undefined || text === '' ? Number.NaN : Number(text))

/** Whether a column is drawn as a line, not as dots or bars. */
const isLineIn = ({ kind, lines = [] }: ResultChart, name: string) => kind === 'line' || lines.includes(name)

/** What each colour stands for, as it is drawn; nothing where there is one. */
export function SeriesLegend({ chart }: { chart: ResultChart }) {
  if (chart.y.length < 2) return ''
  return (
    <ul class="legend">
      {chart.y.map((name, i) => (
        <li>
          <svg viewBox="0 0 24 12" width="24" height="12" aria-hidden="true">
            {isLineIn(chart, name) ? (
              <path d="M1 6h22" stroke={paletteColour(i)} stroke-width="3" />
            ) : chart.kind === 'bar' ? (
              <rect x="6" width="12" height="12" fill={paletteColour(i)} />
            ) : (
              <circle cx="12" cy="6" r="3" fill={paletteColour(i)} />
            )}
          </svg>
          <span safe>{name}</span>
        </li>
      ))}
    </ul>
  )
}

interface DrawingProps {
  size: Size
  id: string
  xs: number[]
  series: Series[]
  errors: number[] | undefined
  names: string[]
  isBar: boolean
  isLog: { x: boolean; y: boolean }
  labels: { x: string; y: string }
}

function Drawing({ size, id, xs, series, errors, names, isBar, isLog, labels }: DrawingProps) {
  const box = boxOf(size)
  const drawn = (value: number, log: boolean) => Number.isFinite(value) && (!log || value > 0)
  const ys = series.flatMap(({ values }) => values).filter(value => drawn(value, isLog.y))
  const reach = (errors ?? []).flatMap((error, i) => {
    const value = series[0]?.values[i] ?? Number.NaN
    return [value - error, value + error].filter(end => drawn(end, isLog.y))
  })
  const y = scaleOf(isBar && !isLog.y ? [0, ...ys] : [...ys, ...reach], isLog.y, [box.bottom, box.top])
  if (!isLog.y) y.nice(5)
  const yTicks = isLog.y ? logTicks(y, 6) : linearTicks(y, 5)
  if (isBar) return <Bars {...{ size, box, series, names, y: safe(y, isLog.y), yTicks, labels }} />
  const x = scaleOf(
    xs.filter(value => drawn(value, isLog.x)),
    isLog.x,
    [box.left, box.right],
  )
  const [place, height] = [safe(x, isLog.x), safe(y, isLog.y)]
  // Of points at one place a line has no length: it is a short level there, and says nothing of other places.
  const places = new Set(xs.filter(value => drawn(value, isLog.x)))
  const [only = 0] = places
  const line = (values: number[]) =>
    places.size === 1
      ? linePath([-1, 1], [values[0]!, values[0]!], side => x(only) + 12 * side, height)
      : linePath(xs, values, place, height)
  const ends = (sign: number) =>
    (errors ?? []).map((error, i) => (series[0]?.values[i] ?? Number.NaN) + sign * error)
  return (
    <>
      <AxisLeft size={size} box={box} scale={y} ticks={yTicks} label={labels.y} grid />
      <Plane size={size}>
        {errors ? (
          <path class="mark-error" d={errorsPath(xs, ends(-1), ends(1), place, height, box.bottom)} />
        ) : (
          ''
        )}
        {series.map(({ values, colour, isLine }, i) =>
          isLine ? (
            <path fill="none" stroke={colour} stroke-width="1.8" d={line(values)} />
          ) : (
            <path
              id={`${id}-dots${i}`}
              fill="none"
              stroke={colour}
              stroke-width="5"
              stroke-linecap="round"
              d={dotsPath(xs, values, place, height)}
            />
          ),
        )}
      </Plane>
      <AxisBottom
        size={size}
        box={box}
        scale={x}
        ticks={isLog.x ? logTicks(x, size.ticks) : linearTicks(x, size.ticks)}
        label={labels.x}
      />
    </>
  )
}

/** What a scale cannot place is left out. */
const safe =
  (scale: Scale, isLog: boolean): Scale =>
  value =>
    Number.isFinite(value) && (!isLog || value > 0) ? scale(value) : undefined

function scaleOf(values: number[], isLog: boolean, range: [number, number]) {
  const [low = 1, high = 10] = extent(values)
  if (isLog) return scaleLog(low < high ? [low / 1.15, high * 1.15] : [low / 2, high * 2], range)
  const room = low < high ? (high - low) * 0.03 : Math.abs(low) || 1
  return scaleLinear([low === 0 ? 0 : low - room, high + room], range)
}

interface BarsProps extends Pick<DrawingProps, 'size' | 'series' | 'names' | 'labels'> {
  box: Box
  y: Scale
  yTicks: { at: number; text: string }[]
}

/** More bars than this have no room for their names. */
const namedBarsMax = 14

function Bars({ size, box, series, names, y, yTicks, labels }: BarsProps) {
  const x = scaleBand(
    names.map((_, i) => i),
    [box.left, box.right],
  ).padding(0.2)
  const width = x.bandwidth() / series.length
  const floor = y(0) ?? box.bottom
  const bar = (left: number, value: number) => {
    const top = y(value)
    return top === undefined
      ? ''
      : `M${round(left)} ${round(floor)}V${round(top)}h${round(width)}V${round(floor)}z`
  }
  const named =
    names.length <= namedBarsMax
      ? names.map((text, at) => ({ at, text: [...text].slice(0, 12).join('') }))
      : []
  return (
    <>
      <AxisLeft size={size} box={box} scale={y} ticks={yTicks} label={labels.y} grid />
      <Plane size={size}>
        {series.map(({ values, colour }, k) => (
          <path fill={colour} d={values.map((value, i) => bar((x(i) ?? 0) + k * width, value)).join('')} />
        ))}
      </Plane>
      <AxisBottom
        size={size}
        box={box}
        scale={i => (x(i) ?? 0) + x.bandwidth() / 2}
        ticks={named}
        label={labels.x}
      />
    </>
  )
}
