/** Small structures made on the spot: atoms at chosen places, as PDB text and read back. */

import { readStructures } from '#src/ensemble/structures/read.ts'
import type { Structure } from '#src/ensemble/structures/structure.ts'

export type Atom = [element: string, x: number, y: number, z: number]

/** PDB text of atoms that carry no hydrogens, each a residue of its own without a name unless told otherwise. */
export function pdbOf(atoms: Atom[], residue = ''): string {
  const lines = atoms.map(([element, x, y, z], i) => {
    const serial = String((i % 99_999) + 1).padStart(5)
    const number = String((i % 9999) + 1).padStart(4)
    const place = [x, y, z].map(value => value.toFixed(3).padStart(8)).join('')
    return `ATOM  ${serial}  ${element.padEnd(3)} ${residue.padEnd(3)} A${number}    ${place}  1.00  0.00          ${element.padStart(2)}`
  })
  return `${lines.join('\n')}\nEND\n`
}

/** A structure of those atoms; coordinates keep their full precision. */
export function cloudOf(atoms: Atom[], name = 'cloud.pdb'): Structure {
  const structure = readStructures(pdbOf(atoms.map(([element]) => [element, 0, 0, 0])), name).models[0]
  structure!.xyz = Float64Array.from(atoms.flatMap(([, x, y, z]) => [x, y, z]))
  return structure!
}
