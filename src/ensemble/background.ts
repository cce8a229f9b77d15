import type { BackgroundResult, Curve } from './contract.ts'
import { guinierFit } from './curve/guinier.ts'
import type { NuisanceInput } from './nuisance.ts'
import { logSumExp } from './numeric/special.ts'
import { byChain, type Draws } from './posterior/draws.ts'
import { summaryOf } from './posterior/summary.ts'
import type { Problem } from './problem.ts'

/**
 * A constant that sample and buffer differ by beside the particles, b ~ Normal(0, s_b): one more direction of
 * nuisance.ts, the same at every q, integrated out with the others. Unmatched buffers leave one in nearly every measurement;
 * held at 0, hydration and weights make up for it.
 */

/** `auto`: sd from the curve itself; `none`: b = 0; a number: the sd, in the unit of the curve. */
export type BackgroundSetting = 'auto' | 'none' | number

/** What a problem knows of its background: the prior's sd, and I(0), both in the unit of the curve. */
export interface Background {
  priorSd: number
  forward: number
}

/** s_b is at least and at most this share of I(0): what good and poor buffer subtraction leaves. */
const shareRange = [0.001, 0.02] as const
const tailShare = 0.1

/**
 * The prior of the background of a curve; null with `none`.
 *
 * With `auto`, s_b is the root of the squares of mean intensity and its standard error over the last tenth of the curve
 * (a background is seldom more than all of that), but 0.1 to 2 % of I(0). I(0) is Guinier's, or the largest intensity
 * where there is no Guinier range.
 */
export function backgroundOf(curve: Curve, setting: BackgroundSetting): Background | null {
  if (setting === 'none' || setting === 0) return null
  const forward = guinierFit(curve)?.i0 ?? curve.intensity.reduce((a, b) => Math.max(a, b))
  if (setting !== 'auto') return { priorSd: setting, forward }
  const start = Math.min(curve.q.length - 1, Math.floor((1 - tailShare) * curve.q.length))
  let [above, below] = [0, 0]
  for (let i = start; i < curve.q.length; i++) {
    above += curve.intensity[i] / curve.sigma[i] ** 2
    below += 1 / curve.sigma[i] ** 2
  }
  const seen = Math.hypot(above / below, 1 / Math.sqrt(below))
  const [least, most] = shareRange.map(share => share * Math.abs(forward))
  return { priorSd: Math.min(most, Math.max(least, seen)), forward }
}

/** The directions given and, as the last, the background, at `pointCount` points. */
export function withBackground(
  input: NuisanceInput | undefined,
  background: Background | null,
  pointCount: number,
): NuisanceInput | undefined {
  if (!background) return input
  const { directions, mean, sd, lower, upper } = input ?? { directions: [], mean: [], sd: [] }
  return {
    directions: Float64Array.from([...directions, ...new Array<number>(pointCount).fill(1)]),
    mean: Float64Array.from([...mean, 0]),
    sd: Float64Array.from([...sd, background.priorSd]),
    ...(lower ? { lower: Float64Array.of(...lower, Number.NEGATIVE_INFINITY) } : {}),
    ...(upper ? { upper: Float64Array.of(...upper, Number.POSITIVE_INFINITY) } : {}),
  }
}

/**
 * The background among the draws, and whether it was needed.
 *
 * The evidence with it over that without is the ratio of the densities of b at 0 before and after the data (Dickey 1971,
 * Ann. Math. Stat. 42:204). Given u and the errors, b/s_b ~ Normal(m/p, g^2/p) with g = f/f0, and
 * before the data Normal(0, g^2), so that the ratio is the inverse of the mean over draws of sqrt(p) exp(-m^2/(2 p g^2)).
 */
export function backgroundResult(
  { background, nodes, errorScale }: Problem,
  draws: Draws,
): BackgroundResult | null {
  if (!background) return null
  const { count } = nodes[0].nuisance!
  const last = count - 1
  const amounts = Float64Array.from({ length: draws.count }, (_, d) => draws.nuisance[d * count + last])
  const logs = new Float64Array(draws.count)
  for (let d = 0; d < draws.count; d++) {
    const { precision, data, curves } = nodes[draws.node[d]].nuisance!
    let m = data[last]
    for (let k = 0; k < draws.modelCount; k++)
      m -= draws.scale[d] * draws.weights[d * draws.modelCount + k] * curves[k * count + last]
    const spread = draws.errorScale[d] / errorScale.reference
    logs[d] = 0.5 * Math.log(precision[last]) - (0.5 * m * m) / (precision[last] * spread * spread)
  }
  const amount = summaryOf(byChain(draws, amounts))
  return {
    priorSd: background.priorSd,
    amount,
    share: amount.mean / background.forward,
    logBayesFactor: Math.log(draws.count) - logSumExp(logs),
  }
}
