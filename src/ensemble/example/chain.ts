/**
 * Geometry of the example protein: two helical bundles joined by a flexible linker, as backbone atoms with
 * C-beta. Coordinates in A. It is a teaching object: right in size, shape and bond lengths along the C-alpha
 * trace, not a protein that exists.
 */

import { cos, sin } from '../numeric/elementary.ts'

export type Vector = readonly [number, number, number]

/** A residue of the example: its name and the positions of its atoms. */
export interface Residue {
  name: 'ALA' | 'GLY'
  atoms: { name: 'N' | 'CA' | 'C' | 'O' | 'CB'; at: Vector }[]
}

export const add = (a: Vector, b: Vector): Vector => [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
export const subtract = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
export const scale = (a: Vector, s: number): Vector => [a[0] * s, a[1] * s, a[2] * s]
export const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
export const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
]
export const unit = (a: Vector): Vector => scale(a, 1 / Math.sqrt(dot(a, a)))

/** Distance of neighbouring C-alpha atoms in a trans peptide, A (Engh & Huber 1991: 3.80). */
export const step = 3.8

/**
 * C-alpha trace of a bundle of parallel rods: `count` helices of `length` residues, up and down in turn on a
 * square of side 10 A, joined by arcs. Rise 1.5 A, radius 2.3 A and 100 degrees a residue (Pauling 1951).
 */
export function bundleTrace(count: number, length: number): Vector[] {
  const trace: Vector[] = []
  for (let helix = 0; helix < count; helix++) {
    const axis: Vector = [helix % 4 === 1 || helix % 4 === 2 ? 10 : 0, helix % 4 >= 2 ? 10 : 0, 0]
    const up = helix % 2 === 0
    const turn = helixTrace(axis, length, up)
    if (helix > 0) trace.push(...arc(trace.at(-1)!, turn[0]!, up ? -1 : 1))
    trace.push(...turn)
  }
  return trace
}

function helixTrace(axis: Vector, length: number, up: boolean): Vector[] {
  return Array.from({ length }, (_, index): Vector => {
    const angle = ((up ? index : -index) * 100 * Math.PI) / 180
    const height = 1.5 * (up ? index : length - 1 - index)
    return add(axis, [2.3 * cos(angle), 2.3 * sin(angle), height])
  })
}

/** Residues on half an ellipse between two points, bulging along z, about one step apart. */
function arc(from: Vector, to: Vector, direction: 1 | -1): Vector[] {
  const middle = scale(add(from, to), 0.5)
  const half = scale(subtract(from, to), 0.5)
  const inner = dot(half, half) > 18 ? 4 : 3
  return Array.from({ length: inner }, (_, index): Vector => {
    const angle = ((index + 1) * Math.PI) / (inner + 1)
    const bulge: Vector = [0, 0, direction * 6.5 * sin(angle)]
    return add(add(middle, scale(half, cos(angle))), bulge)
  })
}

/**
 * A linker's C-alpha trace: `length` steps of 3.8 A with bond angles of 100 to 140 degrees and free torsions,
 * leaving `origin` along `heading`.
 */
export function linkerTrace(origin: Vector, heading: Vector, length: number, random: () => number): Vector[] {
  const trace: Vector[] = []
  let at = origin
  let along = unit(heading)
  let aside = unit(cross(along, Math.abs(along[0]) < 0.9 ? [1, 0, 0] : [0, 1, 0]))
  for (let index = 0; index < length; index++) {
    const bend = ((40 + 40 * random()) * Math.PI) / 180
    const torsion = 2 * Math.PI * random()
    const over = add(scale(aside, cos(torsion)), scale(cross(along, aside), sin(torsion)))
    along = unit(add(scale(along, cos(bend)), scale(over, sin(bend))))
    aside = unit(cross(along, over))
    at = add(at, scale(along, step))
    trace.push(at)
  }
  return trace
}

/**
 * Dresses a C-alpha trace with N, C, O and C-beta at about the distances of a real backbone (C-alpha to N 1.46,
 * to C 1.52, C to O 1.23, C-alpha to C-beta 1.53 A).
 */
export function dress(trace: readonly Vector[], nameOf: (index: number) => Residue['name']): Residue[] {
  return trace.map((at, index) => {
    const before = unit(subtract(trace[index - 1] ?? subtract(scale(at, 2), trace[index + 1]!), at))
    const after = unit(subtract(trace[index + 1] ?? subtract(scale(at, 2), trace[index - 1]!), at))
    const across = cross(before, after)
    const normal = dot(across, across) > 1e-6 ? unit(across) : unit(cross(before, [0.3, 0.5, 0.8]))
    const carbonyl = add(at, add(scale(after, 1.44), scale(normal, 0.49)))
    const atoms: Residue['atoms'] = [
      { name: 'N', at: add(at, add(scale(before, 1.38), scale(normal, -0.48))) },
      { name: 'CA', at },
      { name: 'C', at: carbonyl },
      { name: 'O', at: add(carbonyl, scale(normal, 1.23)) },
    ]
    const name = nameOf(index)
    if (name === 'ALA')
      atoms.push({
        name: 'CB',
        at: add(at, scale(unit(add(scale(add(before, after), -1), scale(normal, -0.7))), 1.53)),
      })
    return { name, atoms }
  })
}
