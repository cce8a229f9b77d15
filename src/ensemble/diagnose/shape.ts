import type { ShapeMisfit } from '../contract.ts'
import { guinierFit } from '../curve/guinier.ts'
import { dmaxPerRg, shannonChannels } from '../curve/shannon.ts'
import type { ErrorScale } from '../errorScale.ts'
import { exp, sin } from '../numeric/elementary.ts'
import { overNormal } from '../numeric/overNormal.ts'
import { chi2UpperTail } from '../numeric/special.ts'

/**
 * Misfits in the shape of the curve: residuals along the few directions in which curves of particles of this size can differ at all.
 *
 * A conformation that the library lacks leaves a misfit that is smooth in q. Spread over hundreds of points it drowns in the chi2 of all of them:
 * of 160 points, with a misfit worth 15 in chi2, that finds 7 % at p < 0.01, and one of a dozen directions half. No model is asked: the directions
 * are the curves sin(q r)/(q r) of distances r in the particle, orthogonal in standard errors.
 */

/** So many directions for each Shannon channel, as the ends of the range of q and of the distances are not sharp. */
const perChannel = 1.5
/** With fewer points for each direction than this, chi2 says the same. */
const pointsPerDirection = 4

/** The directions, as rows [N]; none where the curve tells no size or has few points for them. */
export function shapeDirections(
  q: Float64Array,
  intensity: Float64Array,
  sigma: Float64Array,
): Float64Array[] {
  const rg = guinierFit({ q, intensity, sigma })?.rg
  if (!rg) return []
  const reach = perChannel * dmaxPerRg * rg
  const count = Math.round(shannonChannels({ q }, reach))
  if (count < 2 || q.length < pointsPerDirection * count) return []
  const directions: Float64Array[] = []
  for (let j = 1; j <= count; j++) {
    const r = (reach * j) / (count + 1)
    // A curve may have a point at q = 0, calculated or extrapolated.
    const own = q.map((value, i) => (value > 0 ? sin(value * r) / (value * r) : 1) / sigma[i])
    // Twice, as what is left after the first time is small.
    for (let pass = 0; pass < 2; pass++)
      for (const before of directions) {
        const shared = product(before, own)
        for (let i = 0; i < own.length; i++) own[i] -= shared * before[i]
      }
    const size = Math.sqrt(product(own, own))
    directions.push(own.map(value => value / size))
  }
  return directions
}

/** The misfits of draws along the directions, one after another. */
export class ShapeSum {
  readonly #sums: Float64Array
  readonly #squares: Float64Array
  #count = 0
  #spreads = 0

  constructor(readonly directions: Float64Array[]) {
    this.#sums = new Float64Array(directions.length)
    this.#squares = new Float64Array(directions.length)
  }

  /** Adds a draw: its residuals in errors f0 sigma, and its f/f0. O(N m). */
  add(residuals: Float64Array, spread: number): void {
    this.directions.forEach((direction, j) => {
      const along = product(direction, residuals)
      this.#sums[j] += along
      this.#squares[j] += along * along
    })
    this.#count++
    this.#spreads += spread * spread
  }

  /**
   * The squares of the mean misfits, and the p of their sum. What the curve decided of a direction, the variance of its draws in f sigma says
   * (1 all, 0 nothing), so that as many degrees are left as there are directions less these; were the model right, that would be the
   * mean of the sum. Averaged over the error of f0; neighbours that share their noise are as one in what is smooth.
   */
  misfit({ estimateSd, dependent }: ErrorScale, fittedMax: number): ShapeMisfit | null {
    if (this.directions.length === 0) return null
    let [chi2, fitted] = [0, 0]
    const variance = this.#spreads / this.#count
    this.#sums.forEach((sum, j) => {
      const mean = sum / this.#count
      chi2 += mean * mean
      fitted += Math.min(1, (this.#squares[j] / this.#count - mean * mean) / variance)
    })
    const degrees = Math.max(1, this.directions.length - Math.min(fitted, fittedMax))
    const tail = (z: number) => chi2UpperTail((chi2 / dependent) * exp(-2 * estimateSd * z), degrees)
    return {
      directions: this.directions.length,
      chi2,
      degrees,
      p: estimateSd > 0 ? overNormal(tail) : tail(0),
    }
  }
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}
