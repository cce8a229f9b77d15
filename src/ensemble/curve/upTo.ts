import type { Curve } from '../contract.ts'

/** Profiles are not compared with the curve beyond this unless asked, 1/A: no model is exact there. */
export const qMaxByDefault = 0.5

/**
 * The points of a curve up to a largest q, 1/A: profiles are calculated no further. Fresh arrays that the caller owns;
 * empty when every point lies beyond. O(N).
 */
export function upTo({ q, intensity, sigma, dq }: Curve, qMax: number): Curve {
  const count = q.filter(value => value <= qMax).length
  const first = (values: Float64Array) => values.slice(0, count)
  return { q: first(q), intensity: first(intensity), sigma: first(sigma), ...(dq && { dq: first(dq) }) }
}
