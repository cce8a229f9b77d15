import type { Details, Direction } from '../contract.ts'
import { symmetricEigen } from '../numeric/symmetricEigen.ts'
import { intervalOf, type Property } from '../posterior/distributions.ts'
import { type Draws, thinned } from '../posterior/draws.ts'
import type { Problem } from '../problem.ts'
import { correlation } from './weights.ts'

/** Directions that are shown, and points of the curve of each. */
const shownMax = 4
const pointsMax = 60

/**
 * What a curve can tell of an ensemble of this library: the principal directions of the whitened curves, nuisance directions and the
 * component along their mean, which is the scale's, taken off. The curve decides those along which the models differ by more than a standard error.
 * `columns` gives the place in the library of each model of the draws. O(K r^2 + D K + K N).
 */
export function directionsOf(
  library: Problem,
  properties: readonly Property[],
  columns: readonly number[],
  draws: Draws,
): NonNullable<Details['directions']> {
  const { modelCount, reduced, referenceScale } = library
  const { rank } = reduced
  const { weights } = draws
  const rows = withoutScale(reduced.coordinates, rank)
  const spread = new Float64Array(rank * rank)
  for (let k = 0; k < modelCount; k++)
    for (let i = 0; i < rank; i++)
      for (let j = 0; j < rank; j++) spread[i * rank + j] += rows[k * rank + i] * rows[k * rank + j]
  const { values, vectors } = symmetricEigen(spread, rank)
  const spreads = Array.from(values, value => referenceScale * Math.sqrt(Math.max(0, value) / modelCount))
  const determined = spreads.filter(sd => sd > 1).length
  const allPlaces = Array.from({ length: Math.min(determined, shownMax) }, (_, d) => {
    const places = new Float64Array(modelCount)
    for (let k = 0; k < modelCount; k++)
      for (let i = 0; i < rank; i++)
        places[k] += (rows[k * rank + i] * vectors[i * rank + d] * referenceScale) / spreads[d]
    return places
  })
  const { q, changes } = changesAlong(library, allPlaces)
  const leading = allPlaces.map((places, d): Direction => {
    const follows = closestOf(properties, places)
    const change = changes[d]
    const isTurned = follows ? follows.correlation < 0 : Math.max(...change) < -Math.min(...change)
    const sign = isTurned ? -1 : 1
    const ensemble = new Float64Array(draws.count)
    for (let n = 0; n < draws.count; n++)
      for (let i = weights.starts[n]; i < weights.starts[n + 1]; i++)
        ensemble[n] += sign * weights.values[i] * places[columns[weights.columns[i]]]
    return {
      spread: spreads[d],
      ensemble: intervalOf(ensemble),
      follows: follows && { ...follows, correlation: sign * follows.correlation },
      curve: { q, change: change.map(value => sign * value) },
    }
  })
  return { determined, leading }
}

/** Coordinates of the curves less what a factor of their mean can make up for. */
function withoutScale(coordinates: Float64Array, rank: number): Float64Array {
  const centre = new Float64Array(rank)
  for (let i = 0; i < coordinates.length; i++) centre[i % rank] += coordinates[i]
  const squared = centre.reduce((sum, x) => sum + x * x, 0)
  const rows = coordinates.slice()
  for (let start = 0; start < rows.length; start += rank) {
    let along = 0
    for (let i = 0; i < rank; i++) along += coordinates[start + i] * centre[i]
    for (let i = 0; i < rank; i++) rows[start + i] -= (along / squared) * centre[i]
  }
  return rows
}

/** The number of the models that goes along most closely with their places. */
function closestOf(properties: readonly Property[], places: Float64Array): Direction['follows'] {
  return properties.reduce<Direction['follows']>((closest, { name, values }) => {
    const found = correlation(Float64Array.from(values), places)
    return Math.abs(found) > Math.abs(closest?.correlation ?? 0) ? { name, correlation: found } : closest
  }, null)
}

/**
 * How the calculated curve changes from the mean of the library by one of its standard deviations in each direction, in standard errors of
 * its points. O(K N).
 */
function changesAlong(
  { profile, modelCount, pointCount, parts, q, sigma, referenceScale }: Problem,
  allPlaces: Float64Array[],
): { q: number[]; changes: number[][] } {
  const points = thinned(parts[0].end, pointsMax)
  const room = new Float64Array(pointCount)
  const centre = new Float64Array(points.length)
  for (let k = 0; k < modelCount; k++) {
    const values = profile(k, room)
    for (let n = 0; n < points.length; n++) centre[n] += values[points[n]] / modelCount
  }
  const sums = allPlaces.map(() => new Float64Array(points.length))
  for (let k = 0; k < modelCount; k++) {
    const values = profile(k, room)
    for (let d = 0; d < sums.length; d++)
      for (let n = 0; n < points.length; n++) sums[d][n] += allPlaces[d][k] * (values[points[n]] - centre[n])
  }
  const inErrors = (sum: number, n: number) =>
    Number(((referenceScale * sum) / modelCount / sigma[points[n]]).toPrecision(4))
  return { q: points.map(i => q[i]), changes: sums.map(sum => Array.from(sum, inErrors)) }
}
