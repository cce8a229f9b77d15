/** Residues under the names of the PDB's chemical component dictionary, and what kind of component each is. */

import { isAminoAcid, isNucleotide, parentName, polymerName } from '../structures/residues.ts'
import type { Structure } from '../structures/structure.ts'

/** `HSP` is HIS; a nucleotide without O2' is that of DNA: `DA`. */
export function componentNames({ residues, residueOf, atomNames }: Structure): string[] {
  const isRibose = new Uint8Array(residues.length)
  for (const [i, name] of atomNames.entries()) if (/^O2['*]$/.test(name)) isRibose[residueOf[i]] = 1
  return residues.map(({ name }, r) => {
    const isDeoxy = isNucleotide(polymerName(name)) && !isRibose[r]
    return isDeoxy ? `D${parentName(name)}` : parentName(name)
  })
}

export const isPeptide = (name: string) => isAminoAcid(polymerName(name))
export const isRibonucleotide = (name: string) => /^[ACGITU]$/.test(name)
export const isDeoxynucleotide = (name: string) => /^D[ACGITU]$/.test(name)

/** Of the amino acids the tables hold one more than the twenty: selenomethionine. */
export function isStandard(name: string): boolean {
  return name !== 'MSE' && (isPeptide(name) || /^(?:[ACGU]|D[ACGT])$/.test(name))
}

export function componentType(name: string): string {
  if (isPeptide(name)) return name === 'GLY' ? 'peptide linking' : 'L-peptide linking'
  if (isRibonucleotide(name)) return 'RNA linking'
  if (isDeoxynucleotide(name)) return 'DNA linking'
  return 'non-polymer'
}
