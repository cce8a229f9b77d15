import { bin, extent } from 'd3-array'
import { scaleLinear } from 'd3-scale'
import { AxisBottom, AxisLeft, linearTicks } from './axes.tsx'
import type { Chart, Size } from './figure.tsx'
import { type Box, beside, boxOf, Plane, round } from './plane.tsx'

interface HistogramFacts {
  id: string
  title: string
  caption: string
  /** With its unit, such as `Rg (Å)`. */
  label: string
  values: number[]
  /** Weights of the same models: drawn as an outline over the library. */
  weights?: number[]
  /** A value to compare with, drawn as a line. */
  mark?: { at: number; text: string }
}

/** How a property is spread over the library and, with weights, over the ensemble: shares of 1 in equal bins. */
export function histogramChart({ id, title, caption, label, values, weights, mark }: HistogramFacts): Chart {
  const [low = 0, high = 1] = extent(mark ? [...values, mark.at] : values)
  const room = high > low ? (high - low) * 0.02 : 1
  const scale = scaleLinear([low - room, high + room], [0, 1]).nice(12)
  const indices = values.map((_, i) => i)
  const bins = bin<number, number>()
    .value(i => values[i]!)
    .domain(scale.domain() as [number, number])
    .thresholds(scale.ticks(12))(indices)
    .filter(one => one.x1! > one.x0!)
  const library = bins.map(one => one.length / values.length)
  const ensemble = weights ? bins.map(one => one.reduce((sum, i) => sum + weights[i]!, 0)) : null
  return {
    id,
    title,
    caption,
    small: true,
    height: 240,
    legend: ensemble
      ? [
          { mark: 'library', text: 'library' },
          { mark: 'ensemble', text: 'ensemble' },
        ]
      : undefined,
    draw: size => {
      const box = boxOf(size, { left: 52 })
      const x = scaleLinear(scale.domain(), [box.left, box.right])
      const y = scaleLinear([0, Math.max(...library, ...(ensemble ?? []))], [box.bottom, box.top]).nice(4)
      return (
        <>
          <AxisLeft size={size} box={box} scale={y} ticks={linearTicks(y, 4)} label="share of models" grid />
          <Plane size={size}>
            <path
              class="bin"
              d={bins
                .map((one, i) =>
                  library[i] === 0
                    ? ''
                    : `M${round(x(one.x0!) + 1)} ${box.bottom}V${round(y(library[i]!))}H${round(x(one.x1!) - 1)}V${box.bottom}z`,
                )
                .join('')}
            />
          </Plane>
          {mark ? <MarkLine size={size} box={box} at={x(mark.at)} text={mark.text} /> : ''}
          {ensemble ? (
            <Plane size={size}>
              <path
                class="outline"
                d={bins
                  .map(
                    (one, i) =>
                      `${i ? 'L' : 'M'}${round(x(one.x0!))} ${round(y(ensemble[i]!))}H${round(x(one.x1!))}`,
                  )
                  .join('')}
              />
            </Plane>
          ) : (
            ''
          )}
          <AxisBottom size={size} box={box} scale={x} ticks={linearTicks(x, size.ticks)} label={label} />
        </>
      )
    },
    table: () => ({
      head: ['from', 'to', 'library', ...(ensemble ? ['ensemble'] : [])],
      rows: bins.map((one, i) => [one.x0!, one.x1!, library[i]!, ...(ensemble ? [ensemble[i]!] : [])]),
    }),
  }
}

/** The label stands on the side where there is room. */
function MarkLine({ size, box, at, text }: { size: Size; box: Box; at: number; text: string }) {
  const isRight = at > (box.left + box.right) / 2
  return (
    <>
      <Plane size={size}>
        <path class="threshold" d={`M${round(at)} ${box.top}V${box.bottom}`} />
      </Plane>
      <text
        class="tick-text"
        {...beside(size, at, isRight ? -5 : 5)}
        y={String(box.top + 10)}
        text-anchor={isRight ? 'end' : 'start'}
        safe
      >
        {text}
      </text>
    </>
  )
}
