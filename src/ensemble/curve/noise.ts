import type { Curve } from '../contract.ts'

/** Fewer points than this tell too little, and lie too far apart. */
const pointsMin = 30
/** Median of the square of a standard normal number. */
const medianOfSquare = 0.4549364

/**
 * How much the points scatter, in units of their errors: 1 where the errors are right, 3 where they are three times
 * too small, 0.3 where the curve was smoothed or its errors are too large.
 *
 * The scatter is seen in third divided differences of neighbouring points, which a smooth curve leaves nearly at 0:
 * with c_j = 1 / prod_{k != j} (q_j - q_k) over four points, z = sum c_j I_j / sqrt(sum c_j^2 sigma_j^2) is standard normal.
 * The answer is sqrt(median z^2 / 0.455), which a few outliers do not move. Points that share their q are taken together.
 * Null below 30 points. O(N log N).
 *
 * Source: divided differences as a high-pass filter, after Gasser, Sroka & Jennen-Steinmetz 1986, Biometrika 73, 625-633.
 */
export function scatterOverError(curve: Curve): number | null {
  const { q, intensity, sigma } = pooled(curve)
  if (q.length < pointsMin) return null
  const squares: number[] = []
  for (let i = 0; i + 3 < q.length; i++) {
    const c = thirdDifference(q, i)
    const [difference, variance] = [0, 1, 2, 3].reduce(
      ([sum, spread], j) => [sum! + c[j]! * intensity[i + j]!, spread! + (c[j]! * sigma[i + j]!) ** 2],
      [0, 0],
    )
    squares.push(difference! ** 2 / variance!)
  }
  squares.sort((a, b) => a - b)
  return Math.sqrt(squares[squares.length >> 1]! / medianOfSquare)
}

/**
 * The standard error of each point by the scatter of its neighbours, for a curve that came without errors: the robust spread
 * of the differences above within 31 neighbouring ones. Null below 30 points, or where less than 0.1 % of the intensity
 * is left, as in a calculated curve. O(N log N).
 */
export function errorsByScatter({ q, intensity }: Pick<Curve, 'q' | 'intensity'>): Float64Array | null {
  const alike = pooled({ q, intensity, sigma: intensity.map(() => 1) })
  if (alike.q.length < pointsMin) return null
  const sizes: number[] = []
  for (let i = 0; i + 3 < alike.q.length; i++) {
    const c = thirdDifference(alike.q, i)
    const difference = c.reduce((sum, each, j) => sum + each * alike.intensity[i + j]!, 0)
    sizes.push(Math.abs(difference) / Math.hypot(...c.map((each, j) => each * alike.sigma[i + j]!)))
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
  return shares[shares.length >> 1]! < noiseShareMin
    ? null
    : errors.map(error => error || errors.find(each => each > 0)!)
}

/** Neighbours on each side whose scatter is taken together. */
const halfWindow = 15
/** A curve that scatters by less than this share of its intensity was not measured. */
const noiseShareMin = 1e-3

/** The weights of a third divided difference over four points from `i` on. */
function thirdDifference(q: Float64Array, i: number): number[] {
  return [0, 1, 2, 3].map(j => [0, 1, 2, 3].reduce((c, k) => (k === j ? c : c / (q[i + j]! - q[i + k]!)), 1))
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
