import type { Details, FitResult } from '#src/ensemble/contract.ts'
import { AxisBottom, AxisLeft } from './axes.tsx'
import type { Size } from './figure.tsx'
import { type QRange, residualsOf } from './fitPart.ts'
import { type Beginning, type FitView, scalesOf } from './fitViews.ts'
import { bandPath, errorsPath, linePath, mapped } from './marks.ts'
import { type Box, boxOf, Plane } from './plane.tsx'
import { OpenDots } from './points.tsx'
import { Residuals } from './residuals.tsx'

export interface DrawingProps {
  id: string
  view: FitView
  beginning: Beginning | null
  range: QRange
  /** The points in the range. */
  fit: FitResult
  modelBand?: Details['modelBand']
  single?: number[]
}

/** The part of a fit in its range, with the residuals below on the same axis. */
export function FitDrawing({
  id,
  fit,
  view,
  range,
  beginning,
  modelBand,
  single,
  size,
}: DrawingProps & { size: Size }) {
  const box = boxOf(size, { bottom: 150 })
  const below: Box = { ...box, top: box.bottom + 30, bottom: size.height - 44 }
  const scales = scalesOf(fit, view, range, beginning, box, size)
  const { x, y, xTicks, yTicks, xLabel, yLabel, convert, xOf } = scales
  const at = (values: number[]) => mapped(values, convert)
  const band = ({ lower, upper }: Details['modelBand']) =>
    bandPath(fit.q, at(lower), at(upper), x, y, box.bottom)
  const low = at(mapped(fit.intensity, (value, i) => value - fit.sigma[i]!))
  const high = at(mapped(fit.intensity, (value, i) => value + fit.sigma[i]!))
  const clip = `${id}-clip`
  return (
    <>
      <AxisLeft size={size} box={box} scale={y} ticks={yTicks} label={yLabel} />
      <AxisBottom size={size} box={box} scale={xOf} ticks={xTicks} label="" bare />
      <Plane size={size}>
        <clipPath id={clip}>
          <rect
            x={String(box.left)}
            y={String(box.top)}
            width={String(box.right - box.left)}
            height={String(box.bottom - box.top)}
          />
        </clipPath>
        <g clip-path={`url(#${clip})`}>
          <path class="mark-band" d={band(fit.band)} />
          {modelBand ? <path class="mark-model-band" d={band(modelBand)} /> : ''}
          <path class="mark-error" d={errorsPath(fit.q, low, high, x, y, box.bottom)} />
          <OpenDots id={`${id}-dots`} xs={fit.q} ys={at(fit.intensity)} x={x} y={y} />
          {single ? <path class="mark-single" d={linePath(fit.q, at(single), x, y)} /> : ''}
          <path class="mark-fit" d={linePath(fit.q, at(fit.model), x, y)} />
        </g>
      </Plane>
      <Residuals size={size} box={below} x={x} xs={fit.q} residuals={residualsOf(fit)} most={8} />
      <AxisBottom size={size} box={below} scale={xOf} ticks={xTicks} label={xLabel} />
    </>
  )
}
