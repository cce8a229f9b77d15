import { scaleLinear } from 'd3-scale'
import type { FitResult } from '#src/ensemble/contract.ts'
import { paths } from '../paths.ts'
import { formatNumber } from '../ui/numbers.ts'
import { AxisBottom, AxisLeft, type Box } from './axes.tsx'
import { ChartFigure, Legend, LegendItem, type Size } from './figure.tsx'
import { scalesOf } from './fitScales.ts'
import { bandPath, dotsPath, errorsPath, linePath, mapped } from './marks.ts'

export type FitView = 'log-linear' | 'log-log' | 'kratky'

export const fitViews: { view: FitView; text: string }[] = [
  { view: 'log-linear', text: 'log I against q' },
  { view: 'log-log', text: 'log–log' },
  { view: 'kratky', text: 'Kratky' },
]

interface FitChartProps {
  /** Another one where a page has several. */
  id?: string
  fit: FitResult
  view: FitView
  /** The address of this page with another view; links without a script, swapped in place with one. */
  hrefOf?: (view: FitView) => string
}

/** Data, posterior-mean curve and predictive band, with the normalised residuals below on the same q axis. */
export function FitChart({ id = 'fit', fit, view, hrefOf }: FitChartProps) {
  const residuals = mapped(fit.q, (_, i) => (fit.intensity[i]! - fit.model[i]!) / fit.sigma[i]!)
  const lower = fit.band.lower
  return (
    <ChartFigure
      id={id}
      title="Fit of the ensemble to the data"
      caption={
        'Points: the data with one standard error. Line: the curve of the ensemble. Band: where 95 % of new data would ' +
        'fall. Below: residuals in standard errors; they should scatter around 0, mostly within ±2, without runs.'
      }
      height={400}
      controls={
        <>
          {hrefOf ? <ViewSwitch view={view} hrefOf={hrefOf} /> : ''}
          <Legend>
            <LegendItem mark="data" text="data" />
            <LegendItem mark="fit" text="ensemble" />
            <LegendItem mark="band" text="95 % predictive band" />
          </Legend>
        </>
      }
      draw={size => <FitDrawing fit={fit} view={view} residuals={residuals} size={size} />}
      table={{
        head: ['q (1/Å)', 'I(q)', 'error', 'ensemble', 'band from', 'band to', 'residual'],
        rows: fit.q.map((q, i) => [
          formatNumber(q, 4),
          formatNumber(fit.intensity[i]!, 4),
          formatNumber(fit.sigma[i]!, 2),
          formatNumber(fit.model[i]!, 4),
          formatNumber(lower[i]!, 4),
          formatNumber(fit.band.upper[i]!, 4),
          residuals[i]!.toFixed(2),
        ]),
      }}
    />
  )
}

function ViewSwitch({ view, hrefOf }: { view: FitView; hrefOf: (view: FitView) => string }) {
  return (
    <nav class="switch" aria-label="Views of the fit">
      {fitViews.map(option => (
        <a
          href={`${hrefOf(option.view)}#fit`}
          hx-get={hrefOf(option.view)}
          hx-target="#fit"
          hx-select="#fit"
          hx-swap="outerHTML"
          aria-current={option.view === view ? 'true' : undefined}
          safe
        >
          {option.text}
        </a>
      ))}
    </nav>
  )
}

interface DrawingProps {
  fit: FitResult
  view: FitView
  residuals: number[]
  size: Size
}

function FitDrawing({ fit, view, residuals, size }: DrawingProps) {
  const box: Box = { left: 56, right: size.width - 10, top: 24, bottom: size.height - 150 }
  const below: Box = { ...box, top: box.bottom + 30, bottom: size.height - 44 }
  const { x, y, xTicks, yTicks, yLabel, convert } = scalesOf(fit, view, box, size)
  const at = (values: number[]) => mapped(values, (value, i) => convert(value, fit.q[i]!))
  const spread = Math.min(8, Math.max(3.5, ...residuals.map(Math.abs)))
  const r = scaleLinear([-spread, spread], [below.bottom, below.top]).clamp(true)
  const low = at(mapped(fit.intensity, (value, i) => value - fit.sigma[i]!))
  const high = at(mapped(fit.intensity, (value, i) => value + fit.sigma[i]!))
  const clip = `fit-clip-${size.name}`
  return (
    <>
      <clipPath id={clip}>
        <rect
          x={String(box.left)}
          y={String(box.top)}
          width={String(box.right - box.left)}
          height={String(box.bottom - box.top)}
        />
      </clipPath>
      <AxisLeft box={box} scale={y} ticks={yTicks} label={yLabel} />
      <AxisBottom box={box} scale={x} ticks={xTicks} label="" bare />
      <g clip-path={`url(#${clip})`}>
        <path
          class="mark-band"
          d={bandPath(fit.q, at(fit.band.lower), at(fit.band.upper), x, y, box.bottom)}
        />
        <path class="mark-error" d={errorsPath(fit.q, low, high, x, y, box.bottom)} />
        <path class="mark-dot" d={dotsPath(fit.q, at(fit.intensity), x, y)} />
        <path class="mark-fit" d={linePath(fit.q, at(fit.model), x, y)} />
      </g>
      <AxisLeft
        box={below}
        scale={r}
        ticks={[-3, 0, 3].map(value => ({ at: value, text: String(value).replace('-', '−') }))}
        label="residual / σ"
        grid
      />
      <path class="mark-dot" d={dotsPath(fit.q, residuals, x, r)} />
      <AxisBottom box={below} scale={x} ticks={xTicks} label="q (1/Å)" />
    </>
  )
}

export const isFitView = (text: string | undefined): text is FitView =>
  fitViews.some(({ view }) => view === text)
export const fitViewHref = (analysisId: number | string) => (view: FitView) =>
  paths.analysis(analysisId, { fit: view })
