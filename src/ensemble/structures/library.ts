/** Whether the models of a library are conformations of one thing. */

import { EnsembleError } from '../errors.ts'
import { parentName } from './residues.ts'
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
 * @throws EnsembleError bad_library naming both models and the difference
 */
export function checkLibrary(models: Iterable<LibraryMember>): void {
  let first: LibraryMember | undefined
  for (const model of models) {
    first ??= model
    const difference = firstDifference(first, model)
    if (difference !== '')
      throw new EnsembleError('bad_library', difference, { first: first.name, model: model.name })
  }
}

/** One sentence on the first difference between two models, or '' if they are made of the same. */
export function firstDifference(first: LibraryMember, model: LibraryMember): string {
  if (first.kind !== model.kind) {
    return `${model.name} is a model of ${model.kind}, ${first.name} one of ${first.kind}: a library must hold one kind`
  }
  if (model.kind === 'beads') return ''
  const a = first.composition
  const b = model.composition
  const shared = Math.min(a.residues.length, b.residues.length)
  for (let i = 0; i < shared; i++) {
    if (a.residues[i] !== b.residues[i]) {
      const where = `residue ${i + 1} (${b.labels[i]})`
      return `${model.name} differs from ${first.name}: ${where} is ${b.residues[i]}, not ${a.residues[i]}`
    }
    if (a.contents[i] !== b.contents[i]) {
      const residue = `${b.residues[i]} ${b.labels[i]}`
      return `${model.name} differs from ${first.name}: ${residue} ${atomDifference(a.contents[i], b.contents[i])}`
    }
  }
  if (a.residues.length !== b.residues.length) {
    const counts = `${b.residues.length} residues, not ${a.residues.length}`
    return `${model.name} differs from ${first.name}: it has ${counts}`
  }
  return ''
}

/** The composition of a structure: what must be equal throughout a library. */
export function compositionOf(structure: Structure): Composition {
  const { residues, residueOf, atomNames, elements, hydrogens } = structure
  const types: Record<string, number> = {}
  const members: string[][] = residues.map(() => [])
  for (let i = 0; i < elements.length; i++) {
    const type = hydrogens[i] === 0 ? elements[i] : `${elements[i]}H${hydrogens[i]}`
    types[type] = (types[type] ?? 0) + 1
    members[residueOf[i]].push(`${atomNames[i]}:${type}`)
  }
  return {
    atoms: elements.length,
    types,
    residues: residues.map(residue => parentName(residue.name)),
    labels: residues.map(residue => `${residue.chain} ${residue.number}${residue.insertion}`.trim()),
    contents: members.map(list => list.sort().join(' ')),
  }
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
