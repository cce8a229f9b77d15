import type { Result } from '#src/ensemble/contract.ts'
import type { Graded, Judgement } from '#src/ensemble/diagnose/index.ts'
import {
  formatDuration,
  formatEvidence,
  formatInterval,
  formatNumber,
  formatP,
  formatUncertain,
} from '../ui/numbers.ts'
import { detailFigures } from './detailFigures.ts'
import { hydrationValues } from './hydrationValues.ts'
import type { Meaning } from './meanings.ts'

/** A number of a result as its card shows it. */
export interface Figure {
  meaning: Meaning
  name: string
  value: string
  beside?: string
  /** What it is good for. */
  judged?: Graded | null
}

/** Every number of a result that is not of one model. */
export function figuresOf(result: Result, numbers: Judgement['numbers']): Figure[] {
  const { fit, evidence, scale, chi2, sampler, models, details, hydration } = result
  const { cormapP, shapeP } = numbers
  const figures: Figure[] = [
    {
      meaning: 'chi2',
      name: 'χ² per point',
      value: fit.chi2PerPoint.toFixed(3),
      judged: numbers.chi2P,
      beside: `${fit.q.length} points, p ${formatP(numbers.chi2P.value)}; posterior ${formatUncertain(chi2.mean, chi2.sd)} in all`,
    },
    {
      meaning: 'cormap',
      name: 'CorMap',
      value: `C = ${fit.cormap.c}`,
      judged: shapeP && cormapP.grade === 'good' ? shapeP : cormapP,
      beside: `among ${fit.cormap.n} points, p ${formatP(fit.cormap.p)}${shapeP ? `; of the shape, p ${formatP(shapeP.value)}` : ''}`,
    },
    { meaning: 'jsd', name: 'Jensen–Shannon divergence', value: fit.jsd.toFixed(3), judged: numbers.jsd },
    ...(details ? detailFigures(details, models.length, numbers) : []),
    ...(hydration ? [hydrationFigure(hydration)] : []),
    ...measurementFigures(result, numbers),
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
    ...figures.slice(0, 3),
    {
      meaning: 'evidence',
      name: 'ln evidence',
      value: formatEvidence(evidence),
      beside,
      judged: numbers.evidence,
    },
    ...figures.slice(3),
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
function measurementFigures({ background, errorScale }: Result, numbers: Judgement['numbers']): Figure[] {
  const figures: Figure[] = []
  if (background) {
    const { amount, share } = background
    figures.push({
      meaning: 'background',
      name: 'Constant background',
      value: formatUncertain(amount.mean, amount.sd),
      beside: `${formatNumber(100 * share, 2)} % of I(0)`,
    })
  }
  if (errorScale) {
    const { scale, reference } = errorScale
    figures.push({
      meaning: 'errorScale',
      name: 'Errors multiplied by',
      value: scale.q50.toFixed(2),
      judged: numbers.errorScale,
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
function ensembleFigures({ effectiveModels, prior }: Result): Figure[] {
  const figures: Figure[] = []
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
