import type { Result } from '#src/ensemble/contract.ts'
import { cormapGradeOf, type Graded, graded, type Judgement } from '#src/ensemble/diagnose/index.ts'
import {
  equalsP,
  formatChi2,
  formatDuration,
  formatEvidence,
  formatInterval,
  formatNumber,
  formatUncertain,
} from '../ui/numbers.ts'
import { type CurveOfResult, curvesIn, ofCurve } from './curvesIn.ts'
import { detailFigures } from './detailFigures.ts'
import { hydrationValues } from './hydrationValues.ts'
import type { Meaning } from './meanings.ts'

/** A number of a result as its card shows it. */
export interface Figure {
  meaning: Meaning
  name: string
  value: string
  beside?: string
  /** Of which of several curves it is, from 0. */
  place?: number
  /** What it is good for. */
  judged?: Graded | null
}

/** Every number of a result that is not of one model. */
export function figuresOf(result: Result, numbers: Judgement['numbers']): Figure[] {
  const { fit, evidence, scale, sampler, models, details, hydration } = result
  const curves = curvesIn(result)
  const fits = curves.flatMap((curve, place) => fitFigures(result, curve, place, numbers))
  const figures: Figure[] = [
    ...fits,
    { meaning: 'jsd', name: 'Jensen–Shannon divergence', value: fit.jsd.toFixed(3), judged: numbers.jsd },
    ...(details ? detailFigures(details, models.length, numbers) : []),
    ...(hydration ? [hydrationFigure(hydration)] : []),
    ...curves.flatMap(measurementFigures),
    ...energyFigures(result),
    ...ensembleFigures(result),
    { meaning: 'scale', name: 'Scale', value: formatUncertain(scale.mean, scale.sd) },
    {
      meaning: 'draws',
      name: 'Draws',
      value: formatNumber(sampler.draws, 6),
      beside: `${sampler.chains} chains, ${formatDuration(sampler.cpuSeconds)} of computing`,
    },
  ]
  if (!evidence) return figures
  const check = evidence.check
  const beside = check ? `${formatEvidence(check)} by ${check.method}` : evidence.method
  return [
    ...figures.slice(0, fits.length + 1),
    {
      meaning: 'evidence',
      name: 'ln evidence',
      value: formatEvidence(evidence),
      beside,
      judged: numbers.evidence,
    },
    ...figures.slice(fits.length + 1),
  ]
}

/** How well the ensemble fits a curve. Of several the shape of the misfit is that of all together. */
function fitFigures(
  { chi2, curves }: Result,
  curve: CurveOfResult,
  place: number,
  { shapeP: shape }: Judgement['numbers'],
): Figure[] {
  const { fit, misfit } = curve
  const chi2P = graded('chi2P', misfit.p)
  const cormapP = cormapGradeOf(fit)
  const shapeP = place === 0 ? shape : null
  const inAll = curves ? '' : `; posterior ${formatUncertain(chi2.mean, chi2.sd)} in all`
  return [
    {
      meaning: 'chi2',
      place,
      name: `χ² per point${ofCurve(curve)}`,
      value: formatChi2(fit.chi2PerPoint, 3),
      judged: chi2P,
      beside: `${fit.q.length} points, ${equalsP(misfit.p)}${inAll}`,
    },
    {
      meaning: 'cormap',
      place,
      name: `CorMap${ofCurve(curve)}`,
      value: `C = ${fit.cormap.c}`,
      judged: shapeP && cormapP?.grade === 'good' ? shapeP : cormapP,
      beside: `among ${fit.cormap.n} points, ${equalsP(fit.cormap.p)}${shapeP ? `; of the shape, ${equalsP(shapeP.value)}` : ''}`,
    },
  ]
}

function hydrationFigure(hydration: NonNullable<Result['hydration']>): Figure {
  const { c1, contrast } = hydrationValues(hydration)
  return {
    meaning: 'hydration',
    name: 'Hydration shell',
    value: `${contrast} e/Å³`,
    beside: `c1 ${c1}; ${hydration.mode}`,
  }
}

/** What the measurement adds to the model: a constant background, and how far the stated errors are off. */
function measurementFigures(curve: CurveOfResult, place: number): Figure[] {
  const { background, errorScale } = curve
  const figures: Figure[] = []
  if (background) {
    const { amount, share } = background
    figures.push({
      meaning: 'background',
      place,
      name: `Constant background${ofCurve(curve)}`,
      value: formatUncertain(amount.mean, amount.sd),
      beside: `${formatNumber(100 * share, 2)} % of I(0)`,
    })
  }
  if (errorScale) {
    const { scale, reference } = errorScale
    figures.push({
      meaning: 'errorScale',
      place,
      name: `Errors multiplied by${ofCurve(curve)}`,
      value: scale.q50.toFixed(2),
      judged: graded('errorScale', scale.q50),
      beside: `${formatInterval(scale)}; the scatter of the points alone says ${reference.toFixed(2)}`,
    })
  }
  return figures
}

/** How far the data follow the energies. */
function energyFigures({ energies }: Result): Figure[] {
  if (!energies) return []
  const { spread, temperature, ignored } = energies
  return [
    {
      meaning: 'energyTemperature',
      name: 'Effective temperature of the energies',
      value: formatNumber(temperature.q50, 2),
      beside: `95 % interval ${formatNumber(temperature.q025, 2)} – ${formatNumber(temperature.q975, 2)}; the energies spread by ${formatNumber(spread, 2)} and are as good as ignored with ${formatNumber(100 * ignored, 2)} % probability (25 % before the data)`,
    },
  ]
}

/** How many models the ensemble is made of. */
function ensembleFigures({ models, effectiveModels, prior }: Result): Figure[] {
  const figures: Figure[] = []
  if (models.length === 1) return figures
  if (effectiveModels)
    figures.push({
      meaning: 'effectiveModels',
      name: 'Effective number of models',
      value: effectiveModels.q50.toFixed(1),
      beside: formatInterval(effectiveModels, 1),
    })
  if (prior?.members)
    figures.push({
      meaning: 'members',
      name: 'Models that take part',
      value: prior.members.q50.toFixed(0),
      beside: formatInterval(prior.members, 0),
    })
  return figures
}
