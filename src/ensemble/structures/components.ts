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

function readTable(): Map<string, Component[]> {
  const table = new Map<string, Component[]>()
  for (const line of componentTable.trim().split('\n')) {
    const [name, ...fields] = line.split(';')
    const component: Component = new Map()
    fields.forEach((field, hydrogens) => {
      for (const atom of field.split(' ')) if (atom !== '') component.set(atom, hydrogens)
    })
    table.set(name!, [...(table.get(name!) ?? []), component])
  }
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
