import type { ModelResult, Result } from '#src/ensemble/contract.ts'
import { formatP, formatUncertain } from '../ui/numbers.ts'

/** What the evidence says of two analyses, in words. */
export interface Judgement {
  kind: 'info' | 'done' | 'warning'
  title: string
  text: string
}

/** ln Bayes factors below these are called small and notable; above, strong (after Kass & Raftery 1995). */
const [notable, strong] = [3, 5]

/** Compares the evidences, where they can be compared: the same points, proper priors, converged sampling. */
export function judge(a: { name: string; result: Result }, b: { name: string; result: Result }): Judgement {
  const [first, second] = [a.result.evidence, b.result.evidence]
  const cannot = (text: string): Judgement => ({
    kind: 'warning',
    title: 'The evidences cannot be compared.',
    text,
  })
  if (!first || !second) return cannot('At least one of the analyses has no evidence estimate.')
  if (!samePoints(a.result, b.result))
    return cannot(
      'The two analyses used different points of the curve. Run one again with the q range of the other.',
    )
  if (!a.result.details?.shiftChi2 !== !b.result.details?.shiftChi2)
    return cannot('Only one of the analyses has chemical shifts among its data.')
  if (first.scalePrior !== 'half-normal' || second.scalePrior !== 'half-normal')
    return cannot(
      'With a flat prior of the scale the evidence has no fixed constant. Use the half-normal prior.',
    )
  if (!a.result.sampler.converged || !b.result.sampler.converged)
    return cannot('At least one of them has not converged. Run it again with more iterations.')
  const difference = first.log - second.log
  const error = Math.hypot(first.error, second.error)
  const numbers = `The logarithm of the Bayes factor is ${formatUncertain(Math.abs(difference), error)}`
  if (Math.abs(difference) < Math.max(1, 2 * error))
    return {
      kind: 'info',
      title: 'The data do not prefer either.',
      text: `${numbers}, which is negligible.`,
    }
  const better = difference > 0 ? a : b
  const size = Math.abs(difference)
  const words =
    size < notable ? 'a small difference' : size < strong ? 'a notable difference' : 'a strong difference'
  return { kind: 'done', title: `The data prefer “${better.name}”.`, text: `${numbers}, ${words}.` }
}

/** Whether two results used the same points with the same errors. */
function samePoints({ fit: a }: Result, { fit: b }: Result): boolean {
  if (a.q.length !== b.q.length) return false
  return a.q.every((q, i) => q === b.q[i] && a.intensity[i] === b.intensity[i] && a.sigma[i] === b.sigma[i])
}

/** The numbers of an analysis in the order of the table. */
export function numbersOf({
  fit,
  models,
  evidence,
  details,
  sampler,
}: Result): { name: string; value: string }[] {
  const loo = details?.loo
  return [
    { name: 'Points', value: String(fit.q.length) },
    {
      name: 'Models selected',
      value: `${models.filter(model => model.selected).length} of ${models.length}`,
    },
    { name: 'χ² per point', value: `${fit.chi2PerPoint.toFixed(3)}, p ${formatP(fit.chi2P)}` },
    { name: 'CorMap', value: `C = ${fit.cormap.c}, p ${formatP(fit.cormap.p)}` },
    { name: 'Jensen–Shannon divergence', value: fit.jsd.toFixed(3) },
    { name: 'ln evidence', value: evidence ? formatUncertain(evidence.log, evidence.error) : '–' },
    { name: 'Leave-one-out score', value: loo ? formatUncertain(loo.elpd, loo.se) : '–' },
    { name: 'Converged', value: sampler.converged ? 'yes' : 'no' },
  ]
}

export interface Pair {
  index: number
  name: string
  a: ModelResult['weight']
  b: ModelResult['weight']
  /** Difference of the means in standard deviations of the difference. */
  apart: number
}

/** The models that weigh something in either, the largest first. Both have the library of the study. */
export function pairsOf(a: Result, b: Result, least = 0.01): Pair[] {
  const others = new Map(b.models.map(model => [model.name, model.weight]))
  return a.models
    .flatMap(({ name, weight }, index) => {
      const other = others.get(name)
      if (!other) return []
      const sd = Math.hypot(weight.sd, other.sd)
      return [{ index, name, a: weight, b: other, apart: sd > 0 ? (weight.mean - other.mean) / sd : 0 }]
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
