import { rowsOf } from '#src/ensemble/numeric/sparseRows.ts'
import type { Draws } from '#src/ensemble/posterior/draws.ts'

/** Draws of two chains with these weights, a row a draw, and nothing else. */
export function drawsOfWeights(rows: number[][]): Draws {
  const count = rows.length
  const empty = new Float64Array(count)
  return {
    count,
    modelCount: rows[0]?.length ?? 0,
    chainCount: 2,
    chain: Uint16Array.from({ length: count }, (_, d) => (d < count / 2 ? 0 : 1)),
    weights: rowsOf(Float64Array.from(rows.flat()), rows[0]?.length ?? 0),
    scale: empty,
    chi2: empty,
    shiftChi2: empty,
    hyper: empty,
    errorScale: empty,
    temperature: empty,
    node: empty,
    nuisance: new Float64Array(),
  }
}
