import { scaleLinear } from 'd3-scale'
import { convergenceLimits, graded } from '#src/ensemble/diagnose/index.ts'
import { paletteColour } from '#static/modelColours.ts'
import { AxisBottom, AxisLeft, linearTicks, withoutPower } from './axes.tsx'
import type { Chart } from './figure.tsx'
import { linePath, mapped } from './marks.ts'
import { boxOf, Plane, round, share } from './plane.tsx'

/** R-hat of each quantity on one axis, with the line it should stay below. */
export function rhatChart(values: { name: string; rhat: number }[]): Chart {
  const { rhatMax } = convergenceLimits
  const worst = Math.max(rhatMax + 0.002, ...values.map(value => value.rhat).filter(Number.isFinite))
  return {
    id: 'rhat',
    title: 'R-hat of every quantity',
    caption: `One dot for each weight, the scale and χ². All should lie left of the dashed line at ${rhatMax}: then the chains agree.`,
    height: 110,
    small: true,
    beside: 'ends',
    draw: size => {
      const box = boxOf(size, { left: 22, right: 22, top: 10 })
      const x = scaleLinear([0.998, worst * 1.001], [box.left, box.right])
      const middle = (box.top + box.bottom) / 2
      return (
        <>
          <Plane size={size}>
            <path class="threshold" d={`M${round(x(rhatMax))} ${box.top}V${box.bottom}`} />
          </Plane>
          {values.map((value, i) => (
            <circle
              class={['mark-ring', graded('rhat', value.rhat).grade !== 'good' && 'wrong']}
              cx={share(size, x(value.rhat))}
              cy={round(middle + ((i % 5) - 2) * 6)}
              r="3.5"
            />
          ))}
          <AxisBottom size={size} box={box} scale={x} ticks={linearTicks(x, size.ticks)} label="R-hat" />
        </>
      )
    },
    table: () => ({ head: ['quantity', 'R-hat'], rows: values.map(({ name, rhat }) => [name, rhat]) }),
  }
}

interface TraceFacts {
  id: string
  name: string
  /** One thinned series per chain. */
  chains: number[][]
}

/** The path of each chain over one quantity: healthy traces look like grass, all at the same height. */
export function traceChart({ id, name, chains }: TraceFacts): Chart {
  const all = chains.flat()
  const length = Math.max(...chains.map(chain => chain.length))
  return {
    id: `trace-${id}`,
    title: `Traces of ${name}`,
    caption: `${name}: each colour is a chain. The chains should overlap and show no trend.`,
    height: 200,
    small: true,
    draw: size => {
      const box = boxOf(size, { left: 52 })
      const x = scaleLinear([0, Math.max(1, length - 1)], [box.left, box.right])
      const y = scaleLinear([Math.min(...all), Math.max(...all)], [box.bottom, box.top]).nice(4)
      const { ticks, label } = withoutPower(linearTicks(y, 4), name)
      return (
        <>
          <AxisLeft size={size} box={box} scale={y} ticks={ticks} label={label} />
          <Plane size={size}>
            {chains.map((chain, i) => (
              <path
                class="trace"
                stroke={paletteColour(i)}
                d={linePath(
                  mapped(chain, (_, at) => at),
                  chain,
                  x,
                  y,
                )}
              />
            ))}
          </Plane>
          <AxisBottom
            size={size}
            box={box}
            scale={x}
            ticks={linearTicks(x, size.ticks)}
            label="draw (thinned)"
          />
        </>
      )
    },
    table: () => ({
      head: ['chain', 'mean', 'lowest', 'highest'],
      rows: chains.map((chain, i) => [
        String(i + 1),
        chain.reduce((sum, value) => sum + value, 0) / chain.length,
        Math.min(...chain),
        Math.max(...chain),
      ]),
    }),
  }
}
