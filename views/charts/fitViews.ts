import { scaleLinear, scaleLog } from 'd3-scale'
import type { FitResult } from '#src/ensemble/contract.ts'
import { linearTicks, logTicks } from './axes.tsx'
import type { Size } from './figure.tsx'
import type { QRange } from './fitPart.ts'
import type { Box } from './plane.tsx'

/** A curve near q = 0, as the views that are named after it need it. */
export interface Beginning {
  rg: number
  i0: number
}

interface View {
  text: string
  /** The x axis has a power of q, or its logarithm. */
  x: 'log' | 1 | 2
  xLabel?: string
  yLabel: string
  isLog?: boolean
  /** What the y axis shows of an intensity at point i. */
  y(intensity: number, i: number, fit: FitResult, beginning: Beginning): number
  needsBeginning?: boolean
}

const qLabel = 'q (Å⁻¹)'
const asItIs: View['y'] = intensity => intensity

export const fitViews = {
  'log-linear': { text: 'log I(q)', x: 1, yLabel: 'I(q) (a.u.)', isLog: true, y: asItIs },
  'log-log': { text: 'log–log', x: 'log', yLabel: 'I(q) (a.u.)', isLog: true, y: asItIs },
  linear: { text: 'linear', x: 1, yLabel: 'I(q) (a.u.)', y: asItIs },
  guinier: {
    text: 'Guinier',
    x: 2,
    xLabel: 'q² (Å⁻²)',
    yLabel: 'ln I(q)',
    y: intensity => Math.log(intensity),
  },
  kratky: { text: 'Kratky', x: 1, yLabel: 'q² I(q)', y: (intensity, i, { q }) => q[i]! ** 2 * intensity },
  'kratky-dimensionless': {
    text: 'Kratky, dimensionless',
    x: 1,
    xLabel: 'q Rg',
    yLabel: '(q Rg)² I / I(0)',
    needsBeginning: true,
    y: (intensity, i, { q }, { rg, i0 }) => ((q[i]! * rg) ** 2 * intensity) / i0,
  },
  ratio: {
    text: 'data / ensemble',
    x: 1,
    yLabel: 'I / I(ensemble)',
    y: (intensity, i, { model }) => intensity / model[i]!,
  },
} satisfies Record<string, View>
export type FitView = keyof typeof fitViews

/** The Guinier view goes up to this q Rg where no range is chosen: a little beyond the straight part. */
const guinierEnd = 2

/** What a view shows of the curve: the range that was chosen, as far as the view can, or the whole. */
export function shownRange(
  { q }: FitResult,
  view: FitView,
  range: QRange | null,
  beginning: Beginning | null,
): QRange {
  const isLog = fitViews[view].x === 'log'
  const drawable = q.filter(value => !isLog || value > 0)
  const [least, most] = [Math.min(...drawable), Math.max(...drawable)]
  if (range) return [isLog ? Math.max(range[0], least) : range[0], range[1]]
  if (view === 'guinier' && beginning)
    return [0, Math.max(q[4] ?? most, Math.min(most, guinierEnd / beginning.rg))]
  return [isLog ? least : 0, most]
}

/** The scales of a view for the points of `fit`, which lie in the range: `x` of q, `xOf` and `y` of what the axes show. */
export function scalesOf(
  fit: FitResult,
  name: FitView,
  [from, to]: QRange,
  beginning: Beginning | null,
  box: Box,
  size: Size,
) {
  const view: View = fitViews[name]
  const near = beginning ?? { rg: 1, i0: 1 }
  const across = [box.left, box.right]
  const times = view.needsBeginning ? near.rg : 1
  const of = (q: number) => (view.x === 2 ? q * q : times * q)
  const xScale = view.x === 'log' ? scaleLog([from, to], across) : scaleLinear([of(from), of(to)], across)
  const xTicks = 'base' in xScale ? logTicks(xScale, size.ticks) : linearTicks(xScale, size.ticks)
  const convert = (intensity: number, i: number) => view.y(intensity, i, fit, near)
  const { y, yTicks } = heights(fit, view, convert, [box.bottom, box.top])
  const { xLabel = qLabel, yLabel } = view
  return { xOf: xScale, x: (q: number) => xScale(of(q)), y, xTicks, yTicks, xLabel, yLabel, convert }
}

/** Room for a tick's number above another. */
const tickRow = 20

function heights(
  fit: FitResult,
  view: View,
  convert: (intensity: number, i: number) => number,
  range: number[],
) {
  const shown = [...fit.intensity.map(convert), ...fit.model.map(convert)].filter(Number.isFinite)
  if (view.isLog) {
    const positive = shown.filter(value => value > 0)
    const floor = Math.max(Math.min(...positive), quantile(positive, 0.02) / 3)
    const y = scaleLog([floor / 1.3, Math.max(...positive) * 1.3], range)
    return { y, yTicks: logTicks(y, (range[0]! - range[1]!) / tickRow) }
  }
  const [low, high] = [quantile(shown, 0.01), quantile(shown, 0.99)]
  const room = 0.08 * (high - low)
  const y = scaleLinear([low > 0 && low < 3 * room ? 0 : low - room, high + room], range)
  return { y, yTicks: linearTicks(y, 5) }
}

function quantile(values: number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? 0
}
