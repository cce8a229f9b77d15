/** Collects the atom records of one model and applies the rules that hold for every file format. */

import { type Fault, type FaultCode, type FaultValues, fault, refusal } from '../faults/index.ts'
import { compositionOf } from './library.ts'
import { hydrogensOn, isWater, polymerName } from './residues.ts'
import type { ReadOptions, Residue, Structure } from './structure.ts'

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

/** Remarks of one file, at most one of each kind and at most a hundred in all. */
export class Notes {
  readonly list: Fault<FaultCode>[] = []
  private readonly seen = new Set<string>()

  constructor(readonly file: string) {}

  /** Whether a remark with this code was made. */
  has(code: FaultCode): boolean {
    return this.seen.has(code)
  }

  /**
   * Adds a remark unless the same one was made before; line 0 means the whole file.
   *
   * @param subject what the remark is about, where one code may be remarked about several things
   */
  add<Code extends FaultCode>(code: Code, line: number, values: FaultValues<Code>, subject = ''): void {
    const key = code + subject
    if (this.seen.has(key) || this.list.length >= 100) return
    this.seen.add(key)
    this.list.push(fault(code, values, { file: this.file, line }))
  }
}

/** Gathers atoms until `finish`, which returns the model and leaves the builder empty for the next one. */
export class ModelBuilder {
  private atoms: AtomRecord[] = []
  private atomsInFile = 0
  private anyAltloc = false

  constructor(
    private readonly notes: Notes,
    private readonly options: ReadOptions,
  ) {}

  get isEmpty(): boolean {
    return this.atoms.length === 0
  }

  /** Keeps an atom; waters, and hydrogens in implicit mode, are left out here. */
  add(atom: AtomRecord): void {
    atom.place = this.atomsInFile++
    if (isWater(atom.residue)) {
      this.notes.add('structure.waters', atom.line, {})
      return
    }
    if (atom.element === 'H' && this.options.hydrogens !== 'explicit') {
      this.notes.add('structure.hydrogens', atom.line, {})
      return
    }
    if (atom.altloc !== '') this.anyAltloc = true
    this.atoms.push(atom)
  }

  /**
   * Returns the model: one conformer a residue, implicit hydrogens counted, bead models recognised.
   *
   * @param name the model's name in its library
   * @param model its number in the file
   * @param beadRadius radius announced by the file's header in A, 0 if none
   * @throws FaultError structure.only_solvent if nothing is left to scatter
   */
  finish(name: string, model: number, beadRadius: number): Structure {
    const atoms = this.anyAltloc ? this.oneConformer(this.atoms) : this.atoms
    const atomsInFile = this.atomsInFile
    this.atoms = []
    this.atomsInFile = 0
    this.anyAltloc = false
    if (atoms.length === 0) throw refusal('structure.only_solvent', {}, { file: name })
    const structure = this.columns(atoms, name, model)
    this.recogniseBeads(structure, beadRadius)
    if (structure.kind === 'atoms' && this.options.hydrogens !== 'explicit')
      this.countHydrogens(structure, atoms)
    if (
      this.options.hydrogens === 'explicit' &&
      structure.kind === 'atoms' &&
      !structure.elements.includes('H')
    ) {
      this.notes.add('structure.no_hydrogens', 0, {})
    }
    structure.composition = compositionOf(structure)
    if (this.options.isTopology)
      structure.inFile = { places: Int32Array.from(atoms, atom => atom.place!), atoms: atomsInFile }
    return structure
  }

  /** Of each residue with alternate locations keeps the letter of highest occupancy; ties go to the first letter. */
  private oneConformer(atoms: AtomRecord[]): AtomRecord[] {
    const keyOf = (atom: AtomRecord) => `${atom.chain}|${atom.number}|${atom.insertion}`
    const best = new Map<string, { altloc: string; occupancy: number }>()
    for (const atom of atoms) {
      if (atom.altloc === '') continue
      const key = keyOf(atom)
      const held = best.get(key)
      if (
        held === undefined ||
        atom.occupancy > held.occupancy ||
        (atom.occupancy === held.occupancy && atom.altloc < held.altloc)
      ) {
        best.set(key, { altloc: atom.altloc, occupancy: atom.occupancy })
      }
    }
    const kept = atoms.filter(atom => atom.altloc === '' || best.get(keyOf(atom))!.altloc === atom.altloc)
    const dropped = atoms.length - kept.length
    if (dropped > 0) {
      const first = atoms.find(atom => atom.altloc !== '' && best.get(keyOf(atom))!.altloc !== atom.altloc)!
      const counts = { atoms: dropped, residues: best.size }
      this.notes.add('structure.alternate_locations', first.line, counts)
    }
    return kept
  }

  private columns(atoms: AtomRecord[], name: string, model: number): Structure {
    const n = atoms.length
    const xyz = new Float64Array(3 * n)
    const het = new Uint8Array(n)
    const residueOf = new Int32Array(n)
    const residues: Residue[] = []
    let last: AtomRecord | undefined
    for (let i = 0; i < n; i++) {
      const atom = atoms[i]
      xyz[3 * i] = atom.x
      xyz[3 * i + 1] = atom.y
      xyz[3 * i + 2] = atom.z
      het[i] = atom.het ? 1 : 0
      if (
        last === undefined ||
        atom.number !== last.number ||
        atom.residue !== last.residue ||
        atom.chain !== last.chain ||
        atom.insertion !== last.insertion
      ) {
        residues.push({
          chain: atom.chain,
          number: atom.number,
          insertion: atom.insertion,
          name: atom.residue,
        })
      }
      residueOf[i] = residues.length - 1
      last = atom
    }
    return {
      name,
      model,
      kind: 'atoms',
      beadRadius: 0,
      xyz,
      elements: atoms.map(atom => atom.element),
      atomNames: atoms.map(atom => atom.name),
      hydrogens: new Uint8Array(n),
      het,
      residueOf,
      residues,
      composition: { atoms: n, types: {}, residues: [], labels: [], contents: [] },
    }
  }

  /** A bead model is all DUM, or all CA with a radius announced in REMARK 265. */
  private recogniseBeads(structure: Structure, announced: number): void {
    const allDummy = structure.residues.every(residue => residue.name === 'DUM')
    const allAlpha = structure.atomNames.every(name => name === 'CA')
    if (!allDummy && !(allAlpha && announced > 0)) {
      if (allAlpha && structure.atomNames.length > 1) {
        this.notes.add('structure.alpha_only', 0, {})
      }
      return
    }
    structure.kind = 'beads'
    structure.beadRadius = announced > 0 ? announced : halfNearestDistance(structure.xyz)
    if (announced <= 0) {
      this.notes.add('structure.bead_radius', 0, { radius: structure.beadRadius })
    }
  }

  private countHydrogens(structure: Structure, atoms: AtomRecord[]): void {
    const withO2 = new Uint8Array(structure.residues.length)
    for (let i = 0; i < atoms.length; i++) {
      const name = atoms[i].name
      if (name === "O2'" || name === 'O2*') withO2[structure.residueOf[i]] = 1
    }
    const names = structure.residues.map(residue => polymerName(residue.name))
    for (let i = 0; i < atoms.length; i++) {
      const residue = structure.residueOf[i]
      const polymer = names[residue]
      if (atoms[i].element === 'H') continue
      if (polymer !== '') {
        structure.hydrogens[i] = hydrogensOn(polymer, atoms[i].name, withO2[residue] === 0)
      } else if (carriesHydrogens(atoms[i].element) && atoms[i].residue !== '') {
        const { residue, line } = atoms[i]
        this.notes.add('structure.unknown_residue', line, { residue }, residue)
      }
    }
  }
}

function carriesHydrogens(element: string): boolean {
  return element === 'C' || element === 'N' || element === 'O' || element === 'S'
}

/** Half the smallest distance of the first point to another: the radius of touching spheres in A. */
function halfNearestDistance(xyz: Float64Array): number {
  let nearest = Number.POSITIVE_INFINITY
  for (let i = 3; i < xyz.length; i += 3) {
    const distance = Math.hypot(xyz[i] - xyz[0], xyz[i + 1] - xyz[1], xyz[i + 2] - xyz[2])
    if (distance > 0) nearest = Math.min(nearest, distance)
  }
  return Number.isFinite(nearest) ? nearest / 2 : 1.9
}
