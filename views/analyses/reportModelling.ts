import type { Result } from '#src/ensemble/contract.ts'
import { evidenceGradeOf, modelLabel } from '#src/ensemble/diagnose/index.ts'
import {
  formatChi2,
  formatEvidence,
  formatInteger,
  formatMedian,
  formatNumber,
  formatP,
  formatShort,
  formatUncertain,
} from '../ui/numbers.ts'
import { agreementText } from './curvesCard.tsx'
import { type CurveOfResult, curvesIn, ofCurve } from './curvesIn.ts'
import { hydrationValues } from './hydrationValues.ts'
import { mixtureText } from './mixtureCard.tsx'
import { neutronText } from './neutronText.ts'
import { observablesText } from './observablesCard.tsx'
import { rankedModels } from './rankedModels.ts'
import { blank, type Row, range, type Section } from './reportRows.ts'

/** How many points the fit is of, and why not of all. */
function pointsText({ fit, points }: CurveOfResult): string {
  if (!points || points.used === points.read) return formatInteger(fit.q.length)
  return points.words.replaceAll('1/A', '1/Å').replace(/\.$/, '')
}

/** The rows of the ensemble itself. */
export function modelling(result: Result): Section {
  const { fit, models, evidence, sampler, hydration, chi2, scale, energies, agreement } = result
  const curves = curvesIn(result)
  const ranked = rankedModels(models).filter(({ model }) => model.selected)
  const worst = Math.max(...ranked.map(({ model }) => model.weight.rhat), chi2.rhat, scale.rhat)
  const single = result.details?.bestSingle
  const shape = result.details?.shape
  const rows: Row[] = [
    blank('starting'),
    { name: 'Models in the library', value: formatInteger(models.length) },
    { name: 'Models in the ensemble after selection', value: formatInteger(ranked.length) },
    ...curves.flatMap(curve => [
      {
        name: `q range for modelling${ofCurve(curve)} (1/Å)`,
        value: range(curve.fit.q[0]!, curve.fit.q.at(-1)!),
      },
      { name: `Points${ofCurve(curve)}`, value: pointsText(curve) },
      {
        name: `χ² per point, p-value${ofCurve(curve)}`,
        value: `${formatChi2(curve.fit.chi2PerPoint, 3)}, ${formatP(curve.misfit.p)}`,
      },
    ]),
    ...(result.curves ? [{ name: 'Whether the curves agree', value: agreementText(agreement) }] : []),
    ...(shape ? [{ name: 'p-value of the shape of the misfit', value: formatP(shape.p) }] : []),
    ...(single
      ? [
          {
            name: 'χ² per point of the best single model',
            value: `${formatChi2(single.chi2PerPoint, 3)} (${modelLabel(single.name)})`,
          },
        ]
      : []),
    ...curves.map(curve => ({ name: `CorMap p-value${ofCurve(curve)}`, value: cormapText(curve.fit) })),
    {
      name: 'Hydration',
      value: hydration ? hydrationText(hydration) : 'as in the profiles that were given',
    },
    ...(result.observables ? [{ name: 'Observables', value: observablesText(result.observables) }] : []),
    ...(result.mixture ? [{ name: 'Particles of the mixture', value: mixtureText(result.mixture) }] : []),
    ...curves.flatMap((curve, place) => measurementRows(result, curve, place)),
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
  ]
  return { title: 'Ensemble modelling', rows }
}

const cormapText = ({ cormap }: Result['fit']) => `${formatP(cormap.p)} (C = ${cormap.c}, n = ${cormap.n})`

/** How a curve was taken. */
function measurementRows(result: Result, curve: CurveOfResult, place: number): Row[] {
  const { neutrons, slit, background, errorScale } = curve
  return [
    ...(neutrons ? [{ name: `Neutrons${ofCurve(curve)}`, value: neutronText(neutrons) }] : []),
    ...(slit ? [{ name: `Slit${ofCurve(curve)}`, value: slitText(slit) }] : []),
    {
      name: `Constant background${ofCurve(curve)}, unit of the data file`,
      value: background ? formatUncertain(background.amount.mean, background.amount.sd) : 'none assumed',
    },
    {
      name: `Stated errors multiplied by${ofCurve(curve)}`,
      value: errorScale ? formatMedian(errorScale.scale) : place === 0 ? errorsAsGiven(result) : 'as given',
    },
  ]
}

const slitText = ({ length, plateau, width }: NonNullable<Result['slit']>) =>
  `profiles smeared with a beam of half-length ${length} 1/Å, ${formatShort(100 * plateau)} % of it level, and width ${width} 1/Å`

function hydrationText(hydration: NonNullable<Result['hydration']>): string {
  const { c1, contrast } = hydrationValues(hydration)
  return `${hydration.mode}; contrast ${contrast} e/Å³, c1 ${c1}`
}

function errorsAsGiven({ parameters }: Result): string {
  const { errorScale } = parameters as { errorScale?: unknown }
  return typeof errorScale === 'number' ? String(errorScale) : '1, as stated'
}
