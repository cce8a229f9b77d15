/**
 * Hydrogens that heavy atoms of proteins and nucleic acids carry at pH 7, by residue and atom name.
 *
 * Aspartate, glutamate and the C-terminus are deprotonated, lysine and arginine protonated, histidine neutral with its
 * hydrogen on ND1 unless the residue's name says otherwise. The backbone nitrogen counts one hydrogen everywhere but in
 * proline, the N-terminus included, and a cysteine written CYS counts its thiol hydrogen (CYX does not): two electrons
 * at a chain's end are below the accuracy of the method. Atoms that are not listed carry none.
 */

const backbone = 'N:1 CA:1'

const aminoAcids: Record<string, string> = {
  ALA: `${backbone} CB:3`,
  ARG: `${backbone} CB:2 CG:2 CD:2 NE:1 NH1:2 NH2:2`,
  ARN: `${backbone} CB:2 CG:2 CD:2 NE:1 NH1:1 NH2:2`,
  ASN: `${backbone} CB:2 ND2:2`,
  ASP: `${backbone} CB:2`,
  ASH: `${backbone} CB:2 OD2:1`,
  CYS: `${backbone} CB:2 SG:1`,
  CYX: `${backbone} CB:2`,
  CYM: `${backbone} CB:2`,
  GLN: `${backbone} CB:2 CG:2 NE2:2`,
  GLU: `${backbone} CB:2 CG:2`,
  GLH: `${backbone} CB:2 CG:2 OE2:1`,
  GLY: 'N:1 CA:2',
  HIS: `${backbone} CB:2 CD2:1 CE1:1 ND1:1`,
  HIE: `${backbone} CB:2 CD2:1 CE1:1 NE2:1`,
  HIP: `${backbone} CB:2 CD2:1 CE1:1 ND1:1 NE2:1`,
  ILE: `${backbone} CB:1 CG1:2 CG2:3 CD1:3 CD:3`,
  LEU: `${backbone} CB:2 CG:1 CD1:3 CD2:3`,
  LYS: `${backbone} CB:2 CG:2 CD:2 CE:2 NZ:3`,
  LYN: `${backbone} CB:2 CG:2 CD:2 CE:2 NZ:2`,
  MET: `${backbone} CB:2 CG:2 CE:3`,
  MSE: `${backbone} CB:2 CG:2 CE:3`,
  PHE: `${backbone} CB:2 CD1:1 CD2:1 CE1:1 CE2:1 CZ:1`,
  PRO: 'CA:1 CB:2 CG:2 CD:2',
  SER: `${backbone} CB:2 OG:1`,
  THR: `${backbone} CB:1 OG1:1 CG2:3`,
  TRP: `${backbone} CB:2 CD1:1 NE1:1 CE3:1 CZ2:1 CZ3:1 CH2:1`,
  TYR: `${backbone} CB:2 CD1:1 CD2:1 CE1:1 CE2:1 OH:1`,
  TYM: `${backbone} CB:2 CD1:1 CD2:1 CE1:1 CE2:1`,
  VAL: `${backbone} CB:1 CG1:3 CG2:3`,
}

/** What ends a chain: acetyl, formyl, methylamide and amide. */
const caps: Record<string, string> = {
  ACE: 'CH3:3 CA:3',
  FOR: 'C:1 CF:1',
  NME: 'N:1 CH3:3 C:3 CA:3',
  NH2: 'N:2',
}

/** The same caps as CHARMM writes them, as atoms of the first and last residue. */
const capsWithin = 'CAY:3 NT:2 CAT:3'

// C2' is CH2 in DNA and CH with a hydroxyl in RNA: told from the presence of O2' in the residue, not from its name.
const sugar = "C5':2 C4':1 C3':1 C1':1 O2':1"

const nucleotides: Record<string, string> = {
  A: `${sugar} C8:1 N6:2 C2:1`,
  G: `${sugar} C8:1 N1:1 N2:2`,
  I: `${sugar} C8:1 N1:1 C2:1`,
  C: `${sugar} N4:2 C5:1 C6:1`,
  T: `${sugar} N3:1 C7:3 C5M:3 C6:1`,
  U: `${sugar} N3:1 C5:1 C6:1`,
}

/** Names of CHARMM, AMBER, GROMOS, OPLS and others for what the tables hold. */
const aliases: Record<string, string> = {
  HID: 'HIS',
  HSD: 'HIS',
  HISA: 'HIS',
  HISD: 'HIS',
  HIS1: 'HIS',
  HSE: 'HIE',
  HISB: 'HIE',
  HISE: 'HIE',
  HIS2: 'HIE',
  HSP: 'HIP',
  HISH: 'HIP',
  HISP: 'HIP',
  CYS1: 'CYX',
  CYS2: 'CYX',
  CYD: 'CYX',
  CYSS: 'CYX',
  CYSH: 'CYS',
  CYN: 'CYS',
  CYSM: 'CYM',
  ASPP: 'ASH',
  ASPH: 'ASH',
  ASH1: 'ASH',
  GLUP: 'GLH',
  GLUH: 'GLH',
  LSN: 'LYN',
  LYSN: 'LYN',
  LYSH: 'LYS',
  LYP: 'LYS',
  ARGN: 'ARN',
  ARGH: 'ARG',
  NMA: 'NME',
  CT3: 'NME',
}

/** Names that differ from the parent only in hydrogens, for comparing models that other programs wrote. */
const parents: Record<string, string> = {
  ASH: 'ASP',
  GLH: 'GLU',
  CYX: 'CYS',
  CYM: 'CYS',
  HIE: 'HIS',
  HIP: 'HIS',
  LYN: 'LYS',
  ARN: 'ARG',
  TYM: 'TYR',
}

/** Atoms that force fields name differently, by parent. */
const atomNames: Record<string, Record<string, string>> = {
  ILE: { CD: 'CD1' },
  T: { C5M: 'C7' },
}

const counts = new Map<string, Map<string, number>>()
const countsOf = (row: string) =>
  new Map(row.split(' ').map(word => [word.split(':')[0]!, Number(word.split(':')[1])]))
for (const [name, row] of Object.entries(aminoAcids)) counts.set(name, countsOf(`${row} ${capsWithin}`))
for (const [name, row] of [...Object.entries(nucleotides), ...Object.entries(caps)])
  counts.set(name, countsOf(row))

/**
 * The table's name for a residue (`HSD` is HIS, `DA` and `RA5` are A), or '' for a ligand, an ion or anything else that
 * the table does not hold.
 */
export function polymerName(residue: string): string {
  const held = tableName(residue)
  if (held !== '') return held
  // AMBER marks the ends of a chain: NALA, CHIE.
  const inner = /^[NC]([A-Z]{3})$/.exec(residue)
  if (inner) return tableName(inner[1]!)
  const nucleotide = /^[DR]?(?:([ACGITU])[35N]?|(ADE|GUA|CYT|THY|URA|URI)[35]?)$/.exec(residue)
  return nucleotide ? (nucleotide[1] ?? nucleotide[2]![0]!) : ''
}

function tableName(residue: string): string {
  const alias = Object.hasOwn(aliases, residue) ? aliases[residue]! : residue
  return counts.has(alias) ? alias : ''
}

/** Whether `polymerName` gave the name of an amino acid, not of a nucleotide or a cap. */
export function isAminoAcid(polymer: string): boolean {
  return Object.hasOwn(aminoAcids, polymer)
}

/** Whether `polymerName` gave the name of a nucleotide. */
export function isNucleotide(polymer: string): boolean {
  return Object.hasOwn(nucleotides, polymer)
}

/** The parent of a residue, protonation variants folded (`HSP` is HIS); the name itself for anything unknown. */
export function parentName(residue: string): string {
  const name = polymerName(residue)
  return name === '' ? residue : Object.hasOwn(parents, name) ? parents[name] : name
}

/**
 * Implicit hydrogens of one heavy atom.
 *
 * @param polymer the residue's name from `polymerName`, not ''
 * @param atom atom name, old asterisks allowed (`C2*` is C2')
 * @param deoxy whether the residue is a nucleotide without O2'
 */
export function hydrogensOn(polymer: string, atom: string, deoxy: boolean): number {
  const name = atom.includes('*') ? atom.replaceAll('*', "'") : atom
  if (name === "C2'" && polymer.length === 1) return deoxy ? 2 : 1
  return counts.get(polymer)?.get(name) ?? 0
}

/**
 * The usual name of an atom, for comparing models that other programs wrote: `OT1` is O, `C2*` is C2', `O1P` is OP1; ''
 * for the second oxygen of a C-terminus, which one model may have and another not.
 */
export function usualAtomName(parent: string, atom: string): string {
  if (isAminoAcid(parent)) {
    if (/^(OXT|OT2?|O2|OC2|OCT2)$/.test(atom)) return ''
    if (/^(OT1|O1|OC1|OCT1)$/.test(atom)) return 'O'
  }
  const own = Object.hasOwn(atomNames, parent) ? atomNames[parent] : undefined
  const renamed = own && Object.hasOwn(own, atom) ? own[atom]! : atom.replaceAll('*', "'")
  return renamed.replace(/^O([123])P$/, 'OP$1')
}
