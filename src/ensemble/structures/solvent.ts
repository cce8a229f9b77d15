/** What stands in files beside the molecule, under the names of every force field: water, ions, crystallisation agents. */

import { polymerName } from './residues.ts'

/** Water as crystallographers, CHARMM, AMBER, GROMACS, Desmond, OpenMM and Martini write it, cut to four letters too. */
const waters = new Set(
  `HOH WAT DOD HOD H2O D2O OH2 SOL TIP TIP2 TIP3 TIP4 TIP5 TIP3P TIP4P TIP5P TIP4PEW TP3 TP4 TP5 TP3M TP4E T3P T4P T4E T5P
  TIPS SPC SPCE SPC/E SPCF SPCW OPC OPC3 OPC4 FB3 FB4 SWM4 SWM6 SWM4NDP SW4 W WN WF PW WT4 H3O`.split(/\s+/),
)

/** Elements that occur as ions, with the charge they have in water, and names other than their symbols. */
const ionNames: Record<string, string> = {
  'LI 1': 'LIT LIO',
  'NA 1': 'SOD NIO',
  'K 1': 'POT KIO',
  'RB 1': 'RUB',
  'CS 1': 'CES CSI',
  'AG 1': '',
  'TL 1': '',
  'AU 1': '',
  'F -1': '',
  'CL -1': 'CLA CHL',
  'BR -1': '',
  'I -1': 'IOD',
  'MG 2': 'MAG MGA',
  'CA 2': 'CAL C0',
  'SR 2': '',
  'BA 2': 'BAR',
  'MN 2': '',
  'FE 2': '',
  'CO 2': '',
  'NI 2': '',
  'CU 2': '',
  'ZN 2': 'ZIN',
  'CD 2': 'CAD',
  'HG 2': '',
  'PB 2': '',
  'PT 2': '',
  'AL 3': '',
  'CR 3': '',
  'GA 3': '',
  'LA 3': '',
  'CE 3': '',
  'PR 3': '',
  'ND 3': '',
  'SM 3': '',
  'EU 3': '',
  'GD 3': '',
  'TB 3': '',
  'DY 3': '',
  'HO 3': '',
  'ER 3': '',
  'TM 3': '',
  'YB 3': '',
  'LU 3': '',
}

/** Components of the wwPDB that name another charge of an element. */
const otherCharges: Record<string, string> = {
  FE: 'FE 3',
  MN3: 'MN 3',
  CU1: 'CU 1',
  EU: 'EU 2',
  YB2: 'YB 2',
  '3CO': 'CO 3',
  '3NI': 'NI 3',
  AU3: 'AU 3',
  PT4: 'PT 4',
  YT3: 'Y 3',
  OS4: 'OS 4',
  IR3: 'IR 3',
  RH3: 'RH 3',
}

/** Buffers, precipitants and cryoprotectants of crystals, which a solution does not hold, by their wwPDB names. */
const agents = new Set(
  `ACT ACY FMT GOL EDO PDO PGO PGR BU1 MPD MRD IPA POL EOH MOH DMS DMF ACN DIO TFE BME DTT DTV DTU TRS EPE MES BTB CAC NHE
  BCN MPO CXS PIN IMD CIT FLC MLI TLA TAR PEG PGE PG4 PG5 PG6 1PE 2PE P6G PE4 PE8 7PE XPE 12P 15P P33 PE3 PE5 TOE 1PG P4G
  P3G SO4 SUL PO4 PI HPO 2HP NO3 SCN AZI NH4 TMA B3P BIC`.split(/\s+/),
)

export interface Ion {
  /** Element symbol in upper case. */
  element: string
  charge: number
}

const ions = new Map<string, Ion>()
for (const [ion, names] of Object.entries(ionNames)) {
  const [element, charge] = ion.split(' ') as [string, string]
  for (const name of [element, ...names.split(' ')])
    if (name !== '') ions.set(name, { element, charge: Number(charge) })
}
for (const [name, ion] of Object.entries(otherCharges)) {
  const [element, charge] = ion.split(' ') as [string, string]
  ions.set(name, { element, charge: Number(charge) })
}

/** Whether a residue of this name is water, which a calculator replaces by its own hydration shell. */
export function isWater(residue: string): boolean {
  return waters.has(residue)
}

/** Whether a residue of this name comes from a crystal's mother liquor. */
export function isCrystallisationAgent(residue: string): boolean {
  return agents.has(residue)
}

/** The ion of a residue or atom of this name (`SOD`, `Na+`, `CA2+`, `ZN2`, `FE3`), in upper case; undefined for others. */
export function ionNamed(name: string): Ion | undefined {
  const held = ions.get(name)
  if (held) return held
  const [, symbol = '', before, sign, after] = /^([A-Z]{1,2})(\d)?([+-])?(\d)?$/.exec(name) ?? []
  const ion = ions.get(symbol)
  const size = before ?? after
  if (ion?.element !== symbol || (size === undefined && sign === undefined)) return undefined
  if (size === undefined) return ion
  if (sign === undefined && Math.abs(ion.charge) < 2) return undefined
  return { element: symbol, charge: sign === '-' ? -Number(size) : Number(size) }
}

/** The ion that an atom is by the names of its residue and itself; undefined where they are not those of one ion. */
export function ionOf(residue: string, atom: string): Ion | undefined {
  const ion = ionNamed(atom)
  if (/^(IONS?|CIO)$/.test(residue)) return ion
  const named = ion && ionNamed(residue)
  return named?.element === ion?.element ? named : undefined
}

/**
 * Whether a record is no atom: the M site of a water, a lone pair, the dummy masses of virtual hydrogens, a centroid.
 *
 * @param field what stands where the element should, upper case; empty where a format has no place for it
 */
export function isVirtualSite(name: string, field: string, residue: string): boolean {
  const inMolecule = polymerName(residue) !== '' || isWater(residue) // which hold no metal
  if (/^(EP|LP|VS|MW)$/.test(field)) return true
  if (/^[XQ]$/.test(field)) return /^(CEN|[MQX].*)$/.test(name)
  if (field !== '' && !(inMolecule && field === 'M')) return false
  return (
    /^(EPW?\d*|LP[A-Z0-9']{0,2}|VS\d*|CEN)$/.test(name) ||
    (inMolecule && /^M(W|N|CH|NH|CB|CG|CD|CE|CZ|TRP)?\d*$/.test(name))
  )
}
