/**
 * The special functions of the model, in double precision. Formulas: Abramowitz & Stegun (1964), NIST DLMF.
 *
 * All are scalar, allocate nothing and cost tens of nanoseconds to a microsecond; none is called in the sampler's
 * inner loops.
 */

import { exp, ln, log1p } from './elementary.ts'

/** log sqrt(2 pi). */
export const logSqrt2Pi = 0.9189385332046728

/** log |Gamma(x)| for x > 0, relative error 1e-14. Small x by log Gamma(x + 1) - log x; DLMF 5.11.1 from 10 up. */
export function logGamma(x: number): number {
  if (x < 1e-5) return -0.5772156649015329 * x + 0.8224670334241132 * x * x - ln(x)
  let shift: number = 1
  let y = x
  while (y < 10) {
    shift *= y
    y += 1
  }
  const r = 1 / (y * y)
  const series: number =
    (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r * (1 / 1188 - (r * 691) / 360360))))) / y
  return (y - 0.5) * ln(y) - y + logSqrt2Pi + series - ln(shift)
}

/** psi(x) = d log Gamma / dx for x > 0. Recurrence up to 10, then DLMF 5.11.2. */
export function digamma(x: number): number {
  let sum = 0
  let y = x
  while (y < 10) {
    sum -= 1 / y
    y += 1
  }
  const r = 1 / (y * y)
  const series =
    r * (1 / 12 - r * (1 / 120 - r * (1 / 252 - r * (1 / 240 - r * (1 / 132 - (r * 691) / 32760)))))
  return sum + ln(y) - 0.5 / y - series
}

/** psi'(x) for x > 0. Recurrence up to 10, then the derivative of DLMF 5.11.2. */
export function trigamma(x: number): number {
  let sum = 0
  let y = x
  while (y < 10) {
    sum += 1 / (y * y)
    y += 1
  }
  const r = 1 / (y * y)
  const series = r * (1 / 6 - r * (1 / 30 - r * (1 / 42 - r * (1 / 30 - r * (5 / 66 - (r * 691) / 2730)))))
  return sum + 1 / y + 0.5 * r + series / y
}

/**
 * exp(x^2) erfc(x), which neither overflows nor underflows for x >= 0; for x < 0 by reflection (overflows below -26).
 * Rational Chebyshev approximations of Cody 1969, Math. Comp. 23:631, relative error 1e-15; the series of DLMF 7.6.2 below 0.5.
 */
export function erfcx(x: number): number {
  if (x < 0) return 2 * exp(x * x) - erfcx(-x)
  if (x < 0.5) {
    let term = x
    let sum = x
    for (let n = 1; term > 1e-17 * sum; n++) sum += term *= (2 * x * x) / (2 * n + 1)
    return exp(x * x) - 1.1283791670955126 * sum
  }
  if (x <= 4) {
    let top = 2.1531153547440383e-8 * x
    let bottom = x
    for (let n = 0; n < 7; n++) {
      top = (top + codyTop[n]) * x
      bottom = (bottom + codyBottom[n]) * x
    }
    return (top + codyTop[7]) / (bottom + codyBottom[7])
  }
  const y = 1 / (x * x)
  let top = 0.016315387137302097 * y
  let bottom = y
  for (let n = 0; n < 4; n++) {
    top = (top + codyFarTop[n]) * y
    bottom = (bottom + codyFarBottom[n]) * y
  }
  return (0.5641895835477563 - (y * (top + codyFarTop[4])) / (bottom + codyFarBottom[4])) / x
}

const codyTop = [
  0.5641884969886701, 8.883149794388377, 66.11919063714163, 298.6351381974001, 881.952221241769,
  1712.0476126340707, 2051.0783778260716, 1230.3393547979972,
]
const codyBottom = [
  15.744926110709835, 117.6939508913125, 537.1811018620099, 1621.3895745666903, 3290.7992357334597,
  4362.619090143247, 3439.3676741437216, 1230.3393548037495,
]
const codyFarTop = [
  0.30532663496123236, 0.36034489994980445, 0.12578172611122926, 0.016083785148742275, 0.0006587491615298378,
]
const codyFarBottom = [
  2.568520192289822, 1.8729528499234673, 0.5279051029514285, 0.06051834131244132, 0.0023352049762686918,
]

/** Phi(x), the standard normal distribution function. */
export function normalCdf(x: number): number {
  const y = Math.abs(x) * Math.SQRT1_2
  const tail = y > 27 ? 0 : 0.5 * erfcx(y) * exp(-y * y)
  return x < 0 ? tail : 1 - tail
}

/** log Phi(x), accurate in the far left tail, where Phi underflows. */
export function logNormalCdf(x: number): number {
  if (x > 0) return log1p(-normalCdf(-x))
  return ln(0.5 * erfcx(-x * Math.SQRT1_2)) - 0.5 * x * x
}

/** Inverse of Phi for 0 < p < 1: Acklam's rational start (2003, relative error 1e-9) and one step of Halley. */
export function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p)
  let x: number
  if (p < 0.02425) {
    const t = Math.sqrt(-2 * ln(p))
    const above =
      ((((-7.784894002430293e-3 * t - 0.3223964580411365) * t - 2.400758277161838) * t - 2.549732539343734) *
        t +
        4.374664141464968) *
        t +
      2.938163982698783
    const below =
      (((7.784695709041462e-3 * t + 0.3224671290700398) * t + 2.445134137142996) * t + 3.754408661907416) *
        t +
      1
    x = above / below
  } else {
    const t = p - 0.5
    const r = t * t
    const above =
      ((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r -
        30.66479806614716) *
        r +
      2.506628277459239
    const below =
      ((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r -
        13.28068155288572) *
        r +
      1
    x = (above * t) / below
  }
  const error = (normalCdf(x) - p) * 2.5066282746310002 * exp(0.5 * x * x)
  return x - error / (1 + 0.5 * x * error)
}

/**
 * Q(a, x) = Gamma(a, x) / Gamma(a), the upper regularised incomplete gamma function, a > 0, x >= 0.
 * Series (DLMF 8.7.1) for x < a + 1, the continued fraction (DLMF 8.9.2) by Lentz's method otherwise.
 */
export function gammaQ(a: number, x: number): number {
  if (x <= 0) return 1
  const front = exp(a * ln(x) - x - logGamma(a))
  if (x < a + 1) {
    let term = 1 / a
    let sum = term
    for (let n = 1; term > 1e-17 * sum; n++) sum += term *= x / (a + n)
    return Math.max(0, 1 - front * sum)
  }
  let b = x + 1 - a
  let c = 1e300
  let d = 1 / b
  let h = d
  for (let n = 1; n < 100000; n++) {
    const an = -n * (n - a)
    b += 2
    d = 1 / (an * d + b)
    c = b + an / c
    const step = c * d
    h *= step
    if (Math.abs(step - 1) < 1e-16) break
  }
  return front * h
}

/** P(X >= chi2) for a chi-squared variable with `degrees` of freedom; 1 when there are none. */
export function chi2UpperTail(chi2: number, degrees: number): number {
  return degrees > 0 ? gammaQ(degrees / 2, chi2 / 2) : 1
}

/**
 * P(T >= t) for Student's t with `degrees` of freedom, t >= 0: half the regularised incomplete beta function at x = degrees/(degrees + t^2), by
 * the continued fraction of DLMF 8.17.22 and Lentz's method. Infinitely many degrees: the normal distribution.
 */
export function studentUpperTail(t: number, degrees: number): number {
  if (!Number.isFinite(degrees)) return normalCdf(-t)
  const x = degrees / (degrees + t * t)
  const a = degrees / 2
  const b = 0.5
  // It converges fast below the mean of the beta distribution; beyond that by reflection.
  return x < (a + 1) / (a + b + 2) ? 0.5 * betaBelow(x, a, b) : 0.5 - 0.5 * betaBelow(1 - x, b, a)
}

/** I_x(a, b) for x below (a + 1)/(a + b + 2). */
function betaBelow(x: number, a: number, b: number): number {
  if (!(x > 0)) return 0
  const front = exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * ln(x) + b * log1p(-x))
  let c = 1
  let d = 1 / (1 - ((a + b) * x) / (a + 1))
  let h = d
  for (let m = 1; m < 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / (1 + even * d)
    c = 1 + even / c
    h *= c * d
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / (1 + odd * d)
    c = 1 + odd / c
    h *= c * d
    if (Math.abs(c * d - 1) < 1e-15) break
  }
  return (front * h) / a
}

/** How many standard errors a 95 % interval reaches to either side where the error has `degrees` of freedom: 3.18 with 3, 1.96 with many. */
export function studentReach(degrees: number): number {
  let low = 0
  let high = 1
  while (studentUpperTail(high, degrees) > 0.025) high *= 2
  while (high - low > 1e-12 * high) {
    const middle = (low + high) / 2
    if (studentUpperTail(middle, degrees) > 0.025) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** log sum exp over an array; -Infinity when it is empty. */
export function logSumExp(values: ArrayLike<number>): number {
  let largest = -Infinity
  for (let i = 0; i < values.length; i++) if (values[i] > largest) largest = values[i]
  if (largest === -Infinity) return largest
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += exp(values[i] - largest)
  return largest + ln(sum)
}
