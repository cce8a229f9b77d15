/** Atom records of one model as files give them, and what is taken out of them before they become a structure. */

import { hypot } from '../numeric/elementary.ts'
import { isComponent } from './components.ts'
import type { Notes } from './notes.ts'
import { polymerName } from './residues.ts'
import { ionOf, isCrystallisationAgent } from './solvent.ts'
import type { ReadOptions } from './structure.ts'

/** One atom as a file gives it, before any rule. */
export interface AtomRecord {
  /** 1-based line in the file. */
  line: number
  het: boolean
  name: string
  altloc: string
  residue: string
  chain: string
  number: number
  insertion: string
  x: number
  y: number
  z: number
  occupancy: number
  /** Symbol in upper case from the file or from the name; D already H. */
  element: string
  /** Its place among the atoms of its model, from 0; the builder counts. */
  place?: number
}

/** An ion is bound by the N, O or S of the molecule within so many A: K-O is 2.8 A, Cl-N 3.3 A, Cs-O 3.2 A. */
const ionContact = 3.5

/** Whether two neighbouring records are of one residue. */
export function isSameResidue(a: AtomRecord, b: AtomRecord): boolean {
  return (
    a.number === b.number && a.residue === b.residue && a.chain === b.chain && a.insertion === b.insertion
  )
}

/**
 * Of each residue with alternate locations keeps the letter of highest occupancy; ties go to the first letter. An atom that
 * has no location of that letter keeps its best one.
 */
export function oneConformer(atoms: AtomRecord[], notes: Notes): AtomRecord[] {
  const keyOf = (atom: AtomRecord) => `${atom.chain}|${atom.number}|${atom.insertion}`
  const best = new Map<string, AtomRecord>()
  for (const atom of atoms) {
    if (atom.altloc === '') continue
    const key = keyOf(atom)
    if (isBetter(atom, best.get(key))) best.set(key, atom)
  }
  if (best.size === 0) return atoms
  const isChosen = (atom: AtomRecord) => atom.altloc === '' || best.get(keyOf(atom))!.altloc === atom.altloc
  const placeOf = (atom: AtomRecord) => `${keyOf(atom)}|${atom.residue}|${atom.name}`
  const places = new Set(atoms.filter(isChosen).map(placeOf))
  const others = new Map<string, AtomRecord>()
  for (const atom of atoms) {
    const place = placeOf(atom)
    if (isChosen(atom) || places.has(place) || best.get(keyOf(atom))!.residue !== atom.residue) continue
    if (isBetter(atom, others.get(place))) others.set(place, atom)
  }
  const kept = atoms.filter(atom => isChosen(atom) || others.get(placeOf(atom)) === atom)
  const dropped = atoms.length - kept.length
  if (dropped > 0) {
    const first = atoms.find(atom => !isChosen(atom))!
    const counts = { atoms: dropped, residues: best.size }
    notes.add('structure.alternate_locations', first.line, counts)
  }
  return kept
}

const isBetter = (atom: AtomRecord, held: AtomRecord | undefined) =>
  held === undefined ||
  atom.occupancy > held.occupancy ||
  (atom.occupancy === held.occupancy && atom.altloc < held.altloc)

/**
 * Leaves out what is the same atom a second time: one name twice in a residue of the tables, wherever it lies, and one
 * name twice at one place. Other programs call every atom of a ligand C.
 */
export function withoutRepeats(atoms: AtomRecord[], notes: Notes): AtomRecord[] {
  const kept: AtomRecord[] = []
  const places = new Set<string>()
  let names = new Set<string>()
  let last: AtomRecord | undefined
  let line = 0
  for (const atom of atoms) {
    const { name, residue, chain, number, x, y, z } = atom
    if (last === undefined || !isSameResidue(atom, last)) names = new Set()
    last = atom
    const place = `${name} ${residue} ${chain} ${number} ${x} ${y} ${z}`
    if (places.has(place) || (names.has(name) && polymerName(residue) !== '')) {
      line ||= atom.line
      continue
    }
    names.add(name)
    if (residue !== '') places.add(place)
    kept.push(atom)
  }
  const dropped = atoms.length - kept.length
  if (dropped > 0) notes.add('structure.repeated_atoms', line, { atoms: dropped })
  return kept
}

/**
 * Leaves out water under any name, bulk ions, and what crystals are grown from. In a trajectory, where the first frame
 * stands for all, ions of one charge wander and are always bulk.
 */
export function withoutSolvent(atoms: AtomRecord[], options: ReadOptions, notes: Notes): AtomRecord[] {
  const molecule: AtomRecord[] = []
  const ions: AtomRecord[] = []
  const agents: AtomRecord[] = []
  for (let start = 0; start < atoms.length; ) {
    let end = start + 1
    while (end < atoms.length && isSameResidue(atoms[start]!, atoms[end]!)) end++
    const heavy: AtomRecord[] = []
    for (let i = start; i < end; i++) if (atoms[i]!.element !== 'H') heavy.push(atoms[i]!)
    const [first = atoms[start]!] = heavy
    if (heavy.length === 1 && isOxygenAlone(first)) notes.add('structure.waters', first.line, {})
    else {
      const into =
        heavy.length === 1 && ionOf(first.residue, first.name)
          ? ions
          : isCrystallisationAgent(first.residue) && !isAmide(heavy)
            ? agents
            : molecule
      for (let i = start; i < end; i++) into.push(atoms[i]!)
    }
    start = end
  }
  if (options.solvent === 'keep' || molecule.length === 0) return inFileOrder(molecule, ions, agents)
  if (agents.length > 0)
    notes.add('structure.crystallisation_agents', agents[0]!.line, { residues: namesOf(agents) })
  const near = boundTo(molecule, ions)
  const bound = new Set(options.isTopology ? near.filter(isMultivalent) : near)
  const bulk = ions.filter(ion => !bound.has(ion))
  if (bulk.length > 0)
    notes.add('structure.bulk_ions', bulk[0]!.line, { ions: bulk.length, residues: namesOf(bulk) })
  return inFileOrder(molecule, [...bound])
}

const isMultivalent = ({ residue, name }: AtomRecord) => Math.abs(ionOf(residue, name)!.charge) > 1

/** Water under a name of its own: one oxygen in a residue that is part of nothing. */
function isOxygenAlone({ element, residue }: AtomRecord): boolean {
  return element === 'O' && residue !== '' && polymerName(residue) === '' && !isComponent(residue)
}

/** `NHE` is the amide at a chain's end in AMBER, and a buffer in the wwPDB. */
const isAmide = (heavy: AtomRecord[]) => heavy.length === 1 && heavy[0]!.name === 'N'

const inFileOrder = (...lists: AtomRecord[][]) =>
  lists.filter(list => list.length > 0).length < 2
    ? lists.flat()
    : lists.flat().sort((a, b) => a.line - b.line)

const namesOf = (atoms: AtomRecord[]) => [...new Set(atoms.map(atom => atom.residue))]

/** The ions that a nitrogen, oxygen or sulphur of the molecule is near to. */
function boundTo(molecule: AtomRecord[], ions: AtomRecord[]): AtomRecord[] {
  if (ions.length === 0) return []
  const near = new Set<AtomRecord>()
  for (const atom of molecule) {
    if (!/^(N|O|S|SE)$/.test(atom.element)) continue
    for (const ion of ions)
      if (
        Math.abs(ion.x - atom.x) <= ionContact &&
        hypot(ion.x - atom.x, ion.y - atom.y, ion.z - atom.z) <= ionContact
      )
        near.add(ion)
  }
  return [...near]
}
