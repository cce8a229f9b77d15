/** The molecules of a structure as mmCIF tells them: chains and ligands (`struct_asym`) of distinct kinds (`entity`). */

import type { Structure } from '../structures/structure.ts'
import {
  componentNames,
  componentType,
  isDeoxynucleotide,
  isPeptide,
  isRibonucleotide,
  isStandard,
} from './chemComponents.ts'
import { cifLoop } from './cifLoop.ts'
import { cifCode, cifValue } from './cifValue.ts'

/** One chain, or one ligand or ion. */
interface Part {
  /** `A`, `B` ... `Z`, `AA` ...: the dictionary wants a name of its own for every ligand. */
  asym: string
  /** From 1; parts of one sequence have one. */
  entity: number
  polymer: boolean
  /** What its residues are made of. */
  names: string[]
}

/** A part as it stands in one model. */
interface PlacedPart extends Part {
  /** Indices of its residues there. */
  residues: number[]
}

/** The parts of each model, and what they are together: ions come and go from model to model. */
export function partsOf(structures: Structure[]): { all: Part[]; inModels: PlacedPart[][] } {
  const kinds = new Map<string, number>()
  const asyms = new Map<string, Part>()
  const inModels = structures.map(structure => {
    const counts = new Map<number, number>()
    const components = componentNames(structure)
    return chainsAndOthers(structure).map(({ polymer, residues }) => {
      const names = residues.map(r => components[r])
      const kind = `${polymer} ${names.join(' ')}`
      if (!kinds.has(kind)) kinds.set(kind, kinds.size + 1)
      const entity = kinds.get(kind)!
      const count = counts.get(entity) ?? 0
      counts.set(entity, count + 1)
      const key = `${entity} ${count}`
      if (!asyms.has(key)) asyms.set(key, { asym: asymName(asyms.size), entity, polymer, names })
      return { ...asyms.get(key)!, residues }
    })
  })
  return { all: [...asyms.values()], inModels }
}

/**
 * The assemblies of an ensemble, numbered from 1: all its parts, then those of models that hold only some of them, as particles of a
 * mixture do and models without an ion; and which one each model is.
 */
export function assembliesOf(all: Part[], inModels: Part[][]): { assemblies: Part[][]; ofModels: number[] } {
  const keyOf = (parts: Part[]) =>
    parts
      .map(({ asym }) => asym)
      .toSorted()
      .join(' ')
  const assemblies = new Map([[keyOf(all), all]])
  for (const parts of inModels) if (!assemblies.has(keyOf(parts))) assemblies.set(keyOf(parts), parts)
  const keys = [...assemblies.keys()]
  return {
    assemblies: [...assemblies.values()],
    ofModels: inModels.map(parts => keys.indexOf(keyOf(parts)) + 1),
  }
}

/** Chains by their atoms' order, then everything else residue by residue. A bead model is one part without a sequence. */
function chainsAndOthers(structure: Structure): Pick<PlacedPart, 'polymer' | 'residues'>[] {
  if (structure.kind === 'beads') return [{ polymer: false, residues: structure.residues.map((_, r) => r) }]
  const inChain = residuesOfChains(structure)
  const chains = new Map<string, number[]>()
  const others: number[][] = []
  structure.residues.forEach(({ chain }, r) => {
    if (!inChain[r]) others.push([r])
    else if (chains.has(chain)) chains.get(chain)!.push(r)
    else chains.set(chain, [r])
  })
  return [
    ...[...chains.values()].map(residues => ({ polymer: true, residues })),
    ...others.map(residues => ({ polymer: false, residues })),
  ]
}

/** 1 for a residue of a chain: it has an ATOM record, or the backbone of an amino acid or nucleotide. */
function residuesOfChains({ residues, residueOf, het, atomNames }: Structure): Uint8Array {
  const inChain = new Uint8Array(residues.length)
  for (const [i, name] of atomNames.entries()) {
    const backbone = (name === 'CA' || name === 'P') && residueSize(residueOf, i) > 1
    if (!het[i] || backbone) inChain[residueOf[i]] = 1
  }
  return inChain
}

/** Atoms of the residue of atom i, counted up to 2: a calcium ion is called CA too. */
const residueSize = (residueOf: Int32Array, i: number) =>
  residueOf[i - 1] === residueOf[i] || residueOf[i + 1] === residueOf[i] ? 2 : 1

function asymName(place: number): string {
  const last = String.fromCharCode(65 + (place % 26))
  return place < 26 ? last : asymName(Math.floor(place / 26) - 1) + last
}

/** The categories that say what the molecules are, and of which chemical components and elements. */
export function partCategories(parts: Part[], elements: string[]): string {
  const entities = parts.filter((part, i) => parts.findIndex(({ entity }) => entity === part.entity) === i)
  const polymers = entities.filter(({ polymer }) => polymer)
  const kindOf = ({ polymer }: Part) => (polymer ? 'polymer' : 'non-polymer')
  const components = [...new Set(parts.flatMap(({ names }) => names))].toSorted()
  return [
    cifLoop(
      'chem_comp',
      ['id', 'type'],
      components.map(name => [cifCode(name), cifValue(componentType(name))]),
    ),
    cifLoop(
      'atom_type',
      ['symbol'],
      elements.map(symbol => [symbol]),
    ),
    cifLoop(
      'entity',
      ['id', 'type', 'src_method', 'pdbx_description', 'pdbx_number_of_molecules'],
      entities.map(part => [
        part.entity,
        kindOf(part),
        '?',
        cifValue(descriptionOf(part)),
        parts.filter(({ entity }) => entity === part.entity).length,
      ]),
    ),
    cifLoop(
      'entity_poly',
      ['entity_id', 'type', 'nstd_linkage', 'nstd_monomer'],
      polymers.map(({ entity, names }) => [
        entity,
        cifValue(polymerType(names)),
        'no',
        names.every(isStandard) ? 'no' : 'yes',
      ]),
    ),
    cifLoop(
      'entity_poly_seq',
      ['entity_id', 'num', 'mon_id', 'hetero'],
      polymers.flatMap(part => part.names.map((name, i) => [part.entity, i + 1, cifCode(name), 'no'])),
    ),
    cifLoop(
      'struct_asym',
      ['id', 'entity_id', 'details'],
      parts.map(({ asym, entity }) => [asym, entity, '?']),
    ),
  ].join('')
}

function descriptionOf({ polymer, asym, names }: Part): string {
  if (polymer) return `chain ${asym}`
  return names.length === 1 ? names[0] : 'beads'
}

function polymerType(names: string[]): string {
  if (names.some(isPeptide)) return 'polypeptide(L)'
  const [deoxy, ribo] = [names.some(isDeoxynucleotide), names.some(isRibonucleotide)]
  if (deoxy && ribo) return 'polydeoxyribonucleotide/polyribonucleotide hybrid'
  if (deoxy) return 'polydeoxyribonucleotide'
  return ribo ? 'polyribonucleotide' : 'other'
}
