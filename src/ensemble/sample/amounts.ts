import { exp, ln } from '../numeric/elementary.ts'
import type { Random } from '../numeric/random.ts'
import { addScaled, dot } from '../numeric/vectors.ts'
import { sliceGammaNormal } from './slice.ts'
import { scalePrecision, type Target } from './target.ts'
import { activeAmount, type Walker } from './walker.ts'

/** Models of a sweep that may rise from nothing: so many, and one in so many of the library. */
const blockLength: number = 8
const blockShare: number = 8

/**
 * Updates single amounts u_k given the others, by `sliceGammaNormal`: every active model within the active range, then a
 * block of the library that starts anywhere.
 *
 * Most models hold nothing most of the time, and an update that leaves them so is time lost; the block alone lets
 * them rise. Which models are active does not change within the first part, so that it is fair to pass over the rest.
 * O((K/8 + active) r).
 */
export function updateAmounts(target: Target, walker: Walker, beta: number, random: Random): void {
  const u = walker.u
  const count = u.length
  const share: number = count / blockShare
  const block = Math.ceil(blockLength + share) as i32
  const lowest = activeAmount(target, walker)
  const logLowest = ln(lowest)
  if (block < count)
    for (let k = 0; k < count; k++)
      if (u[k] > lowest) updateAmount(target, walker, beta, k, logLowest, random)
  const start = block < count ? random.integer(count) : 0
  const length = Math.min(block, count) as i32
  for (let n = 0; n < length; n++) updateAmount(target, walker, beta, (start + n) % count, -Infinity, random)
}

/**
 * Gibbs update of u_k above exp(logLowest), exact where A = 1: exponent a_k, b = beta e^(-2x) A_k.rho_(-k) + (c - u_k)/tau^2,
 * q = beta e^(-2x) |A_k|^2 + 1/tau^2. Otherwise the factor c^(1 - A) that this leaves out decides whether the draw is taken.
 */
function updateAmount(
  target: Target,
  walker: Walker,
  beta: number,
  k: i32,
  logLowest: number,
  random: Random,
): void {
  const coordinates = walker.curves.coordinates
  const rank = walker.curves.rank
  const residual = walker.residual
  const scale = walker.scale
  const square = walker.squares[k]
  const product = dot(coordinates, k * rank, residual, 0, rank)
  const precision = scalePrecision(target, beta)
  const before = walker.u[k]
  const weight = beta * walker.precision
  const b = weight * (product - before * square) + precision * (scale - before)
  const q = weight * square + precision
  const next = sliceGammaNormal(walker.exponents[k], b, q, walker.logU[k], before, logLowest, random)
  const after = exp(next)
  const change = after - before
  const moved = scale + change
  const power = 1 - walker.exponentSum
  if (power > 1e-9 && moved < scale && random.uniform() > exp(power * ln(moved / scale))) return
  walker.logU[k] = next
  walker.u[k] = after
  if (Math.abs(change) < 1e-20 * scale) return
  walker.scale = moved
  addScaled(change, coordinates, k * rank, residual, 0, rank)
}
