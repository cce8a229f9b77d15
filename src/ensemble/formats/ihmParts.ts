/** The molecules of a structure as mmCIF tells them: chains and ligands (`struct_asym`) of distinct kinds (`entity`). */

import type { Structure } from '../structures/structure.ts'
import { cifLoop } from './cifLoop.ts'
import { cifValue } from './cifValue.ts'

/** One chain, or one ligand or ion. */
interface Part {
  /** `A`, `B` ... `Z`, `AA` ...: the dictionary wants a name of its own for every ligand. */
  asym: string
  /** From 1; parts of one sequence have one. */
  entity: number
  polymer: boolean
  /** Indices of its residues. */
  residues: number[]
}

/** Chains by their atoms' order, then everything else residue by residue. A bead model has no parts. */
export function partsOf(structure: Structure): Part[] {
  if (structure.kind === 'beads') return []
  const inChain = residuesOfChains(structure)
  const chains = new Map<string, number[]>()
  const others: number[][] = []
  structure.residues.forEach(({ chain }, r) => {
    if (!inChain[r]) others.push([r])
    else if (chains.has(chain)) chains.get(chain)!.push(r)
    else chains.set(chain, [r])
  })
  const polymers = [...chains.values()]
  const kinds = new Map<string, number>()
  return [...polymers, ...others].map((residues, place) => {
    const polymer = place < polymers.length
    const kind = `${polymer} ${residues.map(r => structure.composition.residues[r]).join(' ')}`
    if (!kinds.has(kind)) kinds.set(kind, kinds.size + 1)
    return { asym: asymName(place), entity: kinds.get(kind)!, polymer, residues }
  })
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

/** The categories that say what the molecules are. */
export function partCategories({ composition }: Structure, parts: Part[]): string {
  const entities = parts.filter((part, i) => parts.findIndex(({ entity }) => entity === part.entity) === i)
  const polymers = entities.filter(({ polymer }) => polymer)
  const namesOf = ({ residues }: Part) => residues.map(r => composition.residues[r])
  const kindOf = ({ polymer }: Part) => (polymer ? 'polymer' : 'non-polymer')
  return [
    cifLoop(
      'entity',
      ['id', 'type', 'src_method', 'pdbx_description', 'pdbx_number_of_molecules'],
      entities.map(part => [
        part.entity,
        kindOf(part),
        '?',
        part.polymer ? cifValue(`chain ${part.asym}`) : cifValue(namesOf(part)[0]),
        parts.filter(({ entity }) => entity === part.entity).length,
      ]),
    ),
    cifLoop(
      'entity_poly',
      ['entity_id', 'type', 'nstd_linkage', 'nstd_monomer'],
      polymers.map(part => [part.entity, cifValue(polymerType(namesOf(part))), 'no', 'no']),
    ),
    cifLoop(
      'entity_poly_seq',
      ['entity_id', 'num', 'mon_id', 'hetero'],
      polymers.flatMap(part => namesOf(part).map((name, i) => [part.entity, i + 1, cifValue(name), '.'])),
    ),
    cifLoop(
      'struct_asym',
      ['id', 'entity_id', 'details'],
      parts.map(({ asym, entity }) => [asym, entity, '?']),
    ),
  ].join('')
}

function polymerType(names: string[]): string {
  if (names.every(name => /^D[ACGTUI]$/.test(name))) return 'polydeoxyribonucleotide'
  if (names.every(name => /^[ACGUTI]$/.test(name))) return 'polyribonucleotide'
  return 'polypeptide(L)'
}
