import type { FitResult, PairDistances } from '../contract.ts'
import { distanceDistribution, distancesLike } from './distances.ts'
import { guinierFit } from './guinier.ts'
import { proteinMass } from './mass.ts'

/** P(r) of the data and, by the same transform, of the ensemble's curve, both without a constant background; null where the data tell none. */
export function pairDistancesOf(fit: FitResult, background = 0): PairDistances | null {
  const q = Float64Array.from(fit.q)
  const sigma = Float64Array.from(fit.sigma)
  const without = (values: number[]) => Float64Array.from(values, value => value - background)
  const curve = { q, sigma, intensity: without(fit.intensity) }
  const found = distanceDistribution(curve, guinierFit(curve))
  if (!found) return null
  const { from, strength, p: data, ...rest } = found
  const ensemble = distancesLike(found, { q, sigma, intensity: without(fit.model) })
  return { ...rest, data, ensemble, mass: proteinMass(found, q.at(-1)!) }
}
