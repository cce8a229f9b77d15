import type { Curve } from '../contract.ts'

/**
 * The points of a curve up to a largest q, 1/A: profiles are calculated no further. Fresh arrays that the caller owns;
 * empty when every point lies beyond. O(N).
 */
export function upTo({ q, intensity, sigma }: Curve, qMax: number): Curve {
  const count = q.filter(value => value <= qMax).length
  return { q: q.slice(0, count), intensity: intensity.slice(0, count), sigma: sigma.slice(0, count) }
}
