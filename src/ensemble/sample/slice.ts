import { exp, ln } from '../numeric/elementary.ts'
import type { Random } from '../numeric/random.ts'

/**
 * One slice-sampling update of l = log u for the density
 *
 *     p(l) ~ exp(a l - b e^l - q e^(2l) / 2),     a > 0, q > 0, b of any sign,
 *
 * that is, u^(a-1) exp(-b u - q u^2/2) in u: what is left of the posterior when all u but one are held. It has one
 * mode. The slice is bracketed by bounds that depend on its height alone, never on where the point lies in it, so
 * that any point drawn in the bracket and inside the slice is a valid draw; points outside shrink the bracket
 * towards the mode. With t = l - mode, p = b u_m, g = q u_m^2 (p + g = a) and depth d below the mode,
 *
 *     f(t) = p (e^t - 1 - t) + g ((e^(2t) - 1)/2 - t) = d    at both ends;
 *
 * right: for p >= 0, e^t - 1 - t <= d/a gives t <= log(1 + d/a + sqrt(2 d/a)); else the curvature at the mode is
 * the smallest on that side, so t <= sqrt(2 d/(p + 2 g)). Left: f(t) >= a |t| - d_0 with d_0 = p + g/2 (p >= 0) or
 * the same less the dip p^2/(2 g); a tall narrow peak (p < 0) is bracketed by its curvature on e^t >= 3/4 where the
 * slice lies inside that.
 *
 * With `lowest` above -Infinity the density is cut there. Returns the new l. About 1.4 evaluations of the density. Slice
 * sampling: Neal 2003, Annals of Statistics 31:705.
 */
export function sliceGammaNormal(
  a: number,
  b: number,
  q: number,
  l: number,
  u: number,
  lowest: number,
  random: Random,
): number {
  const root = Math.sqrt(b * b + 4 * a * q)
  const mode = b > 0 ? (2 * a) / (b + root) : (root - b) / (2 * q)
  const logMode = ln(mode)
  const p = b * mode
  const g = q * mode * mode
  const peak = a * logMode - mode * (b + 0.5 * q * mode)
  let height = a * l - u * (b + 0.5 * q * u)
  // A point so far below the mode is none of the chain's own (probability e^-100): a swap or a start left it there.
  if (height < peak - 100) height = peak
  const level = height + ln(random.uniform())
  const depth = Math.max(peak - level, 1e-300)

  let right: number
  let left: number
  if (p >= 0) {
    const ratio = depth / a
    right = ln(1 + ratio + Math.sqrt(2 * ratio))
    left = -(depth + p + 0.5 * g) / a
  } else {
    right = Math.sqrt((2 * depth) / (p + 2 * g))
    const atThreeQuarters = p * 0.03768207245178092 + g * 0.06893207245178092
    left =
      depth < atThreeQuarters
        ? -Math.sqrt(depth / (0.1875 * g))
        : -(depth + p + 0.5 * g + (0.5 * p * p) / g) / a
  }
  left = Math.max(left, lowest - logMode)
  while (true) {
    const t = left + (right - left) * random.uniform()
    const next = logMode + t
    const v = exp(next)
    if (a * next - v * (b + 0.5 * q * v) >= level) return next
    if (t < 0) left = t
    else right = t
    if (!(right - left >= 1e-15 * (1 + Math.abs(logMode)))) return logMode
  }
}

/**
 * One slice-sampling update of x = logit(share) for the density
 *
 *     p(x) ~ exp(a log s(x) + b log s(-x) - h t - g t^2 / 2),     s(x) = 1/(1 + e^-x),   t = T (s(x) - s(x_0)),
 *
 * a Beta(a, b) share of a fixed total T times a Gaussian: what is left of the posterior when weight moves along a
 * line on which `total` is shared. The bracket follows from log s(x) <= min(x, 0) and the maximum of the Gaussian
 * part on the line; it shrinks towards the current point, so several modes do not bias the update.
 *
 * `x` is the current logit (any finite number: exponents of 1/500 send it to -1e4), `g` >= 0; beyond `reach` on either side the
 * density is cut. Returns the new logit.
 * 4 to 12 evaluations, fewer where the data leave the share free.
 */
export function sliceShare(
  a: number,
  b: number,
  h: number,
  g: number,
  total: number,
  x: number,
  reach: number,
  random: Random,
): number {
  const share = logistic(x)
  const otherShare = logistic(-x)
  const lowest = -total * share
  const highest = total * otherShare
  const peak = g > 0 ? Math.min(highest, Math.max(lowest, -h / g)) : h > 0 ? lowest : highest
  const best = -peak * (h + 0.5 * g * peak)
  const level = logShares(a, b, x, exp(-Math.abs(x))) + ln(random.uniform())
  let left = Math.max(Math.min((level - best) / a, x), -reach)
  let right = Math.min(Math.max((best - level) / b, x), reach)
  while (true) {
    const next = left + (right - left) * random.uniform()
    const e = exp(-Math.abs(next))
    const smaller = e / (1 + e)
    // The difference of shares near either end keeps its digits: s(next) - s(x) = -(s(-next) - s(-x)).
    const t = total * (next > 0 ? otherShare - smaller : smaller - share)
    if (logShares(a, b, next, e) - t * (h + 0.5 * g * t) >= level) return next
    if (next < x) left = next
    else right = next
    if (!(right - left >= 1e-12 * (1 + Math.abs(x)))) return x
  }
}

/** a log s(x) + b log s(-x), given e^-|x|. */
function logShares(a: number, b: number, x: number, e: number): number {
  return (x < 0 ? a * x : -b * x) - (a + b) * ln(1 + e)
}

/** s(x) = 1 / (1 + e^-x), with all its digits for any x. */
export function logistic(x: number): number {
  const e = exp(-Math.abs(x))
  return x < 0 ? e / (1 + e) : 1 / (1 + e)
}

/** log s(x) for any x, to 1e-16 of the larger of itself and 1. */
export function logLogistic(x: number): number {
  return Math.min(x, 0) - ln(1 + exp(-Math.abs(x)))
}
