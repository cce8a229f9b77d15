import type { Details } from '#src/ensemble/contract.ts'
import { type Judgement, thresholds } from '#src/ensemble/diagnose/index.ts'
import { formatP, formatUncertain } from '../ui/numbers.ts'
import type { Figure } from './figures.ts'

/** The numbers that only results of this program have. */
export function detailFigures(details: Details, models: number, numbers: Judgement['numbers']): Figure[] {
  const { posteriorPredictiveP, numericalRank, loo, shiftChi2, energyParameter } = details
  const figures: Figure[] = [
    {
      meaning: 'ppc',
      name: 'Predictive p-value',
      value: formatP(posteriorPredictiveP),
      judged: numbers.ppcP,
    },
  ]
  if (models > 1)
    figures.push({
      meaning: 'rank',
      name: 'Numerical rank',
      value: String(numericalRank),
      beside: `of ${models} models`,
    })
  if (shiftChi2) {
    const value = formatUncertain(shiftChi2.mean, shiftChi2.sd)
    figures.push({ meaning: 'shiftChi2', name: 'χ² of the shifts', value, beside: 'in all' })
  }
  if (energyParameter) {
    const value = formatUncertain(energyParameter.mean, energyParameter.sd)
    figures.push({ meaning: 'energies', name: 'ln concentration', value, beside: 'of the energies' })
  }
  if (loo) {
    const value = formatUncertain(loo.elpd, loo.se)
    figures.push({ meaning: 'loo', name: 'Leave-one-out score', value, beside: paretoWords(loo.paretoK) })
  }
  return figures
}

/** How many points have importance weights without a usable variance. */
function paretoWords(paretoK: number[]): string {
  const doubtful = paretoK.filter(k => thresholds.paretoK.judge(k) !== 'good').length
  return doubtful === 0
    ? 'reliable at every point'
    : `${doubtful} of ${paretoK.length} points too influential for it`
}
