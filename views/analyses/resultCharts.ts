import type { AnalysisOutcome } from '#src/analyses/outcome.ts'
import type { Details, Result } from '#src/ensemble/contract.ts'
import { modelLabel } from '#src/ensemble/diagnose/index.ts'
import type { EnsembleTraces } from '#src/ensemble/structures/index.ts'
import { restColour } from '#static/modelColours.ts'
import { composedChart } from '../charts/composed.tsx'
import { cormapChart } from '../charts/cormap.tsx'
import { correlationChart } from '../charts/correlations.tsx'
import { densityChart } from '../charts/density.tsx'
import { rhatChart, traceChart } from '../charts/diagnostics.tsx'
import { distancesChart } from '../charts/distances.tsx'
import { ensembleChart } from '../charts/ensemble.tsx'
import type { Chart, Figure } from '../charts/figure.tsx'
import type { FitView } from '../charts/fitViews.ts'
import { jointChart } from '../charts/joint.tsx'
import { rankChart } from '../charts/ranks.tsx'
import { weightsChart } from '../charts/weights.tsx'
import { paths } from '../paths.ts'
import { curvesIn, placeMark } from './curvesIn.ts'
import { fitFigure } from './fitFigure.ts'
import { pairOf } from './pair.ts'
import { modelsByName, rankedModels } from './rankedModels.ts'
import { sizeCharts } from './sizeCharts.ts'

/**
 * What a person chose to see, as the address has it: a view of the fit with its part from one q to another, two models by
 * their place in the library, a way to group models by its place among those that the result has, and of a property, by its
 * place as well, the threshold of which the share above is told.
 */
export interface ChartChoice {
  fit?: FitView
  from?: number | ''
  to?: number | ''
  /** Which of several curves these are of, from 1. */
  curve?: number
  a?: number
  b?: number
  groups?: number
  property?: number
  above?: number | ''
}

/** Models in the chart of the weights. */
export const drawnModels = 12
const drawnDensities = 8

/** Every chart of a result, each with the address that it can be saved from. */
export function resultCharts(id: number | string, outcome: AnalysisOutcome, choice: ChartChoice = {}) {
  const { result } = outcome
  const { details } = result
  const savable = (chart: Chart): Figure => ({
    ...chart,
    saved: (ending, width) => paths.analysisChart(id, `${chart.id}.${ending}`, { ...choice, width }),
  })
  const pair = pairOf(outcome, choice)
  const weights = savable(weightsChart(drawn(outcome)))
  const curves = curvesIn(result)
  const [fit, ...furtherFits] = curves.map((_, place) => fitFigure(id, outcome, choice, place).figure)
  const ensemble = outcome.traces && savable(ensembleOf(outcome, outcome.traces))
  const [rg] = sizeCharts(outcome)
  const distances = curves.map(({ name: of, distances }, place) => {
    const id = `distances${placeMark(place)}`
    return distances ? savable(distancesChart({ ...distances, p: distances.data }, { id, of })) : null
  })
  const panels = result.models.length > 1 ? [weights, ensemble, rg] : [...distances, ensemble]
  return {
    composed: savable(composedChart([fit, ...furtherFits, ...panels].filter(chart => chart != null))),
    weights,
    fit: fit!,
    furtherFits,
    ensemble,
    cormaps: curves.map((curve, place) =>
      savable(cormapChart(curve.fit, { id: `cormap${placeMark(place)}`, of: curve.name })),
    ),
    sizes: sizeCharts(outcome, choice).map(savable),
    distances,
    correlations:
      details && details.largest.length > 1
        ? savable(correlationChart({ names: details.largest, correlations: details.correlations }))
        : null,
    pair: pair && { ...pair, chart: savable(jointChart(pair)) },
    posteriors: details ? posteriorsOf(result, details).map(savable) : [],
    rhat: savable(rhatChart(quantitiesOf(result))),
    traces: (details?.traces ?? []).map((trace, at) =>
      savable(traceChart({ id: String(at), ...trace, name: quantityName(trace.name) })),
    ),
    ranks: (details?.ranks ?? []).map((rank, at) =>
      savable(rankChart({ id: String(at), ...rank, name: quantityName(rank.name) })),
    ),
  }
}

export type ResultCharts = ReturnType<typeof resultCharts>

/** The chart with this id, where the result has one. */
export function findChart({ pair, ...others }: ResultCharts, id: string): Figure | undefined {
  return [...Object.values(others).flat(), pair?.chart].find(chart => chart?.id === id) ?? undefined
}

/** The models that a chart has room for, the largest weight first. */
export function drawn({ result, truth }: AnalysisOutcome, most = drawnModels) {
  const ranked = rankedModels(result.models).filter(({ model }) => model.selected)
  const models = ranked.slice(0, most).map(({ model, index, colour }) => ({
    index,
    colour,
    name: model.name,
    weight: model.weight,
    possible: model.possible,
    truth: truth ? (truth[model.name] ?? 0) : undefined,
  }))
  return { models, rest: ranked.length - models.length }
}

function ensembleOf({ result }: AnalysisOutcome, traces: EnsembleTraces): Chart {
  const byName = modelsByName(result.models)
  return ensembleChart({ traces, lookOf: name => byName.get(name) ?? { index: -1, colour: restColour } })
}

function posteriorsOf({ models }: Result, { largest, densities, histograms }: Details): Chart[] {
  const byName = modelsByName(models)
  return largest.slice(0, drawnDensities).map((name, place) => {
    const { model, index, colour } = byName.get(name)!
    return densityChart({
      index,
      colour,
      name,
      weight: model.weight,
      histogram: histograms?.[place] ?? occupied(densities[place]!),
    })
  })
}

/** Of older results, with bins from 0 to 1: those up to the last that holds draws, and one more. */
function occupied(all: number[]) {
  const last = all.findLastIndex(share => share > 0)
  const shares = all.slice(0, Math.min(all.length, Math.max(last + 2, 5)))
  return { from: 0, to: shares.length / all.length, shares }
}

/** The scale and chi2 are sampled beside the weights, which have the names of their models. */
export const quantityName = (name: string) => (name === 'chi2' ? 'χ²' : modelLabel(name))

const quantitiesOf = ({ models, scale, chi2 }: Result) => [
  ...models.filter(model => model.selected).map(({ name, weight }) => ({ name, rhat: weight.rhat })),
  { name: 'scale', rhat: scale.rhat },
  { name: quantityName('chi2'), rhat: chi2.rhat },
]
