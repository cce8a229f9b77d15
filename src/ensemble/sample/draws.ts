import type { Draws } from '../posterior/draws.ts'
import type { AdvanceResult } from './ladder.ts'

/**
 * The draws of one chain, in a buffer of fixed size: when it is full every second draw goes and the chain is thinned
 * twice as much from then on, so that memory is bounded however long the sampling.
 */
export interface DrawBuffer {
  modelCount: number
  rungs: number
  capacity: number
  /** Draws held, D. */
  count: number
  /** w, [capacity, K]; only the first D rows count. The same for the rest. */
  weights: Float64Array
  scale: Float64Array
  chi2: Float64Array
  shiftChi2: Float64Array
  hyper: Float64Array
  errorScale: Float64Array
  temperature: Float64Array
  node: Float64Array
  /** Energies of every rung, [capacity, rungs]. */
  energies: Float64Array
}

/** What is kept of a draw, one number each. */
const columns = ['scale', 'chi2', 'shiftChi2', 'hyper', 'errorScale', 'temperature', 'node'] as const
type Column = (typeof columns)[number]

/** An empty buffer for `capacity` draws (an even number) of K models over a ladder of `rungs`. */
export function emptyDraws(modelCount: number, rungs: number, capacity: number): DrawBuffer {
  return {
    modelCount,
    rungs,
    capacity,
    count: 0,
    weights: new Float64Array(capacity * modelCount),
    scale: new Float64Array(capacity),
    chi2: new Float64Array(capacity),
    shiftChi2: new Float64Array(capacity),
    hyper: new Float64Array(capacity),
    errorScale: new Float64Array(capacity),
    temperature: new Float64Array(capacity),
    node: new Float64Array(capacity),
    energies: new Float64Array(capacity * rungs),
  }
}

/** Appends the draws of one task; there must be room. */
export function appendDraws(buffer: DrawBuffer, result: AdvanceResult): void {
  if (buffer.modelCount > 0) buffer.weights.set(result.weights, buffer.count * buffer.modelCount)
  buffer.energies.set(result.energies, buffer.count * buffer.rungs)
  for (const name of columns) buffer[name].set(result[name], buffer.count)
  buffer.count += result.scale.length
}

/** Keeps the second of every two draws. */
export function halveDraws(buffer: DrawBuffer): void {
  const keep = (values: Float64Array, width: number) => {
    for (let d = 1; d < buffer.count; d += 2)
      values.copyWithin(((d - 1) / 2) * width, d * width, (d + 1) * width)
  }
  keep(buffer.weights, buffer.modelCount)
  keep(buffer.energies, buffer.rungs)
  for (const name of columns) keep(buffer[name], 1)
  buffer.count = Math.floor(buffer.count / 2)
}

/** The draws of one model's weight, a fresh array [D]. */
export function weightDraws(buffer: DrawBuffer, model: number): Float64Array {
  return Float64Array.from({ length: buffer.count }, (_, d) => buffer.weights[d * buffer.modelCount + model])
}

/** The part of a buffer's column that is filled; shares memory with it. */
export function filled(buffer: DrawBuffer, name: Column): Float64Array {
  return buffer[name].subarray(0, buffer.count)
}

/** At most so many draws of each chain, evenly spread over all that it holds, copied. */
export function someDraws(chains: DrawBuffer[], most: number): Draws {
  const count = Math.min(most, ...chains.map(chain => chain.count))
  const some = chains.map(chain => {
    const kept = emptyDraws(chain.modelCount, 0, count)
    kept.count = count
    for (let d = 0; d < count; d++) {
      const from = Math.floor((d * chain.count) / count)
      const { modelCount, weights } = chain
      kept.weights.set(weights.subarray(from * modelCount, (from + 1) * modelCount), d * modelCount)
      for (const name of columns) kept[name][d] = chain[name][from]
    }
    return kept
  })
  return drawsOf(some)
}

/** The draws of all chains together, copied into arrays of exactly their length. */
export function drawsOf(chains: DrawBuffer[]): Draws {
  const [{ count, modelCount }] = chains
  const join = (name: 'weights' | Column, width: number) => {
    const all = new Float64Array(chains.length * count * width)
    chains.forEach((chain, c) => {
      all.set(chain[name].subarray(0, count * width), c * count * width)
    })
    return all
  }
  return {
    count: chains.length * count,
    modelCount,
    chainCount: chains.length,
    chain: Uint16Array.from({ length: chains.length * count }, (_, d) => Math.floor(d / count)),
    weights: join('weights', modelCount),
    scale: join('scale', 1),
    chi2: join('chi2', 1),
    shiftChi2: join('shiftChi2', 1),
    hyper: join('hyper', 1),
    errorScale: join('errorScale', 1),
    temperature: join('temperature', 1),
    node: join('node', 1),
    nuisance: new Float64Array(),
  }
}
