import { ln } from '../numeric/elementary.ts'
import type { Random } from '../numeric/random.ts'
import { drawOnSegment, logSegment } from './segment.ts'
import { logistic, logLogistic, sliceShare } from './slice.ts'

/** log of 1e-12: a share below it changes no curve. */
export const logNothing: number = -27.631021115928547

/** An exponent from which a slice through all shares finds what it looks for. */
const ordinaryExponent: number = 0.02

/**
 * A draw of the logit of a share from the density of `sliceShare`, for exponents of any size: half of the time a jump, else a step among
 * shares of the same kind. With an exponent near 0 that is a slice between 1e-12 and what is as near to 1, and beyond an exact draw.
 */
export function drawShare(
  a: number,
  b: number,
  h: number,
  g: number,
  total: number,
  x: number,
  random: Random,
): number {
  if (random.uniform() < 0.5) return jumpShare(a, b, h, g, total, x, random)
  if (a > ordinaryExponent && b > ordinaryExponent) return sliceShare(a, b, h, g, total, x, Infinity, random)
  const kind = kindOf(x)
  if (kind === 0) return logNothing - random.exponential() / a
  if (kind === 2) return random.exponential() / b - logNothing
  return sliceShare(a, b, h, g, total, x, -logNothing, random)
}

/**
 * The density of `sliceShare`, crossed in one step: of two that share a total the first has nothing, or both have
 * something, or the second has nothing. With small exponents a and b most of the probability lies at shares of e^(-1/a),
 * and the rest in a peak that slices through all those logarithms would hardly ever meet.
 *
 * One of the other two kinds is proposed. A side with nothing has the mass e^(a logNothing)/a exactly, as the data do not change there;
 * where both have something, the share is proposed from what the data alone say. Returns the logit of the share.
 */
function jumpShare(
  a: number,
  b: number,
  h: number,
  g: number,
  total: number,
  x: number,
  random: Random,
): number {
  const kind = kindOf(x)
  const asked = random.uniform() < 0.5 ? kind + 1 : kind + 2
  const other = asked > 2 ? asked - 3 : asked
  const slope = h - g * total * logistic(x)
  const middle = logSegment(slope, g, total) - ln(total)
  let next = x
  if (other === 0) next = logNothing - random.exponential() / a
  else if (other === 2) next = random.exponential() / b - logNothing
  else {
    const share = drawOnSegment(slope, g, total, random) / total
    next = ln(share / (1 - share))
    if (kindOf(next) !== 1) return x
  }
  const far = -total * (slope + 0.5 * g * total)
  const gain = logMass(other, a, b, middle, far, next) - logMass(kind, a, b, middle, far, x)
  return -random.exponential() < gain ? next : x
}

function kindOf(x: number): i32 {
  return x < logNothing ? 0 : x > -logNothing ? 2 : 1
}

/** Mass of an end, or the density over that of its proposal; relative to the likelihood where the first has nothing. */
function logMass(kind: i32, a: number, b: number, middle: number, far: number, x: number): number {
  if (kind === 0) return a * logNothing - ln(a)
  if (kind === 2) return far + b * logNothing - ln(b)
  return (a - 1) * logLogistic(x) + (b - 1) * logLogistic(-x) + middle
}
