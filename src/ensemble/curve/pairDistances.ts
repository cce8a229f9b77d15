import type { FitResult, PairDistances } from '../contract.ts'
import { distanceDistribution, distancesLike } from './distances.ts'
import { guinierFit } from './guinier.ts'
import { proteinMass } from './mass.ts'

/**
 * P(r) of the data and, by the same transform, of the ensemble's curve; null where the data tell none.
 * @param background a constant that is taken from both curves before
 */
export function pairDistancesOf(fit: FitResult, background?: number): PairDistances | null {
  const q = Float64Array.from(fit.q)
  const sigma = Float64Array.from(fit.sigma)
  const without = (values: number[]) => Float64Array.from(values, value => value - (background ?? 0))
  const curve = { q, sigma, intensity: without(fit.intensity) }
  const found = distanceDistribution(curve, guinierFit(curve))
  if (!found) return null
  const { from, strength, p: data, ...rest } = found
  const ensemble = distancesLike(found, { q, sigma, intensity: without(fit.model) })
  const mass = proteinMass(found, q.at(-1)!)
  return { ...rest, data, ensemble, mass, ...(background === undefined ? {} : { background }) }
}
