/** A structure as the Debye sum sees it: points of a few kinds, each kind with its amplitudes. */

import { refusal } from '../faults/index.ts'
import { nodeSpacing, type SortedPoints } from '../kernels/debyeKernel.ts'
import { hypot } from '../numeric/elementary.ts'
import { withFullResidues } from '../structures/fullResidues.ts'
import { radiusOfGyration } from '../structures/measures.ts'
import type { Structure } from '../structures/structure.ts'
import type { Beam, Kind } from './beam.ts'
import { hydrationShell, type Shell } from './shell.ts'

/** All points of a structure with its shell, sorted by kind. */
export interface Scatterers {
  kinds: Kind[]
  points: SortedPoints
  /** The same points in double precision, uncentred, [A, 3], in the same order. */
  xyz: Float64Array
  /** Displaced volume of all atoms in A^3; 0 for bead models. */
  volume: number
  /** Mean displaced radius r_m of the atoms in A; 0 for bead models. */
  meanRadius: number
  /** The hydration shell, whose beads are the last kind; undefined where there is none. */
  shell: Shell | undefined
}

/** Largest extent in A whose histograms are still of reasonable size. */
const extentMax = 5000

/**
 * Points of a structure by kind: its atoms in order of appearance, then the hydration shell.
 *
 * @param withShell whether to place hydration beads; bead models never have any
 * @throws FaultError structure.too_wide beyond an extent of 5,000 A
 */
export function scatterersOf(read: Structure, beam: Beam, withShell: boolean): Scatterers {
  if (read.kind === 'beads')
    return assemble(read.name, [beam.sphereKind(read.beadRadius)], [read.xyz], [], undefined)
  const structure = withFullResidues(read)
  const { kinds, kindOf } = beam.atomKinds(structure)
  const radii = Array.from(kindOf, kind => kinds[kind].radius)
  const groups = kinds.map(() => [] as number[])
  for (let i = 0; i < kindOf.length; i++) groups[kindOf[i]].push(i)
  const coordinates = groups.map(group => gather(structure.xyz, group))
  let shell: Shell | undefined
  if (withShell) {
    const heavy = heavyAtoms(structure)
    checkExtent(heavy, structure.name)
    shell = hydrationShell(heavy, radiusOfGyration(heavy))
    coordinates.push(shell.xyz)
    kinds.push(beam.shellKind(shell.spacing))
  }
  return assemble(structure.name, kinds, coordinates, radii, shell)
}

/** Histogram nodes that hold every distance of these points: the diagonal of their box and some to spare. */
export function nodesFor(points: SortedPoints): number {
  let square = 0
  for (const axis of [points.x, points.y, points.z]) {
    let low = Number.POSITIVE_INFINITY
    let high = Number.NEGATIVE_INFINITY
    for (let i = 0; i < axis.length; i++) {
      low = Math.min(low, axis[i])
      high = Math.max(high, axis[i])
    }
    square += (high - low) ** 2
  }
  return Math.floor(Math.sqrt(square) / nodeSpacing) + 3
}

function assemble(
  name: string,
  kinds: Kind[],
  coordinates: Float64Array[],
  radii: number[],
  shell: Shell | undefined,
): Scatterers {
  const starts = new Int32Array(kinds.length + 1)
  for (let t = 0; t < kinds.length; t++) starts[t + 1] = starts[t] + coordinates[t].length / 3
  const total = starts[kinds.length]
  const xyz = new Float64Array(3 * total)
  for (let t = 0; t < kinds.length; t++) xyz.set(coordinates[t], 3 * starts[t])
  const middle = checkExtent(xyz, name)
  const axes = [new Float32Array(total), new Float32Array(total), new Float32Array(total)]
  for (let i = 0; i < total; i++) {
    for (let axis = 0; axis < 3; axis++) axes[axis][i] = xyz[3 * i + axis] - middle[axis]
  }
  const points = { x: axes[0], y: axes[1], z: axes[2], starts, lastApart: shell !== undefined }
  const volume = radii.reduce((sum, radius) => sum + (4 / 3) * Math.PI * radius ** 3, 0)
  const meanRadius = radii.length > 0 ? radii.reduce((sum, radius) => sum + radius, 0) / radii.length : 0
  return { kinds, points, xyz, volume, meanRadius, shell }
}

/** Middle of the points' box in A. */
function checkExtent(xyz: Float64Array, name: string): number[] {
  const low = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  const high = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let i = 0; i < xyz.length; i++) {
    low[i % 3] = Math.min(low[i % 3], xyz[i])
    high[i % 3] = Math.max(high[i % 3], xyz[i])
  }
  const extent = hypot(high[0] - low[0], high[1] - low[1], high[2] - low[2])
  if (extent > extentMax) throw refusal('structure.too_wide', { extent, most: extentMax }, { file: name })
  return low.map((value, axis) => (value + high[axis]) / 2)
}

function heavyAtoms(structure: Structure): Float64Array {
  if (!structure.elements.includes('H')) return structure.xyz
  const heavy: number[] = []
  for (let i = 0; i < structure.elements.length; i++) if (structure.elements[i] !== 'H') heavy.push(i)
  return heavy.length === 0 ? structure.xyz : gather(structure.xyz, heavy)
}

function gather(xyz: Float64Array, indices: number[]): Float64Array {
  const result = new Float64Array(3 * indices.length)
  for (let i = 0; i < indices.length; i++) {
    for (let axis = 0; axis < 3; axis++) result[3 * i + axis] = xyz[3 * indices[i] + axis]
  }
  return result
}
