/** Beads of coarse-grained models that no table of whole residues stands in for. */

import { isAminoAcid, isNucleotide, polymerName } from './residues.ts'

/** The coarse-grained model that has a bead of this name in such a residue; undefined for atoms. */
export function modelOfBead(name: string, residue: string): 'Martini' | 'SIRAH' | '3SPN' | undefined {
  const polymer = polymerName(residue)
  if (/^(BB\d?|SC\d|BAS)$/.test(name) && polymer !== '') return 'Martini'
  // SIRAH writes sK, sHe ... for its residues, or their usual names.
  if (/^(GN|GC|GO)$/.test(name) && (isAminoAcid(polymer) || /^S[A-Z]{1,2}$/.test(residue))) return 'SIRAH'
  if (!isNucleotide(polymer)) return undefined
  if (/^(PX|C5X|C1X)$/.test(name)) return 'SIRAH'
  return /^(DP|DS|DB|S)$/.test(name) ? '3SPN' : undefined
}
