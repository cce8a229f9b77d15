import type { Nuisance } from '../nuisance.ts'
import type { Draws } from './draws.ts'
import type { OfPart } from './ofPart.ts'

/**
 * Shows `visit` the curve of each of some draws, c sum_k w_k S_k and its nuisance directions at the N points, with the draw's place among
 * them; the next overwrites it. Node after node, as a node may make a model's profile anew each time that it is asked for it: those are kept
 * meanwhile, those that are only read into the room are not.
 */
export function eachCurve(
  { pointCount, nodes }: Pick<OfPart['problem'], 'pointCount' | 'nodes'>,
  draws: Draws,
  chosen: ArrayLike<number>,
  visit: (curve: Float64Array, d: number, place: number) => void,
): void {
  const curve = new Float64Array(pointCount)
  const room = new Float64Array(pointCount)
  const { starts, columns, values: weights } = draws.weights
  nodes.forEach(({ profile, nuisance }, node) => {
    const profiles: Float64Array[] = []
    for (let place = 0; place < chosen.length; place++) {
      const d = chosen[place]
      if (draws.node[d] !== node) continue
      curve.fill(0)
      for (let at = starts[d]; at < starts[d + 1]; at++) {
        if (weights[at] < 1e-14) continue // it cannot be seen
        const amount = draws.scale[d] * weights[at]
        const values = profiles[columns[at]] ?? profile(columns[at], room)
        if (values !== room) profiles[columns[at]] = values
        for (let i = 0; i < pointCount; i++) curve[i] += amount * values[i]
      }
      if (nuisance) {
        const amounts = draws.nuisance.subarray(d * nuisance.count, (d + 1) * nuisance.count)
        addDirections(nuisance, amounts, curve)
      }
      visit(curve, d, place)
    }
  })
}

export function addDirections({ directions }: Nuisance, amounts: Float64Array, curve: Float64Array): void {
  amounts.forEach((amount, p) => {
    for (let i = 0; i < curve.length; i++) curve[i] += amount * directions[p * curve.length + i]
  })
}
