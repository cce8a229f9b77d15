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
  bins: HistogramBin[]
  /** A value to compare with, drawn as a line. */
  mark?: { at: number; text: string }
}

/** Shares of 1 of one of several equal bins. */
export interface HistogramBin {
  from: number
  to: number
  library: number
  ensemble?: number
  /** The 95 % interval of the ensemble's share. */
  low?: number
  high?: number
}

/** Values in about twelve equal bins with round edges, and the sums of their weights. */
export function binsOf(values: number[], weights?: number[], mark?: number): HistogramBin[] {
  const [low = 0, high = 1] = extent(mark === undefined ? values : [...values, mark])
  const room = high > low ? (high - low) * 0.02 : 1
  const scale = scaleLinear([low - room, high + room], [0, 1]).nice(12)
  return bin<number, number>()
    .value(i => values[i]!)
    .domain(scale.domain() as [number, number])
    .thresholds(scale.ticks(12))(values.map((_, i) => i))
    .filter(one => one.x1! > one.x0!)
    .map(one => ({
      from: one.x0!,
      to: one.x1!,
      library: one.length / values.length,
      ensemble: weights && one.reduce((sum, i) => sum + weights[i]!, 0),
    }))
}

/** How a property is spread over the library and, where the bins say so, over the ensemble. */
export function histogramChart({ id, title, caption, label, bins, mark }: HistogramFacts): Chart {
  const hasEnsemble = bins[0]?.ensemble !== undefined
  const hasInterval = bins[0]?.high !== undefined
  const domain = [bins[0]?.from ?? 0, bins.at(-1)?.to ?? 1]
  return {
    id,
    title,
    caption,
    small: true,
    height: 240,
    legend: hasEnsemble
      ? [
          { mark: 'library', text: 'library' },
          { mark: 'ensemble', text: 'ensemble' },
        ]
      : undefined,
    draw: size => {
      const box = boxOf(size, { left: 52 })
      const x = scaleLinear(domain, [box.left, box.right])
      const highest = Math.max(
        ...bins.flatMap(({ library, ensemble = 0, high = 0 }) => [library, ensemble, high]),
      )
      const y = scaleLinear([0, highest], [box.bottom, box.top]).nice(4)
      return (
        <>
          <AxisLeft size={size} box={box} scale={y} ticks={linearTicks(y, 4)} label="share of models" grid />
          <Plane size={size}>
            <path
              class="bin"
              d={bins
                .map(({ from, to, library }) =>
                  library === 0
                    ? ''
                    : `M${round(x(from) + 1)} ${box.bottom}V${round(y(library))}H${round(x(to) - 1)}V${box.bottom}z`,
                )
                .join('')}
            />
          </Plane>
          {mark ? <MarkLine size={size} box={box} at={x(mark.at)} text={mark.text} /> : ''}
          {hasEnsemble ? (
            <Plane size={size}>
              {hasInterval ? (
                <path
                  class="outline-band"
                  d={bins
                    .map(({ from, to, low = 0, high = 0 }) =>
                      high === 0
                        ? ''
                        : `M${round(x(from))} ${round(y(low))}V${round(y(high))}H${round(x(to))}V${round(y(low))}z`,
                    )
                    .join('')}
                />
              ) : (
                ''
              )}
              <path
                class="outline"
                d={bins
                  .map(
                    ({ from, to, ensemble = 0 }, i) =>
                      `${i ? 'L' : 'M'}${round(x(from))} ${round(y(ensemble))}H${round(x(to))}`,
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
      head: [
        'from',
        'to',
        'library',
        ...(hasEnsemble ? ['ensemble'] : []),
        ...(hasInterval ? ['ensemble 2.5 %', 'ensemble 97.5 %'] : []),
      ],
      rows: bins.map(({ from, to, library, ensemble, low, high }) =>
        [from, to, library, ensemble, low, high].filter(value => value !== undefined),
      ),
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
