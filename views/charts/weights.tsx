import { scaleLinear } from 'd3-scale'
import type { Interval, Summary } from '#src/ensemble/contract.ts'
import { formatCount, formatWeight } from '../ui/numbers.ts'
import { AxisBottom, linearTicks } from './axes.tsx'
import type { Chart, Size } from './figure.tsx'
import { type Box, beside, boxOf, Level, Plane, round, Shape, share } from './plane.tsx'
import { isWide, RowName } from './rowName.tsx'

export interface WeightedModel {
  /** Its place in the library, from 0. */
  index: number
  colour: string
  name: string
  weight: Summary
  possible?: Interval
  /** Known only of the example: what the curve was made with. */
  truth?: number
}

/** Few models share the room that the fit beside them takes. */
const rowHeightOf = (rows: number) => Math.min(54, Math.max(30, 270 / rows))

/** One row a model, the largest weight first: a bar over the 95 % interval, a line over what is possible and a dot at the mean. */
export function weightsChart({ models, rest }: { models: WeightedModel[]; rest: number }): Chart {
  const hasTruth = models.some(model => model.truth !== undefined)
  const hasPossible = models.some(model => model.possible)
  const height = Math.round(models.length * rowHeightOf(models.length)) + 66
  return {
    id: 'weights-chart',
    title: 'Population weights',
    caption:
      'Dot: the mean weight. Bar: its 95 % interval. ' +
      (hasPossible
        ? 'Line: what the curve alone leaves possible, whatever the prior; where it reaches 0, the data can do without the model.'
        : 'A bar that reaches 0 means that the data can do without the model.') +
      (hasTruth ? ' Open triangle: the weight that the example was made with.' : '') +
      (rest > 0 ? ` ${formatCount(rest, 'smaller weight is', 'smaller weights are')} not drawn.` : ''),
    height,
    fixedHeight: true,
    beside: 'names',
    draw: size => <WeightsDrawing models={models} size={size} />,
    table: () => ({
      head: [
        'Model',
        'mean',
        'sd',
        '2.5 %',
        '97.5 %',
        ...(hasPossible ? ['possible from', 'possible to'] : []),
      ],
      rows: models.map(({ name, weight, possible }) => [
        name,
        weight.mean,
        weight.sd,
        weight.q025,
        weight.q975,
        ...(hasPossible ? [possible?.lower ?? weight.q025, possible?.upper ?? weight.q975] : []),
      ]),
    }),
  }
}

function WeightsDrawing({ models, size }: { models: WeightedModel[]; size: Size }) {
  const wide = isWide(size)
  const rowHeight = rowHeightOf(models.length)
  const box = boxOf(size, { left: wide ? 170 : 118, right: wide ? 130 : 14, top: 8 })
  const highest = Math.max(
    ...models.map(({ weight, possible, truth }) => Math.max(possible?.upper ?? weight.q975, truth ?? 0)),
    0.05,
  )
  const x = scaleLinear([0, Math.min(1, highest * 1.05)], [box.left, box.right])
  const ticks = linearTicks(x, wide ? 6 : 4)
  return (
    <>
      <Plane size={size}>
        <path class="grid" d={ticks.map(tick => `M${round(x(tick.at))} ${box.top}V${box.bottom}`).join('')} />
      </Plane>
      {models.map((model, row) => (
        <WeightRow model={model} x={x} y={box.top + (row + 0.5) * rowHeight} box={box} size={size} />
      ))}
      <AxisBottom size={size} box={box} scale={x} ticks={ticks} label="weight" />
    </>
  )
}

interface RowProps {
  model: WeightedModel
  x: (value: number) => number
  y: number
  box: Box
  size: Size
}

function WeightRow({ model, x, y, box, size }: RowProps) {
  const { weight, possible, truth, colour } = model
  return (
    <g class="weight-row" data-model={String(model.index)}>
      <RowName size={size} right={box.left - 10} y={y + 4} name={model.name} lettersMin={14} />
      {possible ? (
        <Level
          class="possible"
          stroke={colour}
          size={size}
          from={x(possible.lower)}
          to={x(possible.upper)}
          y={y}
        />
      ) : (
        ''
      )}
      <Level class="interval" stroke={colour} size={size} from={x(weight.q025)} to={x(weight.q975)} y={y} />
      <circle class="mean" fill={colour} cx={share(size, x(weight.mean))} cy={String(y)} r="5.5" />
      {truth ? <Shape class="truth" size={size} x={x(truth)} y={y + 4} d="l5 9h-10z" /> : ''}
      {isWide(size) ? (
        <text
          class={`tick-text ${size.plane ? 'on-wide' : ''}`}
          {...beside(size, box.right, 14)}
          y={String(y + 4)}
          safe
        >
          {formatWeight(weight)}
        </text>
      ) : (
        ''
      )}
    </g>
  )
}

/** The interval alone, for a table cell; the numbers stand beside it. */
export function IntervalBar({ colour, weight, max }: { colour: string; weight: Summary; max: number }) {
  const x = (value: number) => round((value / max) * 110 + 5)
  return (
    <svg class="interval-bar" width="120" height="14" aria-hidden="true">
      <path class="axis-line" d="M5 1v12" />
      <path class="interval" stroke={colour} d={`M${x(weight.q025)} 7H${x(weight.q975)}`} />
      <circle class="mean" fill={colour} cx={x(weight.mean)} cy="7" r="4" />
    </svg>
  )
}

/** The patch of colour that stands for a model beside its name. */
export const Swatch = ({ colour }: { colour: string }) => (
  <svg class="swatch" color={colour} aria-hidden="true" />
)
