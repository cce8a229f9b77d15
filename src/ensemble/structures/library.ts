/** Whether the models of a library are conformations of one thing. */

import { type Fault, type FaultCode, FaultError, fault } from '../faults/index.ts'
import { parentName, usualAtomName } from './residues.ts'
import type { Composition, Structure } from './structure.ts'

/** What `checkLibrary` needs of a model: a `Structure` is one. */
export interface LibraryMember {
  name: string
  kind: 'atoms' | 'beads'
  composition: Composition
}

/**
 * Refuses a library whose models differ in composition, with the first difference named.
 *
 * Compared with the first model, residue by residue: parent residue names in order, then the united atoms of each
 * residue regardless of their order in the file. Chain names and residue numbers may differ. Bead models need not have
 * equally many beads, but must not be mixed with atoms. Cost O(A) a model; only the first one is kept.
 *
 * @throws FaultError library.* naming both models and the difference
 */
export function checkLibrary(models: Iterable<LibraryMember>): void {
  let first: LibraryMember | undefined
  for (const model of models) {
    first ??= model
    const difference = firstDifference(first, model)
    if (difference) throw new FaultError(difference)
  }
}

/** The first difference between two models; undefined if they are made of the same. */
export function firstDifference(first: LibraryMember, model: LibraryMember): Fault<FaultCode> | undefined {
  if (first.kind !== model.kind) {
    const kinds = { model: model.name, kind: model.kind, first: first.name, firstKind: first.kind }
    return fault('library.mixed_kinds', kinds)
  }
  const difference = model.kind === 'beads' ? '' : compositionDifference(first.composition, model.composition)
  if (difference !== '')
    return fault('library.models_differ', { model: model.name, first: first.name, difference })
}

/**
 * Numbers the kinds of particle of a mixture: models of one composition are one, numbered from 0 in the order of their first models.
 * The function returned takes the models one after another; it costs O(A) for each kind that came before.
 *
 * @throws FaultError library.mixed_kinds, as beads have no composition
 */
export function numberSpecies(): (model: LibraryMember) => number {
  const firsts: LibraryMember[] = []
  return model => {
    const differences = firsts.map(first => firstDifference(first, model))
    const mixed = differences.find(each => each?.code === 'library.mixed_kinds')
    if (mixed) throw new FaultError(mixed)
    const known = differences.indexOf(undefined)
    return known >= 0 ? known : firsts.push(model) - 1
  }
}

function compositionDifference(a: Composition, b: Composition): string {
  const shared = Math.min(a.residues.length, b.residues.length)
  for (let i = 0; i < shared; i++) {
    if (a.residues[i] !== b.residues[i]) {
      return `residue ${i + 1} (${b.labels[i]}) is ${b.residues[i]}, not ${a.residues[i]}`
    }
    if (a.contents[i] !== b.contents[i]) {
      return `${`${b.residues[i]} ${b.labels[i]}`.trim()} ${atomDifference(a.contents[i], b.contents[i])}`
    }
  }
  if (a.residues.length !== b.residues.length)
    return `it has ${b.residues.length} residues, not ${a.residues.length}`
  return ''
}

/**
 * The composition of a structure. What must be equal throughout a library are its residues and their contents: heavy atoms
 * under their usual names, without the second oxygen of a C-terminus and without ions, which come and go.
 */
export function compositionOf(structure: Structure): Composition {
  const { residues, residueOf, atomNames, elements, charges } = structure
  const parents = residues.map(residue => parentName(residue.name))
  const types: Record<string, number> = Object.create(null)
  const members: string[][] = residues.map(() => [])
  for (let i = 0; i < elements.length; i++) {
    const type = typeOf(structure, i)
    types[type] = (types[type] ?? 0) + 1
    if (charges[i] !== 0) continue
    const atom = usualAtomName(parents[residueOf[i]!]!, atomNames[i]!)
    if (atom !== '' && elements[i] !== 'H') members[residueOf[i]!]!.push(`${atom}:${elements[i]}`)
  }
  const compared = residues.flatMap((_, i) => (members[i]!.length > 0 ? [i] : []))
  return {
    atoms: elements.length,
    types,
    residues: compared.map(i => parents[i]!),
    labels: compared.map(i => `${residues[i]!.chain} ${residues[i]!.number}${residues[i]!.insertion}`.trim()),
    contents: compared.map(i => members[i]!.sort().join(' ')),
  }
}

/** `CH2`, `NH1`, `CA2+`: the kind of scatterer that an atom is. */
function typeOf({ elements, hydrogens, charges }: Structure, i: number): string {
  const charge = charges[i]!
  if (charge !== 0) return `${elements[i]}${Math.abs(charge)}${charge < 0 ? '-' : '+'}`
  return hydrogens[i] === 0 ? elements[i]! : `${elements[i]}H${hydrogens[i]}`
}

function atomDifference(expected: string, found: string): string {
  const wanted = expected.split(' ')
  const held = found.split(' ')
  const lacks = wanted.find(atom => !held.includes(atom))
  const extra = held.find(atom => !wanted.includes(atom))
  if (lacks !== undefined && extra !== undefined)
    return `holds ${describe(extra)} where ${describe(lacks)} should be`
  if (lacks !== undefined) return `lacks ${describe(lacks)}`
  if (extra !== undefined) return `has ${describe(extra)} in addition`
  return 'names an atom twice'
}

function describe(atom: string): string {
  const [name, type] = atom.split(':')
  return `${name} (${type})`
}
