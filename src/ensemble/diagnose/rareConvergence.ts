import type { Summary } from '../contract.ts'
import { mean, variance } from '../numeric/orderStatistics.ts'
import type { Entries } from '../numeric/sparseRows.ts'
import { effectiveFrom, rhatFrom, scoresOf } from './convergence.ts'

/** In less than this share of the draws a model takes part rarely: all quantiles of its weight up to 95 % are 0. */
export const rareShare = 0.025

/**
 * The summary of the weight of a model that takes part rarely, as `summaryOf` has it but for rounding, from those draws alone: a large library has
 * thousands of them. `entries` are the draws of its weight that are not 0, of `draws` in `chains` of equal length. O(entries x lags).
 */
export function rareSummary({ rows, values }: Entries, draws: number, chains: number): Summary {
  const average = values.reduce((sum, value) => sum + value, 0) / draws
  const squares = values.reduce((sum, value) => sum + (value - average) ** 2, 0)
  const total = squares + (draws - values.length) * average ** 2
  const sd = Math.sqrt(total / (draws - 1))
  const whole = draws / chains
  const length = Math.floor(whole / 2)
  // As splitChains: the middle draw of an odd number is dropped.
  const halves = Array.from({ length: 2 * chains }, (_, h) => {
    const start = (h >> 1) * whole + (h % 2) * Math.ceil(whole / 2)
    const from = firstFrom(rows, start)
    const to = firstFrom(rows, start + length)
    return { at: rows.subarray(from, to).map(row => row - start), from, to }
  })
  const seriesOf = (numbers: Float64Array) =>
    halves.map(({ at, from, to }): Series => ({ length, at, numbers: numbers.subarray(from, to) }))
  const places = halves.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i))
  const scores = seriesOf(scoresAboveZero(values, places, 2 * chains * length))
  const essTail = effectiveDraws(seriesOf(new Float64Array(values.length).fill(1)))
  return {
    mean: average,
    sd,
    mcse: sd / Math.sqrt(effectiveDraws(seriesOf(values))),
    q025: 0,
    q50: 0,
    q975: 0,
    essBulk: effectiveDraws(scores),
    essTail,
    rhat: rhatFrom(scores.map(meanOf), scores.map(varianceOf), length),
  }
}

/** The place of the first of ascending rows that is no less than `row`. */
function firstFrom(rows: Uint32Array, row: number): number {
  let [low, high] = [0, rows.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (rows[middle] < row) low = middle + 1
    else high = middle
  }
  return low
}

/** Numbers of which all but a few are 0: where these stand, and what they are. */
interface Series {
  length: number
  at: Uint32Array
  numbers: Float64Array
}

/** Normal scores of the values at `places` among `draws` draws whose others are 0, less the score of 0. */
function scoresAboveZero(values: Float64Array, places: number[], draws: number): Float64Array {
  const scores = scoresOf(draws)
  const zeros = draws - places.length
  const order = places.toSorted((a, b) => values[a] - values[b])
  const above = new Float64Array(values.length)
  for (let from = 0; from < order.length; ) {
    let to = from + 1
    while (to < order.length && values[order[to]] === values[order[from]]) to++
    // Twice the mean rank of equal values.
    for (let i = from; i < to; i++) above[order[i]] = scores[2 * zeros + from + to + 1] - scores[zeros + 1]
    from = to
  }
  return above
}

const sumOf = ({ numbers }: Series) => numbers.reduce((sum, value) => sum + value, 0)
const meanOf = (series: Series) => sumOf(series) / series.length

function varianceOf(series: Series): number {
  const average = meanOf(series)
  const squares = series.numbers.reduce((sum, value) => sum + value * value, 0)
  return Math.max(0, squares - series.length * average * average) / (series.length - 1)
}

/** Room for one half, all 0 between two uses: a large library asks thousands of times, which would be a gigabyte of rooms, as a table for each lag would be. */
let zeros = new Float64Array()

function effectiveDraws(halves: Series[]): number {
  const [{ length }] = halves
  if (halves.every(({ numbers }) => numbers.length === 0)) return halves.length * length
  const means = halves.map(meanOf)
  if (zeros.length !== length) zeros = new Float64Array(length)
  const dense = zeros
  const sums = new Float64Array(halves.length)
  const autocovariance = (lag: number): number => {
    for (let h = 0; h < halves.length; h++) {
      const { at, numbers } = halves[h]
      for (let i = 0; i < at.length; i++) dense[at[i]] = numbers[i]
      let products = 0
      let later = 0
      let earlier = 0
      for (let i = 0; i < at.length; i++) {
        if (at[i] >= lag) {
          products += numbers[i] * dense[at[i] - lag]
          later += numbers[i]
        }
        if (at[i] < length - lag) earlier += numbers[i]
      }
      for (let i = 0; i < at.length; i++) dense[at[i]] = 0
      sums[h] = products - means[h] * (later + earlier) + (length - lag) * means[h] ** 2
    }
    return mean(sums) / length
  }
  return effectiveFrom(autocovariance, length, halves.length, variance(means))
}
