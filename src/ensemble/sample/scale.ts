import { ln } from '../numeric/elementary.ts'
import type { Random } from '../numeric/random.ts'
import { addScaled, dot } from '../numeric/vectors.ts'
import { drawPositiveNormal } from './normal.ts'
import { scalePrecision, type Target } from './target.ts'
import type { Walker } from './walker.ts'

/**
 * Multiplies every u by the same m, drawn exactly: with v = A u the density of m is a Gaussian of precision
 * beta e^(-2x) |v|^2 + c^2/tau^2 and mean beta e^(-2x) v.z / precision, cut at 0 (the powers of u and of sum u leave m^0).
 */
export function updateScale(target: Target, walker: Walker, beta: number, random: Random): void {
  const logU = walker.logU
  const u = walker.u
  const residual = walker.residual
  const shiftResidual = walker.shiftResidual
  const data = walker.curves.data
  const rank = data.length
  addScaled(1, data, 0, residual, 0, rank)
  const square = dot(residual, 0, residual, 0, rank)
  const product = dot(residual, 0, data, 0, rank)
  const weight = beta * walker.precision
  const precision = weight * square + scalePrecision(target, beta) * walker.scale * walker.scale
  const factor = drawPositiveNormal((weight * product) / precision, 1 / Math.sqrt(precision), random)
  const logFactor = ln(factor)
  for (let i = 0; i < walker.memberCount; i++) {
    const k = walker.members[i]
    logU[k] += logFactor
    u[k] *= factor
  }
  walker.scale *= factor
  for (let j = 0; j < rank; j++) residual[j] = factor * residual[j] - data[j]
  for (let j = 0; j < shiftResidual.length; j++) shiftResidual[j] *= factor
}
