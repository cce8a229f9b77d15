import { exp } from '../numeric/elementary.ts'
import type { Random } from '../numeric/random.ts'
import { erfcx } from '../numeric/special.ts'
import { dot } from '../numeric/vectors.ts'
import type { Target } from './target.ts'
import type { Walker } from './walker.ts'

/** Logarithm of a relative probability below which a model is passed over. */
const hopeless: number = -40

/**
 * How well each model would take a new amount s: `masses` gets the integrals of exp(-b_k s - q_k s^2/2) over s > 0, times
 * e^(-highest), and `products` the b_k = `weight` A_k.residual + `offset`; q_k = weight |A_k|^2 + `precision`. Returns `highest`, the
 * largest exponent that is reached. Where models may be absent, the absent ones alone are weighed, and `also`. O(K r).
 */
export function weighModels(
  target: Target,
  walker: Walker,
  weight: number,
  offset: number,
  precision: number,
  also: i32,
): number {
  const squares = walker.squares
  const coordinates = walker.curves.coordinates
  const rank = walker.curves.rank
  const products = walker.scratch.products
  const masses = walker.scratch.masses
  const logU = walker.logU
  const outsideOnly = target.inclusion !== null
  let highest: number = 0
  for (let k = 0; k < products.length; k++) {
    masses[k] = 0
    if (outsideOnly && k !== also && logU[k] > -Infinity) continue
    masses[k] = 1
    const b = weight * dot(coordinates, k * rank, walker.residual, 0, rank) + offset
    products[k] = b
    if (b < 0) highest = Math.max(highest, (0.5 * b * b) / (weight * squares[k] + precision))
  }
  const level = exp(-highest)
  for (let k = 0; k < products.length; k++) {
    if (masses[k] === 0) continue
    const b = products[k]
    const q = weight * squares[k] + precision
    const peak = b < 0 ? (0.5 * b * b) / q : 0.0
    let mass: number = 0
    if (peak - highest > hopeless) {
      const root = Math.sqrt(q)
      const tail = peak < -hopeless ? level * tailMass(Math.abs(b) / root) : 0.0
      mass = b < 0 ? 2.5066282746310002 * exp(peak - highest) - tail : tail
      mass /= root
    }
    masses[k] = mass
  }
  return highest
}

/** An index in proportion to `masses`; -1 where all are 0. `sum` is their sum. */
export function drawByMass(masses: Float64Array, sum: number, random: Random): i32 {
  let wanted = sum * random.uniform()
  for (let k = 0; k < masses.length; k++) {
    wanted -= masses[k]
    if (wanted < 0) return k
  }
  return -1
}

/** sqrt(2 pi) e^(t^2/2) Phi(-t), t >= 0: the integral of exp(-t x - x^2/2) over x > 0. */
export function tailMass(t: number): number {
  return 1.2533141373155003 * erfcx(t * Math.SQRT1_2)
}
