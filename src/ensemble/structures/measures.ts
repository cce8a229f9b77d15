/** Sizes of a set of points: radius of gyration, largest distance, mass. */

import { hypot } from '../numeric/elementary.ts'
import { massOf } from './elements.ts'
import { withFullResidues } from './fullResidues.ts'
import { polymerName } from './residues.ts'
import type { Structure } from './structure.ts'

/** Centre of the points, each counting once; `xyz` is [A, 3] in A. */
export function centreOf(xyz: Float64Array): [number, number, number] {
  const n = xyz.length / 3
  let x = 0
  let y = 0
  let z = 0
  for (let i = 0; i < xyz.length; i += 3) {
    x += xyz[i]
    y += xyz[i + 1]
    z += xyz[i + 2]
  }
  return [x / n, y / n, z / n]
}

/** Geometric radius of gyration in A, every atom counting once: Rg^2 = mean |r - centre|^2. */
export function radiusOfGyration(xyz: Float64Array): number {
  const [cx, cy, cz] = centreOf(xyz)
  let sum = 0
  for (let i = 0; i < xyz.length; i += 3) {
    sum += (xyz[i] - cx) ** 2 + (xyz[i + 1] - cy) ** 2 + (xyz[i + 2] - cz) ** 2
  }
  return Math.sqrt(sum / (xyz.length / 3))
}

/**
 * Largest distance between two points in A, exactly; 0 for one point.
 *
 * Points are visited outermost first: with radii r from the centre, no pair with r_i + r_j below the best distance so far
 * can beat it. Cost O(A log A) plus the pairs of the outermost points, O(A^2) only for a hollow sphere.
 */
export function largestDistance(xyz: Float64Array): number {
  const n = xyz.length / 3
  const [cx, cy, cz] = centreOf(xyz)
  const radius = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    radius[i] = hypot(xyz[3 * i] - cx, xyz[3 * i + 1] - cy, xyz[3 * i + 2] - cz)
  }
  const order = Int32Array.from({ length: n }, (_, i) => i).sort((a, b) => radius[b] - radius[a])
  let best = 0
  for (let a = 0; a < n; a++) {
    const i = order[a]
    if (2 * radius[i] <= best) break
    for (let b = a + 1; b < n; b++) {
      const j = order[b]
      if (radius[i] + radius[j] <= best) break
      const dx = xyz[3 * i] - xyz[3 * j]
      const dy = xyz[3 * i + 1] - xyz[3 * j + 1]
      const dz = xyz[3 * i + 2] - xyz[3 * j + 2]
      best = Math.max(best, Math.sqrt(dx * dx + dy * dy + dz * dz))
    }
  }
  return best
}

/**
 * Distance in A between the first and the last C-alpha, of a nucleic acid phosphorus atom, of a structure with a single chain. Undefined
 * of several chains, which have several ends, and of bead models.
 */
export function endToEndOf({
  kind,
  residues,
  residueOf,
  atomNames,
  elements,
  xyz,
}: Structure): number | undefined {
  if (kind === 'beads') return
  const isPolymer = residues.map(({ name }) => polymerName(name) !== '')
  const isAnchor = (i: number) =>
    isPolymer[residueOf[i]] &&
    ((atomNames[i] === 'CA' && elements[i] === 'C') || (atomNames[i] === 'P' && elements[i] === 'P'))
  const anchors = elements.keys().filter(isAnchor).toArray()
  const [first, last] = [anchors[0], anchors.at(-1)]
  if (first === undefined || last === undefined || residueOf[first] === residueOf[last]) return
  const chainOf = (i: number) => residues[residueOf[i]].chain
  if (anchors.some(i => chainOf(i) !== chainOf(first))) return
  return hypot(...[0, 1, 2].map(axis => xyz[3 * first + axis] - xyz[3 * last + axis]))
}

/** Molar mass in g/mol with the implicit hydrogens; 0 for a bead model, whose beads have no element. */
export function molarMass(structure: Structure): number {
  if (structure.kind === 'beads') return 0
  const { elements, hydrogens } = withFullResidues(structure)
  let mass = 0
  for (let i = 0; i < elements.length; i++) {
    mass += massOf(elements[i]!) + hydrogens[i]! * massOf('H')
  }
  return mass
}
