import { leastSquares, product, solveUpper, triangleOf } from '../numeric/leastSquares.ts'
import { nonNegativeLeastSquares } from '../numeric/nnls.ts'
import type { Random } from '../numeric/random.ts'
import type { ReducedCurves } from '../numeric/reducedCurves.ts'

/** n models, each with an amount > 0, that come nearest to the data among all such sets that were tried. */
export interface Subset {
  /** Indices, largest amount first. */
  models: number[]
  /** u of each of them. */
  amounts: number[]
  /** |A u - z|^2 + outside. */
  squared: number
  /** Starts of the search, and how many of them ended at this set: 1 of many means that a better one may exist. */
  starts: number
  found: number
}

/** Multiply-adds that the search for one size may take: a tenth of a second; but no fewer starts than `startsMin`. */
const effort = 1e8
const [startsMin, startsMax] = [5, 200]
/** A column of which less than this share is its own adds nothing but rounding. */
const ownShareMin = 1e-9
/** Sets whose misfits differ by less are the same. */
const same = 1e-6

/**
 * The best set of 1, 2, ... `largest` models, and what all models together could reach by non-negative least squares,
 * a bound that no set passes. Sizes beyond that bound's own support are not tried, and the list ends where another
 * model no longer helps.
 *
 * From several starts, one member at a time is exchanged for the model of the whole library that helps most, until none helps.
 * Each exchange is the best there is: with the others projected out, model k gains (r.a_k)^2/|a_k|^2, and the models are
 * walked in that order until all amounts are positive. Start 0 adds a model to the best smaller set.
 * O(K r n) an exchange.
 */
export function bestSubsets(
  reduced: ReducedCurves,
  modelCount: number,
  largest: number,
  random: Random,
): { all: { amounts: Float64Array; squared: number }; subsets: Subset[] } {
  const { rank, outside, data } = reduced
  const all = nonNegativeLeastSquares(reduced.coordinates, data)
  const support = Array.from(all.amounts.keys()).filter(k => all.amounts[k] > 0)
  const subsets: Subset[] = []
  for (let size = 1; size <= Math.min(largest, support.length); size++) {
    const cost = 3 * size * size * modelCount * rank
    const starts = size === 1 ? 1 : Math.min(startsMax, Math.max(startsMin, Math.floor(effort / cost)))
    let best: { models: number[]; squared: number } = { models: [], squared: Number.POSITIVE_INFINITY }
    let found = 0
    for (let start = 0; start < starts; start++) {
      const base =
        start === 0 ? (subsets.at(-1)?.models ?? []) : randomModels(size - 1, support, modelCount, random)
      const end = descend(reduced, modelCount, base, size)
      if (!end) continue
      if (end.squared < best.squared - same) [best, found] = [end, 1]
      else if (end.squared < best.squared + same) found++
    }
    const smaller = subsets.at(-1)
    if (best.models.length < size || (smaller && best.squared + outside > smaller.squared - same)) break
    const amounts = amountsOf(reduced, best.models)
    const order = [...amounts.keys()].sort((a, b) => amounts[b] - amounts[a])
    subsets.push({
      models: order.map(i => best.models[i]),
      amounts: order.map(i => amounts[i]),
      squared: best.squared + outside,
      starts,
      found,
    })
  }
  return { all: { amounts: all.amounts, squared: all.squared + outside }, subsets }
}

/** Adds a model to `base`, then exchanges members while that helps; null where no model can be added. */
function descend(
  reduced: ReducedCurves,
  modelCount: number,
  base: number[],
  size: number,
): { models: number[]; squared: number } | null {
  let current = bestAddition(reduced, modelCount, base)
  for (let place = 0, kept = 0; current && kept < size && size > 1; place = (place + 1) % size) {
    const others = current.models.filter((_, i) => i !== 0)
    const next = bestAddition(reduced, modelCount, others)
    // The member that goes out is always the oldest; what comes in stands last.
    if (next && next.squared < current.squared - same) [current, kept] = [next, 0]
    else [current, kept] = [{ ...current, models: [...others, current.models[0]] }, kept + 1]
  }
  return current
}

/** The model that lowers the misfit of `base` most while all amounts stay positive; null where none does. */
function bestAddition(
  { coordinates, data, rank }: ReducedCurves,
  modelCount: number,
  base: number[],
): { models: number[]; squared: number } | null {
  // No view of a row where all are looked at: there may be thousands, in each of hundreds of calls.
  const productWith = (k: number, vector: Float64Array) => {
    let sum = 0
    for (let j = 0; j < rank; j++) sum += coordinates[k * rank + j] * vector[j]
    return sum
  }
  const { directions, upper } = triangleOf(coordinates, rank, base)
  const along = directions.map(direction => product(direction, data))
  const residual = data.slice()
  directions.forEach((direction, i) => {
    for (let j = 0; j < rank; j++) residual[j] -= along[i] * direction[j]
  })
  const squared = product(residual, residual)
  const gains = new Float64Array(modelCount)
  for (let k = 0; k < modelCount; k++) {
    const slope = productWith(k, residual)
    if (!(slope > 0)) continue
    let whole = 0
    for (let i = k * rank; i < (k + 1) * rank; i++) whole += coordinates[i] * coordinates[i]
    let own = whole
    for (let d = 0; d < directions.length; d++) own -= productWith(k, directions[d]) ** 2
    if (own > ownShareMin * whole) gains[k] = (slope * slope) / own
  }
  for (const k of base) gains[k] = 0
  for (;;) {
    let next = 0
    for (let k = 1; k < modelCount; k++) if (gains[k] > gains[next]) next = k
    if (!(gains[next] > 0)) return null
    const models = [...base, next]
    const amount = gains[next] / productWith(next, residual)
    const parts = directions.map((direction, i) => along[i] - amount * productWith(next, direction))
    if (solveUpper(upper, parts).every(value => value > 0)) return { models, squared: squared - gains[next] }
    gains[next] = 0
  }
}

function amountsOf({ coordinates, data, rank }: ReducedCurves, models: number[]): number[] {
  return leastSquares(coordinates, rank, models, data)
}

/** `count` different models: two of three from `support`, the others from all. */
function randomModels(count: number, support: number[], modelCount: number, random: Random): number[] {
  const models = new Set<number>()
  while (models.size < count)
    models.add(random.integer(3) > 0 ? support[random.integer(support.length)] : random.integer(modelCount))
  return [...models]
}
