import { extent } from 'd3-array'
import { scaleLinear } from 'd3-scale'
import { modelLabel } from '#src/ensemble/diagnose/index.ts'
import { shortName } from '../ui/modelName.ts'
import { formatSigned } from '../ui/numbers.ts'
import { AxisBottom, AxisLeft, linearTicks } from './axes.tsx'
import type { Chart } from './figure.tsx'
import { dotsPath } from './marks.ts'
import { boxOf, Plane } from './plane.tsx'

interface JointFacts {
  /** The names of two models and the weight of each in the same draws. */
  a: { name: string; weights: number[] }
  b: { name: string; weights: number[] }
  correlation: number
}

/** More show no other shape, and are bytes of every page; a saved file has all. */
const dotsOnPage = 200

/** Two weights draw by draw: how one gives way to the other. */
export function jointChart({ a, b, correlation }: JointFacts): Chart {
  // From left to right the steps between dots are short, and so is their path.
  const order = [...a.weights.keys()].sort((one, other) => a.weights[one]! - a.weights[other]!)
  const every = Math.ceil(order.length / dotsOnPage)
  const onPage = order.filter(draw => draw % every === 0)
  return {
    id: 'joint',
    title: `Weights of ${modelLabel(a.name)} and ${modelLabel(b.name)} together`,
    caption:
      `Each dot is a draw of the posterior; correlation ${formatSigned(correlation, 2)}. ` +
      'A band that falls to the right means that the curve knows the sum of the two better than either; a round cloud, that they are independent.',
    small: true,
    height: 320,
    draw: size => {
      const box = boxOf(size)
      const x = scaleLinear(spanOf(a.weights), [box.left, box.right]).nice(size.ticks)
      const y = scaleLinear(spanOf(b.weights), [box.bottom, box.top]).nice(5)
      const dots = size.plane ? onPage : order
      return (
        <>
          <AxisLeft
            size={size}
            box={box}
            scale={y}
            ticks={linearTicks(y, 5)}
            label={`weight of ${shortName(b.name)}`}
            grid
          />
          <Plane size={size}>
            <path
              class="cloud"
              d={dotsPath(
                dots.map(draw => a.weights[draw]!),
                dots.map(draw => b.weights[draw]!),
                x,
                y,
              )}
            />
          </Plane>
          <AxisBottom
            size={size}
            box={box}
            scale={x}
            ticks={linearTicks(x, size.ticks)}
            label={`weight of ${shortName(a.name)}`}
          />
        </>
      )
    },
    table: () => ({
      head: [a.name, b.name],
      rows: a.weights.map((weight, draw) => [weight, b.weights[draw]!]),
    }),
  }
}

function spanOf(weights: number[]): [number, number] {
  const [low = 0, high = 1] = extent(weights)
  return high > low ? [low, high] : [low, low + 0.01]
}
