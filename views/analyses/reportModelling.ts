import type { Result } from '#src/ensemble/contract.ts'
import { evidenceGradeOf, misfitIn, modelLabel } from '#src/ensemble/diagnose/index.ts'
import {
  formatEvidence,
  formatInteger,
  formatMedian,
  formatNumber,
  formatP,
  formatUncertain,
} from '../ui/numbers.ts'
import { hydrationValues } from './hydrationValues.ts'
import { mixtureText } from './mixtureCard.tsx'
import { neutronText } from './neutronText.ts'
import { observablesText } from './observablesCard.tsx'
import { rankedModels } from './rankedModels.ts'
import { blank, type Row, range, type Section } from './reportRows.ts'

/** How many points the fit is of, and why not of all. */
function pointsText({ fit, points }: Result): string {
  if (!points || points.used === points.read) return formatInteger(fit.q.length)
  return points.words.replaceAll('1/A', '1/Å').replace(/\.$/, '')
}

/** The rows of the ensemble itself. */
export function modelling(result: Result): Section {
  const { fit, models, evidence, sampler, hydration, chi2, scale, background, errorScale, energies } = result
  const ranked = rankedModels(models).filter(({ model }) => model.selected)
  const worst = Math.max(...ranked.map(({ model }) => model.weight.rhat), chi2.rhat, scale.rhat)
  const single = result.details?.bestSingle
  const shape = result.details?.shape
  const rows: Row[] = [
    blank('starting'),
    { name: 'Models in the library', value: formatInteger(models.length) },
    { name: 'Models in the ensemble after selection', value: formatInteger(ranked.length) },
    { name: 'q range for modelling (1/Å)', value: range(fit.q[0]!, fit.q.at(-1)!) },
    { name: 'Points', value: pointsText(result) },
    {
      name: 'χ² per point, p-value',
      value: `${fit.chi2PerPoint.toFixed(3)}, ${formatP(misfitIn(result).p)}`,
    },
    ...(shape ? [{ name: 'p-value of the shape of the misfit', value: formatP(shape.p) }] : []),
    ...(single
      ? [
          {
            name: 'χ² per point of the best single model',
            value: `${single.chi2PerPoint.toFixed(3)} (${modelLabel(single.name)})`,
          },
        ]
      : []),
    { name: 'CorMap p-value', value: `${formatP(fit.cormap.p)} (C = ${fit.cormap.c}, n = ${fit.cormap.n})` },
    {
      name: 'Hydration',
      value: hydration ? hydrationText(hydration) : 'as in the profiles that were given',
    },
    ...(result.observables ? [{ name: 'Observables', value: observablesText(result.observables) }] : []),
    ...(result.mixture ? [{ name: 'Particles of the mixture', value: mixtureText(result.mixture) }] : []),
    ...(result.neutrons ? [{ name: 'Neutrons', value: neutronText(result.neutrons) }] : []),
    {
      name: 'Constant background, unit of the data file',
      value: background ? formatUncertain(background.amount.mean, background.amount.sd) : 'none assumed',
    },
    {
      name: 'Stated errors multiplied by',
      value: errorScale ? formatMedian(errorScale.scale) : errorsAsGiven(result),
    },
    ...(energies
      ? [
          {
            name: 'Effective temperature of the energies',
            value: `${formatNumber(energies.temperature.q50, 2)} (95 % interval ${formatNumber(energies.temperature.q025, 2)} – ${formatNumber(energies.temperature.q975, 2)}; spread of the energies ${formatNumber(energies.spread, 2)})`,
          },
        ]
      : []),
    { name: 'Jensen–Shannon divergence', value: fit.jsd.toFixed(3) },
    {
      name: 'ln evidence',
      value: !evidence
        ? 'not calculated'
        : evidenceGradeOf(result)?.grade === 'poor'
          ? 'not known'
          : formatEvidence(evidence),
    },
    { name: 'Largest R-hat', value: `${worst.toFixed(3)}${sampler.converged ? '' : ', not converged'}` },
    blank('deposition'),
  ]
  return { title: 'Ensemble modelling', rows }
}

function hydrationText(hydration: NonNullable<Result['hydration']>): string {
  const { c1, contrast } = hydrationValues(hydration)
  return `${hydration.mode}; contrast ${contrast} e/Å³, c1 ${c1}`
}

function errorsAsGiven({ parameters }: Result): string {
  const { errorScale } = parameters as { errorScale?: unknown }
  return typeof errorScale === 'number' ? String(errorScale) : '1, as stated'
}
