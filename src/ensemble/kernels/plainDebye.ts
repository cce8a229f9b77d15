/** The Debye kernel in plain TypeScript: the reference for the compiled one, and the fallback where it cannot run. */

import { cos, sin } from '../numeric/elementary.ts'
import {
  type DebyeKernel,
  nodeSpacing,
  partsPerNode,
  type SortedPoints,
  squaresOf,
  stepsPerLength,
} from './debyeKernel.ts'

const f32 = Math.fround
/** Added to a float below it and taken off again, 2^23 leaves the nearest whole number. */
const wholeNumbers = 2 ** 23

export const plainDebye: DebyeKernel = { name: 'plain', sharePairs, countSquares, transform }

function sharePairs(points: SortedPoints, nodes: number): Float64Array {
  const { starts } = points
  const [x, y, z] = [points.x, points.y, points.z].map(axis => axis.map(value => value * stepsPerLength))
  const types = starts.length - 1
  const shares = new Float64Array(((types * (types + 1)) / 2) * nodes)
  let row = 0
  for (let t = 0; t < types; t++) {
    for (let u = t; u < types; u++, row += nodes) {
      if (points.lastApart && t === types - 1) continue
      for (let i = starts[t]; i < starts[t + 1]; i++) {
        const xi = x[i]
        const yi = y[i]
        const zi = z[i]
        for (let j = t === u ? i + 1 : starts[u]; j < starts[u + 1]; j++) {
          const dx = f32(x[j] - xi)
          const dy = f32(y[j] - yi)
          const dz = f32(z[j] - zi)
          const square = f32(f32(f32(dx * dx) + f32(dy * dy)) + f32(dz * dz))
          const steps = (f32(f32(Math.sqrt(square)) + wholeNumbers) - wholeNumbers) | 0
          const node = row + (steps >> 6)
          const upper = (steps & 63) / partsPerNode
          shares[node] += 1 - upper
          shares[node + 1] += upper
        }
      }
    }
  }
  return shares
}

function countSquares(cells: Int32Array): Uint32Array {
  const counts = new Uint32Array(squaresOf(cells))
  for (let i = 0; i < cells.length; i += 3) {
    for (let j = i + 3; j < cells.length; j += 3) {
      const dx = cells[j] - cells[i]
      const dy = cells[j + 1] - cells[i + 1]
      const dz = cells[j + 2] - cells[i + 2]
      counts[dx * dx + dy * dy + dz * dz]++
    }
  }
  return counts
}

function transform(
  shares: Float64Array,
  rows: number,
  nodes: number,
  qStep: number,
  qCount: number,
): Float64Array {
  const result = new Float64Array(rows * qCount)
  const wave = new Float64Array(nodes)
  const ranges = occupiedRanges(shares, rows, nodes)
  for (let n = 0; n < qCount; n++) {
    fillWave(wave, qStep * n)
    for (let row = 0; row < rows; row++) {
      const base = row * nodes
      let sum = 0
      for (let k = ranges[2 * row]; k < ranges[2 * row + 1]; k++) sum += shares[base + k] * wave[k]
      result[row * qCount + n] = sum
    }
  }
  return result
}

/** First and one past the last occupied node of each row, [rows, 2]; 0, 0 for an empty row. */
export function occupiedRanges(shares: Float64Array, rows: number, nodes: number): Int32Array {
  const ranges = new Int32Array(2 * rows)
  for (let row = 0; row < rows; row++) {
    const base = row * nodes
    let first = 0
    let end = nodes
    while (end > 0 && shares[base + end - 1] === 0) end--
    while (first < end && shares[base + first] === 0) first++
    ranges[2 * row] = end === 0 ? 0 : first
    ranges[2 * row + 1] = end
  }
  return ranges
}

const stepsBetweenSines = 32

/**
 * Fills `wave` with the value of each node, f - (D^2 / 12) f'' for f(r) = sinc(q r) at r = k D.
 *
 * The second term undoes what linear sharing does to a curved function, on average over a step:
 * f'' = -q^2 (f + 2 (cos(q r) - f) / (q r)^2). The sines come from a rotation by q D that starts afresh every 32 nodes,
 * which keeps the error below 1e-14.
 */
export function fillWave(wave: Float64Array, q: number): void {
  if (q === 0) {
    wave.fill(1)
    return
  }
  const step = q * nodeSpacing
  const bend = (step * step) / 12
  const cosStep = cos(step)
  const sinStep = sin(step)
  for (let first = 0; first < wave.length; first += stepsBetweenSines) {
    let sine = sin(first * step)
    let cosine = cos(first * step)
    const end = Math.min(wave.length, first + stepsBetweenSines)
    for (let k = first; k < end; k++) {
      const x = k * step
      const sinc = sine / x
      wave[k] = sinc + bend * (sinc + (2 * (cosine - sinc)) / (x * x))
      const turned = sine * cosStep + cosine * sinStep
      cosine = cosine * cosStep - sine * sinStep
      sine = turned
    }
  }
  wave[0] = 1 + bend / 3
}
