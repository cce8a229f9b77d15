import { scaleLinear, scaleLog } from 'd3-scale'
import type { FitResult } from '#src/ensemble/contract.ts'
import { linearTicks, logTicks } from './axes.tsx'
import type { Size } from './figure.tsx'
import type { FitView } from './fit.tsx'
import type { Box } from './plane.tsx'

/** The scales of a view; `convert` turns an intensity at q into what the y axis shows. */
export function scalesOf(fit: FitResult, view: FitView, box: Box, size: Size) {
  const q = fit.q.filter(value => view !== 'log-log' || value > 0)
  const span: [number, number] = [Math.min(...q), Math.max(...q)]
  const xLog = scaleLog(span, [box.left, box.right])
  const xLinear = scaleLinear([view === 'log-log' ? span[0] : 0, span[1]], [box.left, box.right]).nice(
    size.ticks,
  )
  const x = view === 'log-log' ? xLog : xLinear
  const xTicks = view === 'log-log' ? logTicks(xLog, size.ticks) : linearTicks(xLinear, size.ticks)
  const range = [box.bottom, box.top]
  if (view === 'kratky') {
    const convert = (value: number, at: number) => value * at * at
    const shown = fit.q.flatMap((at, i) => [convert(fit.model[i]!, at), convert(fit.intensity[i]!, at)])
    const y = scaleLinear([Math.min(0, quantile(shown, 0.01)), quantile(shown, 0.99) * 1.15], range).nice(5)
    return { x, y, xTicks, yTicks: linearTicks(y, 5), yLabel: 'q² I(q)', convert }
  }
  const positive = [...fit.intensity, ...fit.model].filter(value => value > 0)
  const floor = Math.max(Math.min(...positive), quantile(positive, 0.02) / 3)
  const y = scaleLog([floor / 1.3, Math.max(...positive) * 1.3], range)
  return {
    x,
    y,
    xTicks,
    yTicks: logTicks(y, 6),
    yLabel: 'I(q), log scale',
    convert: (value: number) => value,
  }
}

function quantile(values: number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? 0
}
