import { exp } from '../numeric/elementary.ts'
import { times, transposed } from '../numeric/matrixProducts.ts'
import type { Random } from '../numeric/random.ts'
import type { Filter } from './kalmanFilter.ts'
import type { Overlap } from './likelihood.ts'
import { Members } from './members.ts'
import type { SeriesProblem } from './seriesProblem.ts'

/**
 * Moves of two or three models alone, at all curves of a series, what they weigh together held: so look-alike models take each other's place, where a
 * trajectory would have to cross what is less likely, or to follow a narrow bend.
 *
 * With S = g_i + g_j, g = e^z, and d = z_i - z_j, the paths of two are z_i = log S + log s(d) and z_j = log S + log s(-d), s the logistic
 * function: a map of determinant 1, so that a shift of d along a path given beforehand is a slice of the posterior, and d -> -d, which
 * exchanges the two, is a Metropolis step. Three move on a line in g, from one to two others in the shares in which these stand in for it best: a
 * slice between the ends of the line, of the posterior of g, which is that of z over the product of g.
 */

/** Of each model so many look-alikes are tried. */
const neighboursMax = 6
/** Moves of one iteration at most. */
const movesMax = 60

/** Products of the models' curves with one another and with the data, of one curve of the series: [K, K] and [K]. */
export interface Products {
  squares: Float64Array
  withData: Float64Array
}

/** O(T K^2 r). */
export function productsOf({ curves, modelCount }: SeriesProblem): Products[] {
  return curves.map(({ coordinates, data, rank }) => {
    const squares = new Float64Array(modelCount ** 2)
    times(coordinates, transposed(coordinates, modelCount, rank), modelCount, rank, modelCount, squares)
    const withData = new Float64Array(modelCount)
    times(coordinates, data, modelCount, rank, 1, withData)
    return { squares, withData }
  })
}

/** For each model its most similar others in all curves, [K][up to 6]. */
export function lookAlikes(products: Products[], modelCount: number): number[][] {
  const distances = new Float64Array(modelCount ** 2)
  for (const { squares } of products)
    for (let i = 0; i < modelCount; i++)
      for (let j = 0; j < modelCount; j++)
        distances[i * modelCount + j]! +=
          squares[i * modelCount + i]! - 2 * squares[i * modelCount + j]! + squares[j * modelCount + j]!
  const others = Array.from({ length: modelCount }, (_, k) => k)
  return others.map(i =>
    others
      .filter(j => j !== i)
      .sort((a, b) => distances[i * modelCount + a]! - distances[i * modelCount + b]! || a - b)
      .slice(0, neighboursMax),
  )
}

/** Everything a move needs; `z`, `weights` [T, K], the mixtures v of the curves and `overlaps` are changed. */
export interface Exchange {
  problem: SeriesProblem
  errorScales: Float64Array
  /** Of the process of amplitude 1. */
  filter: Filter
  amplitude: number
  products: Products[]
  neighbours: number[][]
  /** Of how often each model is tried, added up, [K]. */
  cumulative: Float64Array
  /** Models by what they weigh, [K]. */
  heaviest: Uint16Array
  /** Of the models' curves with one another, the mean of all curves, [K, K]. */
  meanSquares: Float64Array
  /** [T, K]. */
  meanWeights: Float64Array
  /** Of each log weight, that its curve leaves, [K, T]. */
  variances: Float64Array
  z: Float64Array
  weights: Float64Array
  mixtures: Float64Array[]
  overlaps: Overlap[]
  random: Random
}

/** Three moves for each model, but not more than are worth it: most are about the few models that weigh something. */
export function exchange(all: Exchange): void {
  const { problem, neighbours, random } = all
  const { modelCount, curves } = problem
  for (let move = 0; move < Math.min(3 * modelCount, movesMax); move++) {
    const i = pickFrom(all.cumulative, random)
    const near = neighbours[i]!
    const pick = () =>
      random.uniform() < 0.7
        ? near[Math.floor(random.uniform() ** 2 * near.length)]!
        : random.integer(modelCount)
    const [j, k] = [pick(), pick()]
    const kind = random.uniform()
    // A bump: about one curve, so many curves wide; or all alike.
    const [centre, width] = [random.integer(curves.length), curves.length / (2 << random.integer(5))]
    const isLevel = random.uniform() < 0.5
    const bump = (t: number) => (isLevel ? 1 : exp(-0.5 * ((t - centre) / width) ** 2))
    if (i === j) continue
    if (kind < 0.5) {
      const two = new Members(all, [i, j])
      if (!two.isSeen()) continue
      if (kind < 0.05) two.swap()
      else if (kind < 0.1) two.shift(bump)
      else two.redraw()
    } else if (k !== i && k !== j) {
      const three = new Members(all, [i, j, k])
      if (!three.isSeen()) continue
      if (kind < 0.75) three.slide(bump)
      else three.hand()
    }
  }
}

function pickFrom(cumulative: Float64Array, random: Random): number {
  const at = random.uniform() * cumulative[cumulative.length - 1]!
  let k = 0
  while (k < cumulative.length - 1 && cumulative[k]! <= at) k++
  return k
}
