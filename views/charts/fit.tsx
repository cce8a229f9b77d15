import type { Details, FitResult } from '#src/ensemble/contract.ts'
import { modelLabel } from '#src/ensemble/diagnose/index.ts'
import { AxisBottom, AxisLeft } from './axes.tsx'
import type { Chart, Size } from './figure.tsx'
import { bandWithin, partOf, placesWithin, type QRange, residualsOf } from './fitPart.ts'
import { type Beginning, type FitView, fitViews, scalesOf, shownRange } from './fitViews.ts'
import type { LegendItem } from './legend.tsx'
import { bandPath, errorsPath, linePath, mapped } from './marks.ts'
import { type Box, boxOf, Plane } from './plane.tsx'
import { OpenDots } from './points.tsx'
import { Residuals } from './residuals.tsx'

interface FitFacts {
  /** Another one where a page has several. */
  id?: string
  fit: FitResult
  view: FitView
  /** What is shown of the curve; the whole of it otherwise. */
  range?: QRange | null
  beginning?: Beginning | null
  /** The band of the curve without noise, and the one model that fits best alone, where they are known. */
  details?: Pick<Details, 'modelBand' | 'bestSingle'>
}

/** Data, posterior-mean curve and bands, with the normalised residuals below on the same q axis. */
export function fitChart({
  id = 'fit',
  fit,
  view,
  range = null,
  beginning = null,
  details,
}: FitFacts): Chart {
  const residuals = residualsOf(fit)
  const single = details?.bestSingle
  const modelBand = details?.modelBand.lower.length === fit.q.length ? details.modelBand : undefined
  const shown = shownRange(fit, view, range, beginning)
  const places = placesWithin(fit, shown)
  const drawn: DrawingProps = {
    id,
    view,
    beginning,
    range: shown,
    fit: partOf(fit, places),
    modelBand: modelBand && bandWithin(modelBand, places),
    single: single && places.map(i => single.curve[i]!),
  }
  return {
    id,
    title: 'Fit of the ensemble to the data',
    caption:
      'Points: the data with one standard error. Line: the curve of the ensemble. Light band: where 95 % of new data would ' +
      'fall. ' +
      (modelBand ? 'Dark band: where the curve itself lies with 95 % probability. ' : '') +
      (single ? `Dashed: ${modelLabel(single.name)} alone, the best of all single models. ` : '') +
      'Below: residuals in standard errors; they should scatter around 0, mostly within ±2, without runs.',
    height: 290,
    legend: [
      { mark: 'data', text: 'data' },
      { mark: 'fit', text: `ensemble, χ²/N ${fit.chi2PerPoint.toFixed(2)}` },
      ...(modelBand ? [{ mark: 'model-band', text: '95 % of the curve' } as const] : []),
      { mark: 'band', text: '95 % of new data' },
      ...(single
        ? [{ mark: 'single', text: `best single model, χ²/N ${single.chi2PerPoint.toFixed(2)}` } as const]
        : []),
    ] satisfies LegendItem[],
    draw: size => <FitDrawing {...drawn} size={size} />,
    pointer: { x: fitViews[view].x, range: shown, told: [0, 1, 2, 3, 6] },
    table: () => ({
      head: [
        'q (1/Å)',
        'I(q)',
        'error',
        'ensemble',
        'data from',
        'data to',
        'residual (σ)',
        ...(modelBand ? ['curve from', 'curve to'] : []),
        ...(single ? ['best single model'] : []),
      ],
      rows: fit.q.map((q, i) => [
        q,
        fit.intensity[i]!,
        fit.sigma[i]!,
        fit.model[i]!,
        fit.band.lower[i]!,
        fit.band.upper[i]!,
        residuals[i]!,
        ...(modelBand ? [modelBand.lower[i]!, modelBand.upper[i]!] : []),
        ...(single ? [single.curve[i]!] : []),
      ]),
    }),
  }
}

interface DrawingProps {
  id: string
  view: FitView
  beginning: Beginning | null
  range: QRange
  /** The points in the range. */
  fit: FitResult
  modelBand?: Details['modelBand']
  single?: number[]
}

function FitDrawing({
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
