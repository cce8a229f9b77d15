import type { ModelResult, Result } from '#src/ensemble/contract.ts'
import { compareEvidences, convergenceLimits, verdictIn } from '#src/ensemble/diagnose/index.ts'
import { coloursOf } from '#static/modelColours.ts'
import { equalsP, formatChi2, formatEvidence, formatInteger, formatUncertain } from '../ui/numbers.ts'
import { curvesIn, ofCurve } from './curvesIn.ts'
import { verdictBadges } from './verdictBadges.ts'

/** What the evidence says of two analyses, in words. */
export interface Judgement {
  kind: 'info' | 'done' | 'warning'
  title: string
  text: string
}

/** What the evidences of two analyses say, with their names. */
export function judge(a: { name: string; result: Result }, b: { name: string; result: Result }): Judgement {
  const compared = compareEvidences(a.result, b.result)
  if (!compared.comparable)
    return { kind: 'warning', title: 'The evidences cannot be compared.', text: compared.words }
  const { preferred, difference, reach, words } = compared
  const text = `The logarithm of the Bayes factor is ${formatUncertain(difference, reach)} (95 %), ${words}.`
  if (preferred === null) return { kind: 'info', title: 'The data do not prefer either.', text }
  const better = preferred === 'a' ? a : b
  return { kind: 'done', title: `The data prefer “${better.name}”.`, text }
}

/** The numbers of an analysis in the order of the table. */
export function numbersOf(result: Result): { name: string; value: string }[] {
  const { fit, models, evidence, details, sampler, agreement } = result
  const loo = details?.loo
  const curves = curvesIn(result)
  return [
    { name: 'Curve', value: verdictBadges[verdictIn(result).code].text },
    ...curves.map(curve => ({ name: `Points${ofCurve(curve)}`, value: formatInteger(curve.fit.q.length) })),
    {
      name: 'Models selected',
      value: `${models.filter(model => model.selected).length} of ${models.length}`,
    },
    ...curves.map(curve => ({
      name: `χ² per point${ofCurve(curve)}`,
      value: `${formatChi2(curve.fit.chi2PerPoint, 3)}, ${equalsP(curve.misfit.p)}`,
    })),
    ...curves.map(curve => ({
      name: `CorMap${ofCurve(curve)}`,
      value: `C = ${curve.fit.cormap.c}, ${equalsP(curve.fit.cormap.p)}`,
    })),
    ...(agreement
      ? [
          {
            name: 'ln evidence of one ensemble over one for each curve',
            value: agreement.logBayesFactor.toFixed(1),
          },
        ]
      : []),
    { name: 'Jensen–Shannon divergence', value: fit.jsd.toFixed(3) },
    { name: 'ln evidence', value: evidence ? formatEvidence(evidence) : '–' },
    { name: 'Leave-one-out score', value: loo ? formatUncertain(loo.elpd, loo.se) : '–' },
    { name: 'Converged', value: sampler.converged ? 'yes' : 'no' },
  ]
}

export interface Pair {
  index: number
  colour: string
  name: string
  a: ModelResult['weight']
  b: ModelResult['weight']
  /** Difference of the means in standard deviations of the difference. */
  apart: number
}

/** The models that weigh something in either, the largest first. Both have the library of the study. */
export function pairsOf(a: Result, b: Result, least = convergenceLimits.weightMin): Pair[] {
  const others = new Map(b.models.map(model => [model.name, model.weight]))
  const colours = coloursOf(a.models.map(({ name, weight }) => weight.mean + (others.get(name)?.mean ?? 0)))
  return a.models
    .flatMap(({ name, weight }, index) => {
      const other = others.get(name)
      if (!other) return []
      const sd = Math.hypot(weight.sd, other.sd)
      return [
        {
          index,
          colour: colours[index]!,
          name,
          a: weight,
          b: other,
          apart: sd > 0 ? (weight.mean - other.mean) / sd : 0,
        },
      ]
    })
    .filter(pair => Math.max(pair.a.mean, pair.b.mean) >= least)
    .toSorted((one, two) => Math.max(two.a.mean, two.b.mean) - Math.max(one.a.mean, one.b.mean))
}

/** The parameters that are not the same in both. */
export function differing(
  a: { name: string; value: string }[],
  b: { name: string; value: string }[],
): { name: string; a: string; b: string }[] {
  const valueIn = (list: typeof a, name: string) => list.find(each => each.name === name)?.value ?? '–'
  const names = [...new Set([...a, ...b].map(each => each.name))]
  return names
    .map(name => ({ name, a: valueIn(a, name), b: valueIn(b, name) }))
    .filter(each => each.a !== each.b)
}
