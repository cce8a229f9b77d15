import type { AnalysisOutcome } from '#src/analyses/outcome.ts'
import type { FitResult, Result } from '#src/ensemble/contract.ts'
import type { Figure } from '../charts/figure.tsx'
import { fitChart } from '../charts/fit.tsx'
import { placesWithin, type QRange } from '../charts/fitPart.ts'
import { type FitView, fitViews } from '../charts/fitViews.ts'
import { paths } from '../paths.ts'
import type { ChartChoice } from './resultCharts.ts'

/** The fit as it was chosen to be seen. */
export interface FitFigure {
  figure: Figure
  view: FitView
  /** That can be drawn of this curve. */
  views: FitView[]
  /** Null for the whole curve. */
  range: QRange | null
}

export function fitFigure(
  id: number | string,
  { result, guinier }: AnalysisOutcome,
  choice: ChartChoice,
): FitFigure {
  const { fit } = result
  const views = (Object.keys(fitViews) as FitView[]).filter(
    view => guinier || !('needsBeginning' in fitViews[view]),
  )
  const view = choice.fit && views.includes(choice.fit) ? choice.fit : 'log-linear'
  const range = chosenRange(fit, choice)
  const chart = fitChart({ fit, view, range, beginning: guinier, details: beside(result) })
  return {
    view,
    views,
    range,
    figure: {
      ...chart,
      saved: (ending, width) => paths.analysisChart(id, `${chart.id}.${ending}`, { ...choice, width }),
    },
  }
}

/** A range with fewer points has nothing to draw. */
const pointsMin = 3

function chosenRange(fit: FitResult, { from = '', to = '' }: ChartChoice): QRange | null {
  if (from === '' && to === '') return null
  const range: QRange = [from === '' ? fit.q[0]! : from, to === '' ? fit.q.at(-1)! : to]
  return placesWithin(fit, range).length < pointsMin ? null : range
}

/** What is drawn beside the fit: no best single model where there is but one. */
const beside = ({ models, details }: Result) =>
  details && models.length === 1 ? { ...details, bestSingle: undefined } : details
