import type { Distribution } from '../contract.ts'
import { quantileOfSorted } from '../numeric/orderStatistics.ts'
import type { Property } from './distributions.ts'
import { type Draws, thinned } from './draws.ts'

/** Thresholds in each bin of the distribution: round numbers, as its edges are. */
const perBin = 20
/** Draws of which intervals are made: their ends are then known to a few thousandths. */
const drawsMax = 4000

/**
 * The share of the ensemble of which a property is x or more, with its 95 % interval, at thresholds x from the first of `edges` to the last, a
 * twentieth of a bin apart. `column` gives the place of each model of the draws in the library, [K']. O(draws (active models + thresholds)).
 */
export function shareAboveOf(
  { values }: Property,
  edges: number[],
  column: number[],
  draws: Draws,
): NonNullable<Distribution['above']> {
  const count = perBin * (edges.length - 1) + 1
  const step = Number(((edges[1] - edges[0]) / perBin).toPrecision(12))
  const at = Array.from({ length: count }, (_, i) => Number((edges[0] + i * step).toPrecision(12)))
  const placeOf = (value: number) => {
    let place = Math.min(count - 1, Math.floor((value - edges[0]) / step) + 1)
    while (place > 0 && at[place] > value) place--
    return place
  }
  const library = new Float64Array(count)
  for (let k = 0; k < values.length; k++) library[placeOf(values[k])] += 1 / values.length
  const places = column.map(k => placeOf(values[k]))
  const chosen = thinned(draws.count, drawsMax)
  const shares = Array.from({ length: count }, () => new Float64Array(chosen.length))
  const { starts, columns, values: weights } = draws.weights
  for (const [n, d] of chosen.entries())
    for (let i = starts[d]; i < starts[d + 1]; i++) shares[places[columns[i]]][n] += weights[i]
  for (let place = count - 2; place >= 0; place--) {
    library[place] += library[place + 1]
    for (let n = 0; n < chosen.length; n++) shares[place][n] += shares[place + 1][n]
  }
  const told = shares.map(each => {
    const sorted = each.sort()
    return {
      mean: sorted.reduce((sum, share) => sum + share, 0) / sorted.length,
      q025: quantileOfSorted(sorted, 0.025),
      q975: quantileOfSorted(sorted, 0.975),
    }
  })
  return {
    from: at[0],
    step,
    library: Array.from(library, short),
    mean: told.map(({ mean }) => short(mean)),
    q025: told.map(({ q025 }) => short(q025)),
    q975: told.map(({ q975 }) => short(q975)),
  }
}

/** More digits than a share is known to. */
const short = (share: number) => Number(share.toFixed(5))
