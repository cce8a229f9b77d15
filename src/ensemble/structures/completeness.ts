/** What a structure lacks: side chains that were not built, and places where its chain is broken. */

import { hypot } from '../numeric/elementary.ts'
import { parentName, polymerName } from './residues.ts'
import type { Residue, Structure } from './structure.ts'

/** Heavy atoms of each amino acid inside a chain, so without OXT. */
const heavyAtoms: Record<string, number> = {
  ALA: 5,
  ARG: 11,
  ASN: 8,
  ASP: 8,
  CYS: 6,
  GLN: 9,
  GLU: 9,
  GLY: 4,
  HIS: 10,
  ILE: 8,
  LEU: 8,
  LYS: 9,
  MET: 8,
  MSE: 8,
  PHE: 11,
  PRO: 7,
  SER: 6,
  THR: 7,
  TRP: 14,
  TYR: 12,
  VAL: 7,
}

/** Heavy atoms of the bases. */
const baseAtoms: Record<string, number> = { A: 10, C: 8, G: 11, I: 10, T: 9, U: 8 }
/** Of the phosphate, and of the sugar without O2'. */
const phosphateAtoms = 3
const sugarAtoms = 8

/** A peptide bond is 1.33 A; C and N further apart than this, in A, are not bonded. */
const bondMax = 2.5

/** One chain of a structure. */
export interface Chain {
  name: string
  kind: 'protein' | 'nucleic acid' | 'other'
  residues: number
  /** First and last residue number, as the authors count. */
  from: number
  to: number
}

/** A residue with fewer heavy atoms than its kind has. */
export interface IncompleteResidue {
  /** Such as `LYS A 45`. */
  label: string
  missing: number
}

/** The chains of a structure in file order; residues that are neither amino acid nor nucleotide count as `other`. O(residues). */
export function chainsOf({ residues }: Pick<Structure, 'residues'>): Chain[] {
  const chains: Chain[] = []
  for (const residue of residues) {
    const kind = kindOf(residue)
    const last = chains.at(-1)
    if (last?.name === residue.chain && last.kind === kind) {
      last.residues++
      last.to = residue.number
    } else chains.push({ name: residue.chain, kind, residues: 1, from: residue.number, to: residue.number })
  }
  return chains
}

/**
 * Amino acids and nucleotides with heavy atoms missing, in file order. Hydrogens, OXT and the phosphate at the 5' end do not
 * count, nor does an O2' that a nucleotide may have lost. O(A).
 */
export function incompleteResidues({
  residues,
  residueOf,
  atomNames,
  elements,
}: Structure): IncompleteResidue[] {
  const held = new Uint16Array(residues.length)
  const phosphates = new Set<number>()
  for (let i = 0; i < elements.length; i++) {
    if (atomNames[i] === 'P') phosphates.add(residueOf[i])
    if (elements[i] !== 'H' && !uncounted.test(atomNames[i])) held[residueOf[i]]++
  }
  return residues.flatMap((residue, i) => {
    const parent = parentName(residue.name)
    const isFirst = residues[i - 1]?.chain !== residue.chain || kindOf(residues[i - 1]) !== 'nucleic acid'
    const phosphate = isFirst && !phosphates.has(i) ? 0 : phosphateAtoms
    const whole = Object.hasOwn(baseAtoms, parent)
      ? baseAtoms[parent] + sugarAtoms + phosphate
      : Object.hasOwn(heavyAtoms, parent)
        ? heavyAtoms[parent]
        : 0
    return whole > held[i] ? [{ label: labelOf(residue), missing: whole - held[i] }] : []
  })
}

const uncounted = /^(OXT|OT2|OP3|O3P|O2['*])$/

/** Pairs of neighbouring amino acids of one chain whose C and N are not bonded: loops that were not built. O(A). */
export function chainBreaks({ residues, residueOf, atomNames, xyz }: Structure): [string, string][] {
  const carbon = new Int32Array(residues.length).fill(-1)
  const nitrogen = new Int32Array(residues.length).fill(-1)
  for (let i = 0; i < atomNames.length; i++) {
    if (atomNames[i] === 'C') carbon[residueOf[i]] = i
    else if (atomNames[i] === 'N') nitrogen[residueOf[i]] = i
  }
  const breaks: [string, string][] = []
  for (let r = 1; r < residues.length; r++) {
    const [c, n] = [carbon[r - 1], nitrogen[r]]
    if (c < 0 || n < 0 || residues[r].chain !== residues[r - 1].chain) continue
    if (kindOf(residues[r]) !== 'protein' || kindOf(residues[r - 1]) !== 'protein') continue
    const distance = hypot(
      xyz[3 * c] - xyz[3 * n],
      xyz[3 * c + 1] - xyz[3 * n + 1],
      xyz[3 * c + 2] - xyz[3 * n + 2],
    )
    if (distance > bondMax) breaks.push([labelOf(residues[r - 1]), labelOf(residues[r])])
  }
  return breaks
}

const labelOf = ({ name, chain, number, insertion }: Residue) =>
  [name, chain, `${number}${insertion}`].filter(part => part !== '').join(' ')

function kindOf(residue: Residue): Chain['kind'] {
  const polymer = polymerName(residue.name)
  if (polymer === '') return 'other'
  return polymer.length === 3 ? 'protein' : 'nucleic acid'
}
