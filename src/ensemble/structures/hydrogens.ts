/** The hydrogens that the heavy atoms of a model carry implicitly: from tables, or from the file where no table knows. */

import { hypot } from '../numeric/elementary.ts'
import { componentHydrogens } from './components.ts'
import { hydrogensOn, polymerName } from './residues.ts'

/** Heavy atoms of one model with what the file has of their residues' hydrogens. R residues, A heavy atoms, H hydrogens. */
export interface HeavyAtoms {
  names: string[]
  elements: string[]
  /** Coordinates in A, [A, 3]. */
  xyz: Float64Array
  /** Index into `residues`, [A]; atoms of one residue stand together. */
  residueOf: Int32Array
  residues: { name: string }[]
  /** Hydrogens of the file that no table counts. */
  inFile: HydrogenInFile[]
}

interface HydrogenInFile {
  /** Index of its residue. */
  residue: number
  /** The heavy atom that stands before it in the file, whose it is where places do not tell. */
  before: number
  /** In A. */
  place: [number, number, number]
}

/** Counts of hydrogens, and the residues that have none because nobody knows them. */
export interface Hydrogens {
  /** [A] */
  counts: Uint8Array
  /** Indices of residues that are in no table and have no hydrogens in the file. */
  unknown: number[]
  /** Indices of residues whose hydrogens are those of the file. */
  fromFile: number[]
}

/** Bonds between residues are at most so long, A: C-C 1.54, P-O 1.61; C-S 1.82, S-S 2.05, C-Se 1.95. */
const bondMax = 1.75
const bondMaxOfSulphur = 2.1

/**
 * Counts the hydrogens of each heavy atom. Amino acids and nucleotides are counted from the table. Of everything else the
 * hydrogens of the file count where its carbons have some, each with its nearest heavy atom; then the table of components,
 * less one hydrogen for each bond to another residue, of which the other atom loses one too.
 */
export function countHydrogens(atoms: HeavyAtoms): Hydrogens {
  const { names, elements, residueOf, residues } = atoms
  const counts = new Uint8Array(names.length)
  const found: Hydrogens = { counts, unknown: [], fromFile: [] }
  const held = hydrogensByResidue(atoms)
  const linked: number[] = []
  for (let start = 0; start < names.length; ) {
    const residue = residueOf[start]!
    let end = start
    while (end < names.length && residueOf[end] === residue) end++
    const range = Array.from({ length: end - start }, (_, i) => start + i)
    start = end
    const own = range.map(i => names[i]!)
    const { name } = residues[residue]!
    const polymer = name === 'NHE' && own.length === 1 ? 'NH2' : polymerName(name)
    if (polymer !== '') {
      const deoxy = !own.some(atom => atom === "O2'" || atom === 'O2*')
      for (const i of range) counts[i] = hydrogensOn(polymer, names[i]!, deoxy)
      // CHARMM's amide has two hydrogens on NT, its methylamide one.
      if (own.includes('CAT')) for (const i of range) if (names[i] === 'NT') counts[i] = 1
      continue
    }
    const near = assign(atoms, range, held.get(residue) ?? [])
    const carbons = range.filter(i => elements[i] === 'C')
    const isWhole = near.size > 0 && (carbons.length === 0 || carbons.some(i => near.has(i)))
    const table = isWhole ? undefined : componentHydrogens(name, own)
    if (table) {
      range.forEach((i, k) => {
        counts[i] = table[k]!
      })
      linked.push(...range)
    } else {
      for (const [i, count] of near) counts[i] = count
      if (isWhole) found.fromFile.push(residue)
      else if (name !== '' && range.some(i => /^[CNOS]$/.test(elements[i]!))) found.unknown.push(residue)
    }
  }
  loseBound(atoms, linked, counts)
  return found
}

function hydrogensByResidue({ inFile }: HeavyAtoms): Map<number, HydrogenInFile[]> {
  const held = new Map<number, HydrogenInFile[]>()
  for (const hydrogen of inFile) {
    const list = held.get(hydrogen.residue)
    if (list) list.push(hydrogen)
    else held.set(hydrogen.residue, [hydrogen])
  }
  return held
}

/** How many of these hydrogens are nearest to each heavy atom. */
function assign({ xyz }: HeavyAtoms, range: number[], hydrogens: HydrogenInFile[]): Map<number, number> {
  const near = new Map<number, number>()
  for (const { before, place } of hydrogens) {
    const [x, y, z] = place
    let best = -1
    let least = Number.POSITIVE_INFINITY
    for (const i of range.includes(before) ? [before, ...range] : range) {
      const square = (xyz[3 * i]! - x) ** 2 + (xyz[3 * i + 1]! - y) ** 2 + (xyz[3 * i + 2]! - z) ** 2
      if (square < least) {
        least = square
        best = i
      }
    }
    if (best >= 0) near.set(best, (near.get(best) ?? 0) + 1)
  }
  return near
}

/** An atom of a component loses a hydrogen for each bond to another residue, and so does the other atom. */
function loseBound(atoms: HeavyAtoms, linked: number[], counts: Uint8Array): void {
  if (linked.length === 0) return
  const { names, elements, xyz, residueOf, residues } = atoms
  const isLinked = new Uint8Array(names.length)
  for (const i of linked) isLinked[i] = 1
  const cells = new Map<string, number[]>()
  const cellOf = (i: number, dx = 0, dy = 0, dz = 0) => {
    const at = (axis: number, step: number) => Math.floor(xyz[3 * i + axis]! / bondMaxOfSulphur) + step
    return `${at(0, dx)} ${at(1, dy)} ${at(2, dz)}`
  }
  for (let i = 0; i < names.length; i++) {
    if (!/^(C|N|O|P|S|SE)$/.test(elements[i]!)) continue
    const cell = cells.get(cellOf(i))
    if (cell) cell.push(i)
    else cells.set(cellOf(i), [i])
  }
  const lose = (i: number) => {
    const isBackbone = names[i] === 'N' && polymerName(residues[residueOf[i]!]!.name) !== ''
    if (counts[i]! > 0 && !isBackbone) counts[i]!--
  }
  for (const i of linked) {
    if (!/^(C|N|O|P|S|SE)$/.test(elements[i]!)) continue
    for (const step of steps)
      for (const j of cells.get(cellOf(i, ...step)) ?? []) {
        if (residueOf[j] === residueOf[i] || (isLinked[j] && j < i)) continue
        const distance = hypot(
          xyz[3 * i]! - xyz[3 * j]!,
          xyz[3 * i + 1]! - xyz[3 * j + 1]!,
          xyz[3 * i + 2]! - xyz[3 * j + 2]!,
        )
        const isLong = elements[i]!.startsWith('S') || elements[j]!.startsWith('S')
        if (distance < 0.8 || distance > (isLong ? bondMaxOfSulphur : bondMax)) continue
        lose(i)
        lose(j)
      }
  }
}

const steps = [-1, 0, 1].flatMap(x => [-1, 0, 1].flatMap(y => [-1, 0, 1].map(z => [x, y, z] as const)))
