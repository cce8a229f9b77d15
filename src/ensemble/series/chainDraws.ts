import type { ChainDraws } from './chain.ts'

/** What is made of the draws of a chain. */

export const countOf = ({ amplitude }: ChainDraws) => amplitude.length

/** The second, the fourth, ... of a chain's draws. */
export function everySecond(draws: ChainDraws): ChainDraws {
  const size = draws.weights.length / countOf(draws)
  const places = Array.from({ length: countOf(draws) >> 1 }, (_, i) => 2 * i + 1)
  const weights = new Float32Array(places.length * size)
  for (const [i, d] of places.entries())
    weights.set(draws.weights.subarray(d * size, (d + 1) * size), i * size)
  const of = (values: Float64Array) => Float64Array.from(places, d => values[d]!)
  return { weights, amplitude: of(draws.amplitude), length: of(draws.length) }
}

/** Draws, and those that were drawn after them. */
export function joined(before: ChainDraws, after: ChainDraws): ChainDraws {
  const weights = new Float32Array(before.weights.length + after.weights.length)
  weights.set(before.weights)
  weights.set(after.weights, before.weights.length)
  return {
    weights,
    amplitude: Float64Array.of(...before.amplitude, ...after.amplitude),
    length: Float64Array.of(...before.length, ...after.length),
  }
}

/** Draws of what some models weigh together at one curve, each times its factor where there are factors. */
export function weightDraws(
  draws: ChainDraws,
  curveCount: number,
  modelCount: number,
  t: number,
  models: readonly number[],
  factors?: ArrayLike<number>,
): Float64Array {
  const { weights } = draws
  return Float64Array.from({ length: countOf(draws) }, (_, d) => {
    const at = (d * curveCount + t) * modelCount
    let sum = 0
    for (const [i, k] of models.entries()) sum += weights[at + k]! * (factors ? factors[i]! : 1)
    return sum
  })
}
