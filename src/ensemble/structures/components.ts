/** Hydrogens of what is neither a common amino acid nor a nucleotide: sugars, lipids, modified residues, ligands. */

import { componentTable } from './componentTable.ts'

/** Heavy atoms with the hydrogens that each carries. */
type Component = Map<string, number>

let components: Map<string, Component[]> | undefined

/** Components of one name, which may differ between dictionaries: `OLT` is a ligand and a threonine of GLYCAM. */
function named(residue: string): Component[] {
  components ??= readTable()
  const held = components.get(residue)
  if (held) return held
  // GLYCAM names a sugar by where it is linked, which sugar it is, and ring and anomer: 4YB is 0YB linked through O4.
  const sugar = /^[0-9A-Z]([A-Z])([ABDU])$/.exec(residue)
  return (sugar && (components.get(`0${sugar[1]}${sugar[2]}`) ?? components.get(`0${sugar[1]}A`))) || []
}

/** Amino acids that the monomer library has otherwise or not at all: selenocysteine (a selenolate) and pyrrolysine. */
const others = `
SEC;C O OXT SE;CA;CB N
PYL;C O OXT C2 O2 N2;CA CA2 CE2 CG2 NZ;CB CD CD2 CE CG N;CB2
`

/** AMBER's names for phosphorylated residues of one and of two charges. */
const amberNames: Record<string, string> = {
  S1P: 'SEP',
  S2P: 'SEP',
  T1P: 'TPO',
  T2P: 'TPO',
  Y1P: 'PTR',
  Y2P: 'PTR',
}

function readTable(): Map<string, Component[]> {
  const table = new Map<string, Component[]>()
  for (const line of `${componentTable}${others}`.split('\n')) {
    if (line === '') continue
    const [name, ...fields] = line.split(';')
    const component: Component = new Map()
    fields.forEach((field, hydrogens) => {
      for (const atom of field.split(' ')) if (atom !== '') component.set(atom, hydrogens)
    })
    table.set(name!, [...(table.get(name!) ?? []), component])
  }
  for (const [name, parent] of Object.entries(amberNames))
    table.set(name, [...(table.get(name) ?? []), ...table.get(parent)!])
  return table
}

/** Whether the table holds a component of this name. */
export function isComponent(residue: string): boolean {
  return named(residue).length > 0
}

/**
 * The hydrogens of each heavy atom of a component that nothing is bound to, by the atom's name; undefined where no
 * component of this name has all these atoms.
 */
export function componentHydrogens(residue: string, atoms: string[]): number[] | undefined {
  const names = atoms.map(current)
  // AMBER calls the oxygen of a phosphotyrosine's ring OG.
  if (/^(PTR|Y[12]P)$/.test(residue) && names.includes('OG')) names[names.indexOf('OG')] = 'OH'
  for (const component of named(residue)) {
    const counts = names.map(name => component.get(name) ?? component.get(oldPhosphate(name)))
    if (counts.every(count => count !== undefined)) return counts
  }
  return undefined
}

/** Names of before 2007: asterisks for primes. */
const current = (name: string) => name.replaceAll('*', "'")
/** `OP1` for `O1P` and the other way round. */
const oldPhosphate = (name: string) =>
  name.replace(/^O(?:P([123])|([123])P)$/, (_, after, before) => (after ? `O${after}P` : `OP${before}`))
