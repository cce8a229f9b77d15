import { scaleLinear } from 'd3-scale'
import type { Summary } from '#src/ensemble/contract.ts'
import { modelColour } from '#static/modelColours.ts'
import { shortName } from '../ui/modelName.ts'
import { formatUncertain } from '../ui/numbers.ts'
import { AxisBottom, type Box, linearTicks, round } from './axes.tsx'
import type { Chart, Size } from './figure.tsx'

export interface WeightedModel {
  /** Its place in the library, from 0: it decides the colour. */
  index: number
  name: string
  weight: Summary
  /** Known only of the example: what the curve was made with. */
  truth?: number
}

const rowHeight = 30

/** One row a model, the largest weight first: a bar over the 95 % interval and a dot at the mean. */
export function weightsChart({ models, rest }: { models: WeightedModel[]; rest: number }): Chart {
  const hasTruth = models.some(model => model.truth !== undefined)
  const height = models.length * rowHeight + 66
  return {
    id: 'weights-chart',
    title: 'Population weights',
    caption:
      'Dot: the mean weight. Bar: its 95 % interval; a bar that reaches 0 means that the data can do without the model.' +
      (hasTruth ? ' Open triangle: the weight that the example was made with.' : '') +
      (rest > 0 ? ` ${rest} more models with smaller weights are in the table.` : ''),
    height,
    fixedHeight: true,
    draw: size => <WeightsDrawing models={models} size={size} />,
    table: {
      head: ['Model', 'mean', 'sd', '2.5 %', '97.5 %'],
      rows: models.map(({ name, weight }) => [name, weight.mean, weight.sd, weight.q025, weight.q975]),
    },
  }
}

function WeightsDrawing({ models, size }: { models: WeightedModel[]; size: Size }) {
  const wide = size.name !== 'narrow'
  const box: Box = {
    left: wide ? 170 : 96,
    right: size.width - (wide ? 130 : 14),
    top: 8,
    bottom: size.height - 44,
  }
  const highest = Math.max(...models.map(model => Math.max(model.weight.q975, model.truth ?? 0)), 0.05)
  const x = scaleLinear([0, Math.min(1, highest * 1.05)], [box.left, box.right])
  const ticks = linearTicks(x, wide ? 6 : 4)
  return (
    <>
      {ticks.map(tick => (
        <path class="grid" d={`M${round(x(tick.at))} ${box.top}V${box.bottom}`} />
      ))}
      {models.map((model, row) => (
        <WeightRow model={model} x={x} y={box.top + row * rowHeight + rowHeight / 2} box={box} wide={wide} />
      ))}
      <AxisBottom box={box} scale={x} ticks={ticks} label="weight" />
    </>
  )
}

interface RowProps {
  model: WeightedModel
  x: (value: number) => number
  y: number
  box: Box
  wide: boolean
}

function WeightRow({ model, x, y, box, wide }: RowProps) {
  const { weight, truth } = model
  const colour = modelColour(model.index)
  return (
    <g class="weight-row" data-model={String(model.index)}>
      <text class="row-label" x={String(box.left - 10)} y={String(y + 4)} text-anchor="end" safe>
        {shortName(model.name, wide ? 20 : 11)}
      </text>
      <path class="interval" stroke={colour} d={`M${round(x(weight.q025))} ${y}H${round(x(weight.q975))}`} />
      <circle class="mean" fill={colour} cx={round(x(weight.mean))} cy={String(y)} r="5.5" />
      {truth ? <path class="truth" d={`M${round(x(truth))} ${y + 4}l5 9h-10z`} /> : ''}
      {wide ? (
        <text class="tick-text" x={String(box.right + 14)} y={String(y + 4)} safe>
          {formatUncertain(weight.mean, weight.sd)}
        </text>
      ) : (
        ''
      )}
    </g>
  )
}

/** The interval alone, for a table cell; the numbers stand beside it. */
export function IntervalBar({ index, weight, max }: { index: number; weight: Summary; max: number }) {
  const x = (value: number) => round((value / max) * 112 + 3)
  const colour = modelColour(index)
  return (
    <svg class="interval-bar" viewBox="0 0 120 14" width="120" height="14" aria-hidden="true">
      <path class="axis-line" d="M3 1v12" />
      <path class="interval" stroke={colour} d={`M${x(weight.q025)} 7H${x(weight.q975)}`} />
      <circle class="mean" fill={colour} cx={x(weight.mean)} cy="7" r="4" />
    </svg>
  )
}

/** The patch of colour that stands for a model beside its name. */
export function Swatch({ index }: { index: number }) {
  return (
    <svg class="swatch" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
      <rect width="12" height="12" rx="2" fill={modelColour(index)} />
    </svg>
  )
}
