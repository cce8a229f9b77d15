import { Random } from '#src/ensemble/numeric/random.ts'
import type { InferInput } from '#src/ensemble/problem.ts'

/** Gaussian-like profiles of different sizes, a mixture of them, and noise of `noise` relative to the curve. */
export function madeUp(
  weights: number[],
  options: { points?: number; noise?: number; seed?: number; scale?: number } = {},
): InferInput {
  const { points = 40, noise = 0.02, seed = 1, scale = 1.3 } = options
  const random = Random.stream(seed, 77)
  const modelCount = weights.length
  const q = Float64Array.from({ length: points }, (_, i) => 0.01 + (0.3 * i) / points)
  const values = new Float64Array(points * modelCount)
  q.forEach((x, i) => {
    for (let k = 0; k < modelCount; k++)
      values[i * modelCount + k] = Math.exp(-((x * (12 + 5 * k)) ** 2) / 3) + 0.02 / (1 + k)
  })
  const intensity = new Float64Array(points)
  const sigma = new Float64Array(points)
  for (let i = 0; i < points; i++) {
    for (let k = 0; k < modelCount; k++) intensity[i]! += scale * weights[k]! * values[i * modelCount + k]!
    sigma[i] = noise * (intensity[i]! + 0.01)
    intensity[i]! += sigma[i]! * random.normal()
  }
  return { curve: { q, intensity, sigma }, profiles: { names: weights.map((_, k) => `m${k + 1}`), values } }
}

/** The same library with its columns in another order, or repeated: column c is the old column `order[c]`. */
export function reordered({ curve, profiles }: InferInput, order: number[]): InferInput {
  const width = profiles.names.length
  const values = new Float64Array(curve.q.length * order.length)
  for (let i = 0; i < curve.q.length; i++)
    order.forEach((k, c) => {
      values[i * order.length + c] = profiles.values[i * width + k]!
    })
  return { curve, profiles: { names: order.map((k, c) => `${profiles.names[k]}.${c}`), values } }
}
