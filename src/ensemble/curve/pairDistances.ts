import type { PairDistances, Result, ResultVerdict } from '../contract.ts'
import { distanceDistribution, distancesLike } from './distances.ts'
import { guinierFit } from './guinier.ts'
import { proteinMass } from './mass.ts'

/**
 * P(r) of the data and, by the same transform, of the ensemble's curve; null where the data tell none. The background is taken from both
 * before, but for a fit that misses the curve, where it only makes up for what is missing.
 */
export function pairDistancesOf(
  { fit, background: found, slit }: Pick<Result, 'fit' | 'background' | 'slit'>,
  verdict: ResultVerdict,
): PairDistances | null {
  // The transform is that of a point-like beam.
  if (slit) return null
  const background = verdict.code === 'misfit' ? undefined : found?.amount.mean
  const q = Float64Array.from(fit.q)
  const sigma = Float64Array.from(fit.sigma)
  const without = (values: number[]) => Float64Array.from(values, value => value - (background ?? 0))
  const curve = { q, sigma, intensity: without(fit.intensity) }
  const distances = distanceDistribution(curve, guinierFit(curve))
  if (!distances) return null
  const { from, strength, p: data, ...rest } = distances
  const ensemble = distancesLike(distances, { q, sigma, intensity: without(fit.model) })
  const mass = proteinMass(distances, q.at(-1)!)
  return { ...rest, data, ensemble, mass, ...(background === undefined ? {} : { background }) }
}
