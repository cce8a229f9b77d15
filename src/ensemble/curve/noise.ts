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
 * The answer is sqrt(median z^2 / 0.455), which a few outliers do not move. Null below 30 points. O(N log N).
 *
 * Source: divided differences as a high-pass filter, after Gasser, Sroka & Jennen-Steinmetz 1986, Biometrika 73, 625-633.
 */
export function scatterOverError({ q, intensity, sigma }: Curve): number | null {
  if (q.length < pointsMin) return null
  const squares: number[] = []
  for (let i = 0; i + 3 < q.length; i++) {
    let difference = 0
    let variance = 0
    for (let j = i; j < i + 4; j++) {
      let c = 1
      for (let k = i; k < i + 4; k++) if (k !== j) c /= q[j] - q[k]
      difference += c * intensity[j]
      variance += (c * sigma[j]) ** 2
    }
    squares.push(difference ** 2 / variance)
  }
  squares.sort((a, b) => a - b)
  return Math.sqrt(squares[squares.length >> 1] / medianOfSquare)
}
