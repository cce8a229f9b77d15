import type { Random } from '../numeric/random.ts'
import { sliceGammaNormal } from './slice.ts'
import { scalePrecision, type Target } from './target.ts'
import { activeAmount, type Walker } from './walker.ts'

/** Models of a sweep that may rise from nothing: so many, and one in so many of the library. */
const blockLength = 8
const blockShare = 8

/**
 * Updates single amounts u_k given the others, by `sliceGammaNormal`: every active model within the active range, then a
 * block of the library that starts anywhere.
 *
 * Most models hold nothing most of the time, and an update that leaves them so is time lost; the block alone lets
 * them rise. Which models are active does not change within the first part, so that it is fair to pass over the rest.
 * O((K/8 + active) r).
 */
export function updateAmounts(target: Target, walker: Walker, beta: number, random: Random): void {
  const { u } = walker
  const block = Math.min(u.length, Math.ceil(blockLength + u.length / blockShare))
  if (block < u.length) {
    const lowest = activeAmount(target, walker)
    const logLowest = Math.log(lowest)
    for (let k = 0; k < u.length; k++)
      if (u[k] > lowest) updateAmount(target, walker, beta, k, logLowest, random)
  }
  const start = block < u.length ? random.integer(u.length) : 0
  for (let n = 0; n < block; n++)
    updateAmount(target, walker, beta, (start + n) % u.length, -Infinity, random)
}

/**
 * Gibbs update of u_k above exp(logLowest), exact where A = 1: exponent a_k, b = beta A_k.rho_(-k) + (c - u_k)/tau^2,
 * q = beta |A_k|^2 + 1/tau^2. Otherwise the factor c^(1 - A) that this leaves out decides whether the draw is taken.
 */
function updateAmount(
  target: Target,
  walker: Walker,
  beta: number,
  k: number,
  logLowest: number,
  random: Random,
): void {
  const { squares } = target
  const { coordinates, rank } = target.curves
  const { logU, u, residual, exponents, exponentSum, scale } = walker
  const row = k * rank
  let dot = 0
  for (let j = 0; j < rank; j++) dot += coordinates[row + j] * residual[j]
  const precision = scalePrecision(target, beta)
  const before = u[k]
  const b = beta * (dot - before * squares[k]) + precision * (scale - before)
  const q = beta * squares[k] + precision
  const next = sliceGammaNormal(exponents[k], b, q, logU[k], before, logLowest, random)
  const after = Math.exp(next)
  const change = after - before
  const moved = scale + change
  if (exponentSum < 1 - 1e-9 && moved < scale && random.uniform() > (moved / scale) ** (1 - exponentSum))
    return
  logU[k] = next
  u[k] = after
  if (Math.abs(change) < 1e-20 * scale) return
  walker.scale = moved
  for (let j = 0; j < rank; j++) residual[j] += change * coordinates[row + j]
}
