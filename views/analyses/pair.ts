import type { AnalysisOutcome } from '#src/analyses/outcome.ts'
import type { Details } from '#src/ensemble/contract.ts'
import type { DrawSample } from '#src/method/resultFile.ts'
import { rankedModels } from './rankedModels.ts'

/** One axis of the joint plot: a model by its place in the library, and its weight in each draw. */
interface Side {
  place: number
  name: string
  weights: number[]
}

export interface WeightPair {
  /** Models that can be chosen, the largest weight first. */
  choices: { place: number; name: string }[]
  a: Side
  b: Side
  correlation: number
}

/** The two models of the joint plot: those chosen, or the pair of large weights that trades weight most. */
export function pairOf(
  { result: { models, details }, sample }: AnalysisOutcome,
  chosen: { a?: number; b?: number },
): WeightPair | null {
  const drawn = sample ?? largestOf(details)
  if (!details || !drawn || details.largest.length < 2) return null
  const draws = new Map(drawn.models.map((name, k) => [name, drawn.weights[k]!]))
  const choices = rankedModels(models)
    .filter(({ model }) => draws.has(model.name))
    .map(({ model, index }) => ({ place: index, name: model.name }))
  const side = (place: number | undefined, otherwise: string): Side => {
    const choice =
      choices.find(each => each.place === place) ?? choices.find(each => each.name === otherwise)!
    return { ...choice, weights: draws.get(choice.name)! }
  }
  const [first, second] = tradingMost(details)
  const [a, b] = [side(chosen.a, first), side(chosen.b, second)]
  return { choices, a, b, correlation: correlationOf(a.weights, b.weights) }
}

/** Of results from before there was a sample of all models. */
const largestOf = (details: Details | undefined): DrawSample | null =>
  details?.sample ? { models: details.largest, weights: details.sample } : null

function tradingMost({ largest, correlations }: Details): [string, string] {
  const at = ([i, j]: readonly [number, number]) => correlations[i * largest.length + j]!
  const pairs = largest.flatMap((_, i) => largest.slice(i + 1).map((_, j) => [i, i + 1 + j] as const))
  const [i, j] = pairs.reduce((best, pair) => (at(pair) < at(best) ? pair : best))
  return [largest[i]!, largest[j]!]
}

/** Pearson's r; 0 where one of the two does not vary. */
function correlationOf(xs: number[], ys: number[]): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [meanX, meanY] = [mean(xs), mean(ys)]
  const product = (us: number[], u: number, vs: number[], v: number) =>
    us.reduce((sum, value, i) => sum + (value - u) * (vs[i]! - v), 0)
  const size = Math.sqrt(product(xs, meanX, xs, meanX) * product(ys, meanY, ys, meanY))
  return size > 0 ? product(xs, meanX, ys, meanY) / size : 0
}
