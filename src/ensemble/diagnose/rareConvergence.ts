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
  const halves = Array.from({ length: 2 * chains }, (_, h): Half => {
    const start = (h >> 1) * whole + (h % 2) * Math.ceil(whole / 2)
    return { start, length, from: firstFrom(rows, start), to: firstFrom(rows, start + length) }
  })
  const places = halves.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i))
  const scores = scoresAboveZero(values, places, 2 * chains * length)
  return {
    mean: average,
    sd,
    mcse: sd / Math.sqrt(effectiveDraws(halves, rows, values)),
    q025: 0,
    q50: 0,
    q975: 0,
    essBulk: effectiveDraws(halves, rows, scores),
    essTail: effectiveDraws(halves, rows, new Float64Array(values.length).fill(1)),
    rhat: rhatFrom(
      halves.map(half => meanOf(half, scores)),
      halves.map(half => varianceOf(half, scores)),
      length,
    ),
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

/** Half a chain: the draws of so many from `start` on, of which those that are not 0 are the entries `from` to `to`. */
interface Half {
  start: number
  length: number
  from: number
  to: number
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

function meanOf({ from, to, length }: Half, numbers: Float64Array): number {
  let sum = 0
  for (let i = from; i < to; i++) sum += numbers[i]
  return sum / length
}

function varianceOf(half: Half, numbers: Float64Array): number {
  const average = meanOf(half, numbers)
  let squares = 0
  for (let i = half.from; i < half.to; i++) squares += numbers[i] * numbers[i]
  return Math.max(0, squares - half.length * average * average) / (half.length - 1)
}

/** Room for one half, all 0 between two uses: a large library asks thousands of times, which would be a gigabyte of rooms, as a table for each lag would be. */
let zeros = new Float64Array()

/** Of numbers that are 0 but at the rows given. */
function effectiveDraws(halves: Half[], rows: Uint32Array, numbers: Float64Array): number {
  const [{ length }] = halves
  if (halves.every(({ from, to }) => from === to)) return halves.length * length
  const means = halves.map(half => meanOf(half, numbers))
  if (zeros.length !== length) zeros = new Float64Array(length)
  const dense = zeros
  const sums = new Float64Array(halves.length)
  const autocovariance = (lag: number): number => {
    for (let h = 0; h < halves.length; h++) {
      const { start, from, to } = halves[h]
      for (let i = from; i < to; i++) dense[rows[i] - start] = numbers[i]
      let products = 0
      let later = 0
      let earlier = 0
      for (let i = from; i < to; i++) {
        const place = rows[i] - start
        if (place >= lag) {
          products += numbers[i] * dense[place - lag]
          later += numbers[i]
        }
        if (place < length - lag) earlier += numbers[i]
      }
      for (let i = from; i < to; i++) dense[rows[i] - start] = 0
      sums[h] = products - means[h] * (later + earlier) + (length - lag) * means[h] ** 2
    }
    return mean(sums) / length
  }
  return effectiveFrom(autocovariance, length, halves.length, variance(means))
}
