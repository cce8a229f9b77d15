/** Whether a structure is what a molecule can be: a gate before anything is calculated from it. */

import { type Fault, type FaultCode, fault } from '../faults/index.ts'
import { cbrt } from '../numeric/elementary.ts'
import { bulkWaterDensity } from '../saxs/constants/volumes.ts'
import { atomFormFactor, displacedVolume } from '../saxs/formFactors.ts'
import { incompleteResidues } from './completeness.ts'
import { withFullResidues } from './fullResidues.ts'
import { radiusOfGyration } from './measures.ts'
import type { Structure } from './structure.ts'

/** Fewer heavy atoms than this have no mean: a ligand alone, a test. */
const atomsMin = 50
/**
 * Electrons per A^3 above those of water. Proteins have 0.09 to 0.11, nucleic acids 0.2, sugars 0.11 to 0.14, lipids from
 * -0.05 to 0.03 (30 structures of ../shared/data and the table of components).
 */
const contrastRange = [-0.06, 0.27] as const
/** Nucleic acids have 0.5 hydrogens for each heavy atom, proteins 0.9 to 1.02, lipids up to 2.2. */
const hydrogensRange = [0.4, 2.4] as const
/** Compact proteins have 1.1 times the Rg of a sphere of their volume. */
const leastOfSphere = 0.9
/** A chain is at most 0.5 A long for each heavy atom (3.8 A for a residue of eight), and Rg at most its length over sqrt 12. */
const lengthPerAtom = 0.5
/** More missing atoms than this share are no gaps. */
const missingMax = 0.25
/** More atoms in residues whose hydrogens nobody knows change I(0) by more than some percent. */
const unknownMax = 0.05

/**
 * What is implausible about a structure, as a question to its owner; undefined where nothing is. Bead models have no
 * chemistry, and small molecules no mean. O(A).
 */
export function implausible(read: Structure): Fault<FaultCode> | undefined {
  if (read.kind === 'beads') return undefined
  const place = { file: read.name }
  const structure = withFullResidues(read)
  const { elements, hydrogens, charges, xyz } = structure
  const sums = { electrons: 0, volume: 0, hydrogens: 0, heavy: 0 }
  for (let i = 0; i < elements.length; i++) {
    const type = { element: elements[i]!, hydrogens: hydrogens[i]!, charge: charges[i]! }
    sums.electrons += atomFormFactor(type.element, 0) - type.charge + type.hydrogens
    sums.volume += displacedVolume(type)
    sums.hydrogens += type.hydrogens + (type.element === 'H' ? 1 : 0)
    sums.heavy += type.element === 'H' ? 0 : 1
  }
  if (sums.heavy < atomsMin) return undefined
  if (read.unknownAtoms > unknownMax * sums.heavy)
    return fault('structure.unknown_hydrogens', { percent: (100 * read.unknownAtoms) / sums.heavy }, place)
  const missing = read.coarse ? 0 : incompleteResidues(read).reduce((sum, each) => sum + each.missing, 0)
  if (missing > missingMax * (sums.heavy + missing))
    return fault('structure.mostly_missing', { percent: (100 * missing) / (sums.heavy + missing) }, place)
  const ratio = sums.hydrogens / sums.heavy
  if (ratio < hydrogensRange[0] || ratio > hydrogensRange[1])
    return fault(
      'structure.unlikely_hydrogens',
      { ratio, least: hydrogensRange[0], most: hydrogensRange[1] },
      place,
    )
  const contrast = sums.electrons / sums.volume - bulkWaterDensity
  if (contrast < contrastRange[0] || contrast > contrastRange[1])
    return fault(
      'structure.unlikely_density',
      { contrast, least: contrastRange[0], most: contrastRange[1] },
      place,
    )
  const rg = radiusOfGyration(xyz)
  const least = leastOfSphere * Math.sqrt(3 / 5) * cbrt((3 * sums.volume) / (4 * Math.PI))
  const most = (lengthPerAtom * sums.heavy) / Math.sqrt(12)
  if (rg < least || rg > most) return fault('structure.unlikely_size', { rg, least, most }, place)
  return undefined
}
