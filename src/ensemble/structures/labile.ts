/** Which hydrogens the solvent exchanges: those on N, O and S, implicit or in the file. */

import { isAminoAcid, polymerName } from './residues.ts'
import type { Structure } from './structure.ts'

/** What binds hydrogens: carbon and the like hold theirs, the nitrogen of a backbone is slow, the rest exchanges at once. */
export type Bond = 'carbon' | 'labile' | 'amide'

export interface CarriedHydrogens {
  /** Implicit hydrogens; 0 for a hydrogen, which `bond` tells the place of. */
  count: number
  bond: Bond
}

/** The hydrogens of each atom, [A]. A hydrogen of the file belongs to the nearest heavy atom of its residue. O(A x atoms of a residue). */
export function hydrogensByOwner(structure: Structure): CarriedHydrogens[] {
  const { elements, hydrogens, residueOf } = structure
  const found: CarriedHydrogens[] = new Array(elements.length)
  for (let start = 0; start < elements.length; ) {
    let end = start + 1
    while (end < elements.length && residueOf[end] === residueOf[start]) end++
    for (let i = start; i < end; i++) {
      const owner = elements[i] === 'H' ? nearestHeavy(structure, i, start, end) : i
      found[i] = { count: hydrogens[i]!, bond: bondOf(structure, owner) }
    }
    start = end
  }
  return found
}

function bondOf({ elements, atomNames, residueOf, residues }: Structure, owner: number): Bond {
  if (!/^[NOS]$/.test(elements[owner]!)) return 'carbon'
  const polymer = polymerName(residues[residueOf[owner]!]!.name)
  return atomNames[owner] === 'N' && isAminoAcid(polymer) ? 'amide' : 'labile'
}

/** The heavy atom of start..end that is nearest to atom i; i itself where there is none. */
function nearestHeavy({ elements, xyz }: Structure, i: number, start: number, end: number): number {
  let best = i
  let least = Number.POSITIVE_INFINITY
  for (let j = start; j < end; j++) {
    if (elements[j] === 'H') continue
    const square =
      (xyz[3 * i]! - xyz[3 * j]!) ** 2 +
      (xyz[3 * i + 1]! - xyz[3 * j + 1]!) ** 2 +
      (xyz[3 * i + 2]! - xyz[3 * j + 2]!) ** 2
    if (square < least) {
      least = square
      best = j
    }
  }
  return best
}
