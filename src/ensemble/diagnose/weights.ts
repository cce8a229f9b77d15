import type { Details } from '../contract.ts'
import { mapped } from '../numeric/mapped.ts'
import { dot } from '../numeric/vectors.ts'
import { byChain, type Draws, thinned, weightsOf } from '../posterior/draws.ts'
import { type Chains, pooledRanks } from './convergence.ts'

const largestMax = 12
const densityBins = 50
const traceMax = 200
const sampleMax = 400
const rankBins = 20

/** What is shown of the weights and chains beside their summaries. */
export type WeightDetails = Pick<
  Details,
  'largest' | 'correlations' | 'densities' | 'histograms' | 'sample' | 'traces' | 'ranks'
>

/**
 * Correlations and densities of the largest weights, traces and rank plots of scale, chi2 and the four largest.
 * `names` are those of the models sampled. O(12^2 D).
 */
export function weightDetails(draws: Draws, names: string[], meanWeight: Float64Array): WeightDetails {
  const order = Array.from(meanWeight.keys()).sort((a, b) => meanWeight[b] - meanWeight[a] || a - b)
  const largest = order.slice(0, largestMax)
  const columns = largest.map(k => weightsOf(draws, k))
  const watched: { name: string; chains: Chains }[] = [
    { name: 'scale', chains: byChain(draws, draws.scale) },
    { name: 'chi2', chains: byChain(draws, draws.chi2) },
    ...largest.slice(0, 4).map((k, i) => ({ name: names[k], chains: byChain(draws, columns[i]) })),
  ]
  return {
    largest: largest.map(k => names[k]),
    correlations: correlationsOf(columns),
    densities: columns.map(column => shares(column, 0, 1)),
    histograms: columns.map(histogram),
    sample: sampleOf(columns, draws.count),
    traces: watched.map(({ name, chains }) => ({ name, chains: chains.map(trace) })),
    ranks: watched.map(({ name, chains }) => ({ name, chains: rankCounts(chains) })),
  }
}

/** The correlation of every column with every other, row by row. */
function correlationsOf(columns: Float64Array[]): number[] {
  const directions = columns.map(directionOf)
  const half = directions.map((direction, i) =>
    directions.slice(0, i + 1).map(other => cosineOf(direction, other)),
  )
  return columns.flatMap((_, i) => columns.map((_, j) => (i >= j ? half[i][j] : half[j][i])))
}

/** Pearson correlation; 0 when either never changes. */
export const correlation = (a: Float64Array, b: Float64Array): number =>
  cosineOf(directionOf(a), directionOf(b))

/** The numbers less their mean, divided by their norm; 0 where all are the same. */
function directionOf(values: Float64Array): Float64Array {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]
  const average = sum / values.length
  let squares = 0
  for (let i = 0; i < values.length; i++) squares += (values[i] - average) ** 2
  const norm = squares > 0 ? Math.sqrt(squares) : Infinity
  return mapped(values, value => (value - average) / norm)
}

const cosineOf = (a: Float64Array, b: Float64Array) => Math.max(-1, Math.min(1, dot(a, 0, b, 0, a.length)))

/** The shares of the draws in equal bins from `from` to `to`; what lies beyond counts in the outermost. */
function shares(values: Float64Array, from: number, to: number): number[] {
  const counts = new Array<number>(densityBins).fill(0)
  for (let d = 0; d < values.length; d++) {
    const bin = Math.floor(((values[d] - from) / (to - from)) * densityBins)
    counts[Math.max(0, Math.min(densityBins - 1, bin))] += 1 / values.length
  }
  return counts
}

/** Over the range of all draws but the outermost 0.4 %, from 0 where that is near. */
function histogram(values: Float64Array): NonNullable<Details['histograms']>[number] {
  const sorted = values.toSorted()
  const [low, high] = [0.002, 0.998].map(p => sorted[Math.round(p * (sorted.length - 1))])
  const from = low < 0.25 * (high - low) ? 0 : low
  const to = high > from ? high : from + 1e-6
  return { from, to, shares: shares(values, from, to) }
}

/** Six decimals, so that the result stays small. */
function sampleOf(columns: Float64Array[], count: number): number[][] {
  const chosen = thinned(count, sampleMax)
  return columns.map(column => chosen.map(d => Math.round(column[d] * 1e6) / 1e6))
}

function trace(chain: Float64Array): number[] {
  const step = Math.max(1, chain.length / traceMax)
  return Array.from({ length: Math.min(chain.length, traceMax) }, (_, i) => chain[Math.floor(i * step)])
}

function rankCounts(chains: Chains): number[][] {
  const total = chains.reduce((sum, chain) => sum + chain.length, 0)
  return pooledRanks(chains).map(ranks => {
    const counts = new Array<number>(rankBins).fill(0)
    for (let d = 0; d < ranks.length; d++)
      counts[Math.min(rankBins - 1, Math.floor(((ranks[d] - 0.5) / total) * rankBins))]++
    return counts
  })
}
