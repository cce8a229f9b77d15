import { emptyRows, pushRows, type SparseRows, takeRows, valueAt } from '../numeric/sparseRows.ts'
import type { Draws } from '../posterior/draws.ts'
import type { AdvanceResult } from './ladder.ts'

/**
 * The draws of one chain, in a buffer of fixed size: when it is full every second draw goes and the chain is thinned
 * twice as much from then on, so that memory is bounded however long the sampling. Weights take what the models of a draw that take part need.
 */
export interface DrawBuffer {
  modelCount: number
  rungs: number
  capacity: number
  /** Draws held, D. */
  count: number
  /** w, [capacity, K]; only the first D rows count. The same for the rest. */
  weights: SparseRows
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
    weights: emptyRows(modelCount, capacity),
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
  if (buffer.modelCount > 0) pushRows(buffer.weights, buffer.count, result.weights, 0, result.scale.length)
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
  if (buffer.modelCount > 0)
    for (let d = 1; d < buffer.count; d += 2) pushRows(buffer.weights, (d - 1) / 2, buffer.weights, d, d + 1)
  keep(buffer.energies, buffer.rungs)
  for (const name of columns) keep(buffer[name], 1)
  buffer.count = Math.floor(buffer.count / 2)
}

/** The draws of one model's weight, a fresh array [D]. */
export function weightDraws(buffer: DrawBuffer, model: number): Float64Array {
  return Float64Array.from({ length: buffer.count }, (_, d) => valueAt(buffer.weights, d, model))
}

/** The part of a buffer's column that is filled; shares memory with it. */
export function filled(buffer: DrawBuffer, name: Column): Float64Array {
  return buffer[name].subarray(0, buffer.count)
}

/** At most so many draws of each chain, evenly spread over all that it holds, copied. */
export function someDraws(chains: DrawBuffer[], most: number): Draws {
  const count = Math.min(most, ...chains.map(chain => chain.count))
  const some = chains.map(chain => {
    const chosen = Array.from({ length: count }, (_, d) => Math.floor((d * chain.count) / count))
    const kept = { ...emptyDraws(chain.modelCount, 0, count), count }
    kept.weights = takeRows(chain.weights, chosen)
    for (const name of columns) kept[name] = Float64Array.from(chosen, from => chain[name][from])
    return kept
  })
  return drawsOf(some)
}

/** The draws of all chains together, copied into arrays of exactly their length. */
export function drawsOf(chains: DrawBuffer[]): Draws {
  const [{ count, modelCount }] = chains
  const join = (name: Column) => {
    const all = new Float64Array(chains.length * count)
    chains.forEach((chain, c) => {
      all.set(filled(chain, name), c * count)
    })
    return all
  }
  const entries = chains.reduce((sum, { weights }) => sum + weights.starts[count], 0)
  const weights = emptyRows(modelCount, chains.length * count, entries)
  chains.forEach((chain, c) => {
    pushRows(weights, c * count, chain.weights, 0, count)
  })
  return {
    count: chains.length * count,
    modelCount,
    chainCount: chains.length,
    chain: Uint16Array.from({ length: chains.length * count }, (_, d) => Math.floor(d / count)),
    weights,
    scale: join('scale'),
    chi2: join('chi2'),
    shiftChi2: join('shiftChi2'),
    hyper: join('hyper'),
    errorScale: join('errorScale'),
    temperature: join('temperature'),
    node: join('node'),
    nuisance: new Float64Array(),
  }
}
