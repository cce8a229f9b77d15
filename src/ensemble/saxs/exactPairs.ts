/** The Debye sum pair by pair in double precision: what the histograms approximate, for checks and small models. */

import { rowOfPair } from '../kernels/debyeKernel.ts'
import { cos, sin } from '../numeric/elementary.ts'
import type { Scatterers } from './scatterers.ts'

/**
 * Sums of sinc(q r) over the pairs of each two kinds, without histograms.
 *
 * The sines of one pair on the uniform grid come from the recurrence sin((n + 1) a) = 2 cos(a) sin(n a) - sin((n - 1) a),
 * whose error grows with n / sin(a) units in the last place: it starts afresh every 32 steps.
 *
 * @returns [rows, count] row-major, rows as `rowOfPair` numbers them. Cost A^2 / 2 x count.
 */
export function pairSumsExactly(scatterers: Scatterers, step: number, count: number): Float64Array {
  const { kinds, points, xyz } = scatterers
  const sums = new Float64Array(((kinds.length * (kinds.length + 1)) / 2) * count)
  for (let t = 0; t < kinds.length; t++) {
    for (let u = t; u < kinds.length; u++) {
      const row = sums.subarray(rowOfPair(t, u, kinds.length) * count).subarray(0, count)
      for (let i = points.starts[t]; i < points.starts[t + 1]; i++) {
        for (let j = t === u ? i + 1 : points.starts[u]; j < points.starts[u + 1]; j++) {
          const dx = xyz[3 * i] - xyz[3 * j]
          const dy = xyz[3 * i + 1] - xyz[3 * j + 1]
          const dz = xyz[3 * i + 2] - xyz[3 * j + 2]
          addSinc(row, step * Math.sqrt(dx * dx + dy * dy + dz * dz))
        }
      }
    }
  }
  return sums
}

/** Adds sinc(n a) to row[n] for all n. */
function addSinc(row: Float64Array, a: number): void {
  if (a === 0) {
    for (let n = 0; n < row.length; n++) row[n] += 1
    return
  }
  row[0] += 1
  const twiceCosine = 2 * cos(a)
  for (let first = 1; first < row.length; first += 32) {
    let before = sin((first - 1) * a)
    let sine = sin(first * a)
    const end = Math.min(row.length, first + 32)
    for (let n = first; n < end; n++) {
      row[n] += sine / (n * a)
      const next = twiceCosine * sine - before
      before = sine
      sine = next
    }
  }
}
