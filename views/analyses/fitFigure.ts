import type { AnalysisOutcome } from '#src/analyses/outcome.ts'
import type { FitResult, Result } from '#src/ensemble/contract.ts'
import type { Figure } from '../charts/figure.tsx'
import { fitChart } from '../charts/fit.tsx'
import { placesWithin, type QRange } from '../charts/fitPart.ts'
import { type FitView, fitViews } from '../charts/fitViews.ts'
import { paths } from '../paths.ts'
import { curvesIn, placeMark } from './curvesIn.ts'
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

/** @param place of the curve among several, from 0 */
export function fitFigure(
  id: number | string,
  { result, guinier: ofFirst }: AnalysisOutcome,
  all: ChartChoice,
  place = 0,
): FitFigure {
  const choice = choiceFor(all, place)
  const { fit, name, modelBand } = curvesIn(result)[place]!
  const guinier = place === 0 ? ofFirst : null
  const views = (Object.keys(fitViews) as FitView[]).filter(
    view => guinier || !('needsBeginning' in fitViews[view]),
  )
  const view = choice.fit && views.includes(choice.fit) ? choice.fit : 'log-linear'
  const range = chosenRange(fit, choice)
  const details = name === null ? beside(result) : modelBand && { modelBand }
  const chart = fitChart({
    id: `fit${placeMark(place)}`,
    of: name,
    fit,
    view,
    range,
    beginning: guinier,
    details,
  })
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

/** What was chosen to be seen of the curve at a place; of the others nothing was. */
export function choiceFor({ fit, from, to, curve = 1, ...others }: ChartChoice, place: number): ChartChoice {
  if (curve !== place + 1) return place === 0 ? others : { ...others, curve: place + 1 }
  return { fit, from, to, ...(place === 0 ? {} : { curve }), ...others }
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
