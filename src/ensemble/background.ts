import type { Curve } from './contract.ts'
import { guinierFit } from './curve/guinier.ts'
import type { NuisanceInput } from './nuisance.ts'
import { hypot } from './numeric/elementary.ts'
import type { Part } from './parts.ts'

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
  const seen = hypot(above / below, 1 / Math.sqrt(below))
  const [least, most] = shareRange.map(share => share * Math.abs(forward))
  return { priorSd: Math.min(most, Math.max(least, seen)), forward }
}

/** The directions given and, as the last, the background of each part that has one, at `pointCount` points. */
export function withBackgrounds(
  input: NuisanceInput | undefined,
  parts: Pick<Part, 'background' | 'from' | 'to'>[],
  pointCount: number,
): NuisanceInput | undefined {
  const open = parts.filter(({ background }) => background !== null)
  if (open.length === 0) return input
  const { directions, mean, sd, lower, upper } = input ?? { directions: [], mean: [], sd: [] }
  const constants = new Float64Array(open.length * pointCount)
  open.forEach(({ from, to }, row) => {
    constants.fill(1, row * pointCount + from, row * pointCount + to)
  })
  const each = (value: number) => open.map(() => value)
  return {
    directions: Float64Array.from([...directions, ...constants]),
    mean: Float64Array.from([...mean, ...each(0)]),
    sd: Float64Array.from([...sd, ...open.map(({ background }) => background!.priorSd)]),
    ...(lower ? { lower: Float64Array.of(...lower, ...each(Number.NEGATIVE_INFINITY)) } : {}),
    ...(upper ? { upper: Float64Array.of(...upper, ...each(Number.POSITIVE_INFINITY)) } : {}),
  }
}
