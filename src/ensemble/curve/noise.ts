import type { Curve } from '../contract.ts'
import { hypot, ln } from '../numeric/elementary.ts'
import { guinierFit } from './guinier.ts'

/** Fewer points than this tell too little, and lie too far apart. */
const pointsMin = 30
/** Median of the square of a standard normal number. */
const medianOfSquare = 0.4549364
/** Points so far apart, in 1/Rg, still lie on a smooth curve: in simulated ones of 0.4 % noise they scatter by 1 % more for it. */
const spacingOverSize = 0.15
/**
 * sd of log scatter times the root of the number of points, beside the noise that it shares with chi2: 1.25 to 1.5 in simulated curves
 * of 50 to 1,000 points.
 */
const estimateSd = 1.4
/** Neighbours that scatter less than the others by this factor, and by more than chance allows, depend on one another. */
const [dependentMax, dependentDeviations] = [0.85, 2.5]

/** How much the points of a curve scatter about any smooth curve. */
export interface Scatter {
  /** In units of their errors: 1 where the errors are right, 3 where they are three times too small, 0.3 where they are too large. */
  overError: number
  /** Standard error of its logarithm. */
  logSd: number
  /** How many neighbouring points depend on one another, as after a running mean over so many; 1 where none do. */
  dependent: number
}

/**
 * The scatter is seen in fourth divided differences, which a smooth curve leaves nearly at 0: with c_j = 1 / prod_{k != j} (q_j - q_k) over
 * five points, z = sum c_j I_j / sqrt(sum c_j^2 sigma_j^2) is standard normal. The answer is sqrt(median z^2 / 0.455), which a few outliers
 * do not move. Points that share their q are taken together. Null below 30 points. O(N log N).
 *
 * The five points lie at least 0.15/Rg apart, as neighbours of a curve that was smoothed, merged or interpolated share their noise:
 * they scatter by half of it or less. How many do is the least spacing at which the scatter is that of points further apart.
 *
 * Source: divided differences as a high-pass filter, after Gasser, Sroka & Jennen-Steinmetz 1986, Biometrika 73, 625-633.
 */
export function scatterOf(curve: Curve): Scatter | null {
  const points = pooled(curve)
  const count = points.q.length
  if (count < pointsMin) return null
  const size = guinierFit(curve)?.rg
  const spacing = size ? spacingOverSize / size : 0
  const overError = differencesOver(points, spacing) ?? differencesOver(points, 0)!
  const independent = estimateSd / Math.sqrt(count)
  const limit = Math.max(-ln(dependentMax), dependentDeviations * Math.SQRT2 * independent)
  const neighbours = differencesOver(points, 0)!
  let dependent = 1
  if (ln(overError / neighbours) > limit) {
    const step = (points.q[count - 1]! - points.q[0]!) / (count - 1)
    do dependent++
    while (
      dependent * step < spacing &&
      differencesOver(points, dependent * step)! < dependentMax * overError
    )
  }
  return { overError, logSd: independent * Math.sqrt(varianceOver(dependent)), dependent }
}

/**
 * Whether points scatter so little, by their errors and by their intensity, that there is no noise: the curve was calculated or smoothed, and does
 * not tell how far its errors are off. Calculated curves of proteins, with errors of 1 to 10 %, scatter by 0.0003 to 0.07 of these, measured
 * ones by 0.4 and more.
 */
export function isNoiseless(
  { intensity, sigma }: { intensity: ArrayLike<number>; sigma: ArrayLike<number> },
  overError: number,
): boolean {
  const shares = Float64Array.from(sigma, (error, i) => (overError * error) / Math.abs(intensity[i]!)).sort()
  return overError < noiseless.overError && shares[shares.length >> 1]! < noiseless.share
}
const noiseless = { overError: 0.1, share: 2e-3 }

/** The scatter alone. */
export const scatterOverError = (curve: Curve): number | null => scatterOf(curve)?.overError ?? null

/** The estimate of the scatter has this spread over the square root of the number of points; three of them count. */
const scatterSpread = 3 * 1.5

/** Whether points scatter more or less than their errors say, by more than the estimate of it is uncertain. */
export function areErrorsOff(scatter: number, points: number): boolean {
  const spread = scatterSpread / Math.sqrt(points)
  return scatter > Math.max(1.3, 1 + spread) || scatter < Math.min(0.75, 1 - spread)
}

/** What the scatter of the points says of the errors that a curve comes with. */
export function judgeErrors(
  curve: { intensity: ArrayLike<number>; sigma: ArrayLike<number> },
  scatter: number,
): 'right' | 'small' | 'large' | 'noiseless' {
  if (isNoiseless(curve, scatter)) return 'noiseless'
  if (!areErrorsOff(scatter, curve.sigma.length)) return 'right'
  return scatter > 1 ? 'small' : 'large'
}

/** By what the variance of chi2 is larger where each point is the mean of `dependent` neighbours: 1 + 2 sum rho_k^2. */
export function varianceOver(dependent: number): number {
  return 1 + ((dependent - 1) * (2 * dependent - 1)) / (3 * dependent)
}

/** The scatter of points that lie at least `spacing` apart; null where the curve has too few of them in a row. */
function differencesOver({ q, intensity, sigma }: Curve, spacing: number): number | null {
  const next = new Int32Array(q.length)
  for (let i = 0, j = 0; i < q.length; i++) {
    j = Math.max(j, i + 1)
    while (j < q.length && q[j]! - q[i]! < spacing * (1 - 1e-9)) j++
    next[i] = j
  }
  const squares: number[] = []
  for (let i = 0; i < q.length; i++) {
    const at = [i]
    while (at.length <= order && at.at(-1)! < q.length) at.push(next[at.at(-1)!]!)
    if (at.at(-1)! >= q.length) break
    let [difference, variance] = [0, 0]
    dividedDifference(at.map(each => q[each]!)).forEach((c, j) => {
      difference += c * intensity[at[j]!]!
      variance += (c * sigma[at[j]!]!) ** 2
    })
    squares.push(difference ** 2 / variance)
  }
  if (squares.length < pointsMin / 2) return null
  squares.sort((a, b) => a - b)
  return Math.sqrt(squares[squares.length >> 1]! / medianOfSquare)
}

/**
 * The standard error of each point by the scatter of its neighbours, for a curve that came without errors: the robust spread
 * of third differences within 31 neighbouring ones; larger where neighbours share their noise. Null below 30 points, or where less than 0.1 % of the intensity
 * is left, as in a calculated curve. O(N log N).
 */
export function errorsByScatter({ q, intensity }: Pick<Curve, 'q' | 'intensity'>): Float64Array | null {
  const alike = pooled({ q, intensity, sigma: intensity.map(() => 1) })
  if (alike.q.length < pointsMin) return null
  const sizes: number[] = []
  for (let i = 0; i + 3 < alike.q.length; i++) {
    const c = dividedDifference([...alike.q.subarray(i, i + 4)])
    const difference = c.reduce((sum, each, j) => sum + each * alike.intensity[i + j]!, 0)
    sizes.push(Math.abs(difference) / hypot(...c.map((each, j) => each * alike.sigma[i + j]!)))
  }
  const spread = sizes.map((_, i) => {
    const near = sizes.slice(Math.max(0, i - halfWindow), i + halfWindow + 1).sort((a, b) => a - b)
    return near[near.length >> 1]! / Math.sqrt(medianOfSquare)
  })
  let at = 0
  const errors = q.map(value => {
    while (at + 1 < alike.q.length && alike.q[at]! < value) at++
    return spread[Math.min(Math.max(0, at - 1), spread.length - 1)]!
  })
  const shares = [...errors].map((error, i) => error / Math.abs(intensity[i]!)).sort((a, b) => a - b)
  if (shares[shares.length >> 1]! < noiseShareMin) return null
  const sigma = errors.map(error => error || errors.find(each => each > 0)!)
  const whole = scatterOf({ q, intensity, sigma })!
  return whole.dependent > 1 ? sigma.map(error => whole.overError * error) : sigma
}

/** Neighbours on each side whose scatter is taken together. */
const halfWindow = 15
/** A curve that scatters by less than this share of its intensity was not measured. */
const noiseShareMin = 1e-3

/** Order of the differences. */
const order = 4

/** The weights of a divided difference over points at these q. */
function dividedDifference(q: number[]): number[] {
  return q.map((own, j) => q.reduce((c, other, k) => (k === j ? c : c / (own - other)), 1))
}

/** Points that share their q as one, at their weighted mean; in the order of the curve. */
function pooled({ q, intensity, sigma }: Curve): Curve {
  const groups: { q: number; weight: number; sum: number }[] = []
  for (let i = 0; i < q.length; i++) {
    const weight = 1 / sigma[i]! ** 2
    const last = groups.at(-1)
    if (last?.q === q[i]) {
      last.weight += weight
      last.sum += weight * intensity[i]!
    } else groups.push({ q: q[i]!, weight, sum: weight * intensity[i]! })
  }
  return {
    q: Float64Array.from(groups, group => group.q),
    intensity: Float64Array.from(groups, group => group.sum / group.weight),
    sigma: Float64Array.from(groups, group => 1 / Math.sqrt(group.weight)),
  }
}
