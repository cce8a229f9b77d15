import type { Details, FitResult } from '#src/ensemble/contract.ts'
import { modelLabel } from '#src/ensemble/diagnose/index.ts'
import { formatChi2 } from '../ui/numbers.ts'
import type { Chart } from './figure.tsx'
import { type DrawingProps, FitDrawing } from './fitDrawing.tsx'
import { bandWithin, partOf, placesWithin, type QRange, residualsOf } from './fitPart.ts'
import { type Beginning, type FitView, fitViews, shownRange } from './fitViews.ts'
import type { LegendItem } from './legend.tsx'

interface FitFacts {
  /** Another one where a page has several. */
  id?: string
  /** Which of several curves it is of. */
  of?: string | null
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
  of = null,
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
    title: of === null ? 'Fit of the ensemble to the data' : `Fit of the ensemble to ${of}`,
    caption:
      'Points: the data with one standard error, as stated. Line: the curve of the ensemble. Light band: where 95 % of new data would ' +
      'fall. ' +
      (modelBand ? 'Dark band: where the curve itself lies with 95 % probability. ' : '') +
      (single ? `Dashed: ${modelLabel(single.name)} alone, the best of all single models. ` : '') +
      'Below: residuals in these errors, whose mean square is χ²/N; they should scatter around 0, mostly within ±2, without runs.',
    height: 272,
    legend: [
      { mark: 'data', text: 'data' },
      { mark: 'fit', text: `ensemble, χ²/N ${formatChi2(fit.chi2PerPoint)}` },
      ...(modelBand ? [{ mark: 'model-band', text: '95 % of the curve' } as const] : []),
      { mark: 'band', text: '95 % of new data' },
      ...(single
        ? [{ mark: 'single', text: `best single model, χ²/N ${formatChi2(single.chi2PerPoint)}` } as const]
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
