import { exp } from '../numeric/elementary.ts'
import type { Random } from '../numeric/random.ts'
import { dot } from '../numeric/vectors.ts'
import type { Target } from './target.ts'
import { setErrorScale, type Walker } from './walker.ts'

/**
 * Slice sampling of x = log(f/f0) given u: p(x) ~ exp(-beta (N x + chi2 e^(-2x)/2) - x^2/(2 s^2)), which has one maximum; by stepping
 * out and shrinkage (Neal 2003). The step is twice the narrowest that the density can be.
 */
export function updateErrorScale(target: Target, walker: Walker, beta: number, random: Random): void {
  const residual = walker.residual
  const chi2 = walker.curves.outside + dot(residual, 0, residual, 0, residual.length)
  const x = walker.logErrorScale
  const points = beta * target.pointCount
  const prior = 1 / (target.logErrorSd * target.logErrorSd)
  const misfit = 0.5 * beta * chi2
  const level = logDensity(x, points, misfit, prior) - random.exponential()
  const step = 2 / Math.sqrt(2 * points + prior)
  let left = x - step * random.uniform()
  let right = left + step
  while (logDensity(left, points, misfit, prior) > level) left -= step
  while (logDensity(right, points, misfit, prior) > level) right += step
  while (right - left >= 1e-12) {
    const next = left + (right - left) * random.uniform()
    if (logDensity(next, points, misfit, prior) >= level) {
      setErrorScale(walker, next)
      return
    }
    if (next < x) left = next
    else right = next
  }
}

function logDensity(x: number, points: number, misfit: number, prior: number): number {
  return -points * x - misfit * exp(-2 * x) - 0.5 * prior * x * x
}
