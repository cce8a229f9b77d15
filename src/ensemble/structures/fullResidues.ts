/** Whole residues in place of a C-alpha or a backbone, for calculating what scatters and how much it weighs. */

import { hypot } from '../numeric/elementary.ts'
import { frameBetween, fromFrame, type Point } from './localFrame.ts'
import { residueShapes } from './residueShapes.ts'
import { hydrogensOn, isAminoAcid, parentName, polymerName } from './residues.ts'
import type { Structure } from './structure.ts'

const shapes = new Map<string, [string, Point][]>()
for (const row of residueShapes.trim().split('\n')) {
  const [frame, name, ...atoms] = row.split(' ')
  shapes.set(
    `${frame} ${name}`,
    atoms.map(atom => {
      const [label, places] = atom.split(':') as [string, string]
      return [label, places.split(',').map(Number) as Point]
    }),
  )
}

const backboneAtoms = new Set(['N', 'CA', 'C', 'O', 'CB', 'OXT', 'OT1', 'OT2', 'O1', 'O2', 'OT'])

/**
 * Whether the amino acids of a structure are one point each, or backbones without the side chains that their names call
 * for; undefined where they are more, or fewer than two.
 */
export function coarsenessOf({ residues, residueOf, atomNames, elements }: Structure): Structure['coarse'] {
  const polymers = residues.map(residue => polymerName(residue.name))
  const amino = polymers.flatMap((polymer, r) => (isAminoAcid(polymer) ? [r] : []))
  if (amino.length < 2) return undefined
  const held = new Uint16Array(residues.length)
  let areBackbones = true
  for (let i = 0; i < residueOf.length; i++) {
    if (elements[i] === 'H') continue
    held[residueOf[i]!]!++
    if (isAminoAcid(polymers[residueOf[i]!]!) && !backboneAtoms.has(atomNames[i]!)) areBackbones = false
  }
  if (amino.every(r => held[r] === 1)) return 'alpha'
  const lackSideChains = amino.some(r => !/^(GLY|ALA)$/.test(polymers[r]!))
  return areBackbones && lackSideChains && amino.every(r => held[r]! >= 3) ? 'backbone' : undefined
}

/** Neighbours in a chain are at most so far apart in A; C-alphas of a peptide 3.8 A. */
const stepMax = 5.5

/**
 * A coarse structure with every residue completed by the atoms that its kind usually has there, hydrogens counted; other
 * structures as they are. Around a C-alpha the whole residue stands in, behind a backbone the side chain. O(A).
 */
export function withFullResidues(structure: Structure): Structure {
  if (!structure.coarse) return structure
  const { residues, residueOf, atomNames, elements, hydrogens, charges, xyz } = structure
  const known: Map<string, number>[] = residues.map(() => new Map())
  residueOf.forEach((residue, i) => void known[residue]!.set(atomNames[i]!, i))
  const placeOf = (i: number): Point => [xyz[3 * i]!, xyz[3 * i + 1]!, xyz[3 * i + 2]!]
  const centre = known.map(atoms => atoms.get('CA') ?? [...atoms.values()][0]!)
  const isNext = (r: number) =>
    residues[r]?.chain === residues[r + 1]?.chain &&
    apart(placeOf(centre[r]!), placeOf(centre[r + 1]!)) < stepMax
  const full: {
    name: string
    element: string
    hydrogens: number
    charge: number
    residue: number
    at: Point
  }[] = []
  for (let r = 0; r < residues.length; r++) {
    const polymer = polymerName(residues[r]!.name)
    const own = placeOf(centre[r]!)
    const isTrace = structure.coarse === 'alpha' && isAminoAcid(polymer)
    if (!isTrace)
      for (const [name, i] of known[r]!)
        full.push({
          name,
          element: elements[i]!,
          hydrogens: hydrogens[i]!,
          charge: charges[i]!,
          residue: r,
          at: placeOf(i),
        })
    if (!isAminoAcid(polymer)) continue
    const before = isTrace ? (r > 0 && isNext(r - 1) ? centre[r - 1] : undefined) : known[r]!.get('N')
    const behind = isTrace ? (isNext(r) ? centre[r + 1] : undefined) : known[r]!.get('C')
    const frame = frameBetween(
      before === undefined
        ? mirrored(own, behind === undefined ? undefined : placeOf(behind))
        : placeOf(before),
      own,
      behind === undefined
        ? mirrored(own, before === undefined ? undefined : placeOf(before))
        : placeOf(behind),
    )
    for (const [name, place] of shapeOf(isTrace ? 'trace' : 'backbone', polymer)) {
      if (!isTrace && (known[r]!.has(name) || /^(N|CA|C|O)$/.test(name))) continue
      const element = name.startsWith('SE') ? 'SE' : name[0]!
      full.push({
        name,
        element,
        hydrogens: hydrogensOn(polymer, name, false),
        charge: 0,
        residue: r,
        at: fromFrame(frame, place),
      })
    }
  }
  return {
    ...structure,
    coarse: undefined,
    xyz: Float64Array.from(full.flatMap(atom => atom.at)),
    elements: full.map(atom => atom.element),
    atomNames: full.map(atom => atom.name),
    hydrogens: Uint8Array.from(full, atom => atom.hydrogens),
    charges: Int8Array.from(full, atom => atom.charge),
    het: new Uint8Array(full.length),
    residueOf: Int32Array.from(full, atom => atom.residue),
  }
}

function shapeOf(frame: 'trace' | 'backbone', polymer: string): [string, Point][] {
  const parent = parentName(polymer)
  return shapes.get(`${frame} ${parent}`) ?? shapes.get(`${frame} MET`)!
}

/** Where a missing neighbour would be: on the other side of the one that is there. */
function mirrored([x, y, z]: Point, other: Point | undefined): Point {
  return other ? [2 * x - other[0], 2 * y - other[1], 2 * z - other[2]] : [x - 3.8, y, z]
}

const apart = (a: Point, b: Point) => hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])
