/** The shape of an ensemble for a flat picture. */

import type { EnsembleModel } from '../formats/ensembleModel.ts'
import { hypot } from '../numeric/elementary.ts'
import { symmetricEigen } from '../numeric/symmetricEigen.ts'
import { moved, weightedCentre } from './rotation.ts'

/** The shape of an ensemble's models for a flat picture: x along the longest axis of all together, y along the next. */
export interface EnsembleTraces {
  kind: 'atoms' | 'beads'
  models: {
    name: string
    weight: number
    /** Stretches of chain, each a list of x, y, z in A; of a bead model one stretch with every bead. */
    stretches: number[][]
  }[]
}

/** Models in the picture, and points of each: more could not be told apart. */
const modelsMax = 12
const pointsMax = 300
/** Neighbouring C-alphas lie 3.8 A apart, phosphorus atoms up to 7: further apart the chain is broken, A. */
const gapMin = 8.5

/** @param anchors C-alphas, phosphorus atoms or beads of each model, as `anchorsOf` finds them, [n, 3] in A */
export function tracesOf(models: EnsembleModel[], anchors: Float64Array[]): EnsembleTraces {
  const shown = models.slice(0, modelsMax)
  const placed = shown.map(({ motion }, k) => (motion ? moved(anchors[k]!, motion) : anchors[k]!))
  const upright = { rotation: axesOf(placed), translation: new Float64Array(3) }
  const { kind } = models[0]!.structure
  return {
    kind,
    models: shown.map(({ structure, weight }, k) => {
      const points = moved(placed[k]!, upright)
      return {
        name: structure.name,
        weight,
        stretches: kind === 'beads' ? [thinned(points)] : stretchesOf(points),
      }
    }),
  }
}

/** Rows are the principal axes of all points together, the longest first. */
function axesOf(models: Float64Array[]): Float64Array {
  const all = Float64Array.from(models.flatMap(points => [...points]))
  const centre = weightedCentre(all)
  const spread = new Float64Array(9)
  for (let i = 0; i < all.length; i++) {
    const start = i - (i % 3)
    for (let b = 0; b < 3; b++)
      spread[3 * (i % 3) + b]! += (all[i]! - centre[i % 3]!) * (all[start + b]! - centre[b]!)
  }
  const { vectors } = symmetricEigen(spread, 3)
  return Float64Array.from({ length: 9 }, (_, i) => vectors[3 * (i % 3) + Math.floor(i / 3)]!)
}

function stretchesOf(points: Float64Array): number[][] {
  const starts = [0]
  for (let i = 3; i < points.length; i += 3) {
    const gap = hypot(...[0, 1, 2].map(a => points[i + a]! - points[i - 3 + a]!))
    if (gap > gapMin) starts.push(i)
  }
  return starts.map((start, s) => thinned(points.subarray(start, starts[s + 1]), points.length))
}

/** Every so many points that `pointsMax` are left of the whole, the last one among them; tenths of an A. */
function thinned(points: Float64Array, of = points.length): number[] {
  const step = Math.max(1, Math.ceil(of / 3 / pointsMax))
  const count = points.length / 3
  const kept = Array.from({ length: count }, (_, i) => i).filter(i => i % step === 0 || i === count - 1)
  return kept.flatMap(i =>
    Array.from(points.subarray(3 * i, 3 * i + 3), value => Math.round(value * 10) / 10),
  )
}
