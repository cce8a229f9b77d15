/**
 * Molecules that a periodic box cut are put together again.
 *
 * Which atoms hang together is told once, from the first frame: within a residue each atom follows the nearest one before
 * it, a residue follows the one before it where the two are bonded. In every frame each atom is then put at the image
 * nearest to the atom it follows. Molecules are put at the image in which their closest residues lie nearest to what
 * stands already. Distances are of bonds, far below half a box, so that the nearest image is the right one.
 */

import { inverseOf } from '../numeric/matrix3.ts'
import type { Structure } from '../structures/structure.ts'

/** Atoms that follow one another further apart than this, in A, do not belong together. */
const apartMin = 5
/** Two residues are bonded up to this many times the usual distance of neighbours. */
const bondSlack = 1.6
const bondMax = 6
/** Molecules whose residues come no closer than this, in A, do not touch, and where they belong cannot be told. */
const contactMax = 12

export interface Joined {
  /** Whether an atom was moved to another image. */
  moved: boolean
  /** Whether a molecule touches no other, so that its place is one of several. */
  isApart: boolean
  /** The first residue that does not hang together, and how far it lies off in A. */
  broken?: { residue: number; distance: number }
}

interface Tree {
  /** Atoms in an order in which each stands behind the one it follows. */
  order: Int32Array
  /** The atom that each atom follows; -1 for the first of a molecule. */
  follows: Int32Array
  /** The molecule of each atom. */
  moleculeOf: Int32Array
  /** One atom of each residue, by molecule. */
  marks: Int32Array[]
}

/** Puts the frames of one topology together. */
export class Joiner {
  private tree: Tree | undefined

  constructor(private readonly topology: Pick<Structure, 'residueOf' | 'atomNames' | 'residues'>) {}

  /** Moves atoms of `xyz`, [A, 3], to the images in which molecules are whole. Cost O(A) a frame. */
  join(xyz: Float64Array, box: Float64Array | null): Joined {
    const images = box && new Images(box)
    this.tree ??= buildTree(this.topology, xyz, images)
    const { order, follows } = this.tree
    let moved = false
    for (const atom of order) {
      const before = follows[atom]
      if (before < 0) continue
      let distance = distanceOf(xyz, atom, before)
      if (distance > apartMin && images) {
        moved = images.pull(xyz, atom, before) || moved
        distance = distanceOf(xyz, atom, before)
      }
      if (distance > 2 * bondMax || !Number.isFinite(distance))
        return { moved, isApart: false, broken: { residue: this.topology.residueOf[atom], distance } }
    }
    if (!images || this.tree.marks.length < 2) return { moved, isApart: false }
    const gathered = gather(xyz, this.tree, images)
    return { moved: moved || gathered.moved, isApart: gathered.isApart }
  }
}

/** Puts each molecule where it touches what stands already. */
function gather(xyz: Float64Array, { marks, moleculeOf }: Tree, images: Images) {
  const placed = [...marks[0]]
  let moved = false
  let isApart = false
  for (let molecule = 1; molecule < marks.length; molecule++) {
    const nearest = { distance: Number.POSITIVE_INFINITY, shift: [0, 0, 0] }
    for (const mark of marks[molecule])
      for (const stands of placed) {
        const shift = images.shiftBetween(xyz, mark, stands)
        const distance = distanceOf(xyz, mark, stands, shift)
        if (distance < nearest.distance) Object.assign(nearest, { distance, shift: [...shift] })
      }
    if (nearest.distance > contactMax) isApart = true
    if (nearest.shift.some(each => each !== 0)) {
      moved = true
      for (let atom = 0; atom < moleculeOf.length; atom++)
        if (moleculeOf[atom] === molecule) for (let k = 0; k < 3; k++) xyz[3 * atom + k] += nearest.shift[k]
    }
    placed.push(...marks[molecule])
  }
  return { moved, isApart }
}

function buildTree(
  { residueOf, atomNames, residues }: Pick<Structure, 'residueOf' | 'atomNames' | 'residues'>,
  xyz: Float64Array,
  images: Images | null,
): Tree {
  const members: number[][] = residues.map(() => [])
  for (let atom = 0; atom < residueOf.length; atom++) members[residueOf[atom]].push(atom)
  const distance = (a: number, b: number) => distanceOf(xyz, a, b, images?.shiftBetween(xyz, a, b))
  const links = members.map((atoms, r) =>
    r === 0 ? undefined : nearestPair(members[r - 1], atoms, distance),
  )
  const lengths = links.flatMap(link => link?.distance ?? []).sort((a, b) => a - b)
  const usual = lengths[Math.floor(lengths.length / 2)] ?? bondMax
  const linkMax = Math.min(bondMax, bondSlack * usual)

  const follows = new Int32Array(residueOf.length).fill(-1)
  const moleculeOf = new Int32Array(residueOf.length)
  const order: number[] = []
  const marks: number[][] = []
  for (const [r, atoms] of members.entries()) {
    const link = links[r]
    const isBonded =
      link !== undefined && link.distance <= linkMax && residues[r].chain === residues[r - 1].chain
    if (!isBonded) marks.push([])
    const start = isBonded ? link.to : atoms[0]
    if (isBonded) follows[start] = link.from
    marks.at(-1)!.push(atoms.find(atom => atomNames[atom] === 'CA') ?? atoms[0])
    const reached = [start]
    const waiting = new Map(
      atoms
        .filter(atom => atom !== start)
        .map(atom => [atom, { from: start, distance: distance(atom, start) }]),
    )
    while (waiting.size > 0) {
      let next = -1
      for (const [atom, each] of waiting)
        if (next < 0 || each.distance < waiting.get(next)!.distance) next = atom
      follows[next] = waiting.get(next)!.from
      waiting.delete(next)
      reached.push(next)
      for (const [atom, each] of waiting) {
        const other = distance(atom, next)
        if (other < each.distance) waiting.set(atom, { from: next, distance: other })
      }
    }
    for (const atom of reached) moleculeOf[atom] = marks.length - 1
    order.push(...reached)
  }
  return {
    order: Int32Array.from(order),
    follows,
    moleculeOf,
    marks: marks.map(list => Int32Array.from(list)),
  }
}

function nearestPair(from: number[], to: number[], distance: (a: number, b: number) => number) {
  const nearest = { from: from[0], to: to[0], distance: Number.POSITIVE_INFINITY }
  for (const a of from)
    for (const b of to) {
      const each = distance(a, b)
      if (each < nearest.distance) Object.assign(nearest, { from: a, to: b, distance: each })
    }
  return nearest
}

/** Distance of atom `a`, moved by `shift`, to atom `b` in A. */
function distanceOf(xyz: Float64Array, a: number, b: number, shift: ArrayLike<number> = [0, 0, 0]): number {
  const x = xyz[3 * a] + shift[0] - xyz[3 * b]
  const y = xyz[3 * a + 1] + shift[1] - xyz[3 * b + 1]
  const z = xyz[3 * a + 2] + shift[2] - xyz[3 * b + 2]
  return Math.sqrt(x * x + y * y + z * z)
}

/** The images of a periodic box of any shape. */
class Images {
  private readonly inverse: Float64Array
  private readonly shift = new Float64Array(3)

  constructor(private readonly box: Float64Array) {
    this.inverse = inverseOf(box)
  }

  /** What moves atom `a` to its image nearest to atom `b`; valid until the next call. */
  shiftBetween(xyz: Float64Array, a: number, b: number): Float64Array {
    const { box, inverse, shift } = this
    const x = xyz[3 * a] - xyz[3 * b]
    const y = xyz[3 * a + 1] - xyz[3 * b + 1]
    const z = xyz[3 * a + 2] - xyz[3 * b + 2]
    shift.fill(0)
    for (let k = 0; k < 3; k++) {
      const times = Math.round(x * inverse[k] + y * inverse[3 + k] + z * inverse[6 + k])
      if (times !== 0) for (let axis = 0; axis < 3; axis++) shift[axis] -= times * box[3 * k + axis]
    }
    return shift
  }

  /** Moves atom `a` to its image nearest to atom `b`; whether it was elsewhere. */
  pull(xyz: Float64Array, a: number, b: number): boolean {
    const shift = this.shiftBetween(xyz, a, b)
    for (let axis = 0; axis < 3; axis++) xyz[3 * a + axis] += shift[axis]
    return shift.some(each => each !== 0)
  }
}
