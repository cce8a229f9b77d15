/** Collects the atom records of one model and applies the rules that hold for every file format. */

import { refusal } from '../faults/index.ts'
import { hypot } from '../numeric/elementary.ts'
import { modelOfBead } from './beads.ts'
import { coarsenessOf } from './fullResidues.ts'
import { countHydrogens, type HeavyAtoms } from './hydrogens.ts'
import { compositionOf } from './library.ts'
import type { Notes } from './notes.ts'
import { type AtomRecord, isSameResidue, oneConformer, withoutRepeats, withoutSolvent } from './records.ts'
import { ResidueNumbers } from './residueNumbers.ts'
import { isNucleotide, polymerName } from './residues.ts'
import { ionOf, isVirtualSite, isWater } from './solvent.ts'
import type { ReadOptions, Residue, Structure } from './structure.ts'

/** Nucleotides of fewer atoms on average are coarse grains: whole ones have 19 to 23. */
const fewAtoms = 7

/** Gathers atoms until `finish`, which returns the model and leaves the builder empty for the next one. */
export class ModelBuilder {
  private atoms: AtomRecord[] = []
  private atomsInFile = 0
  /** Numbers of the residues of the model that is being gathered. */
  numbers = new ResidueNumbers()

  constructor(
    private readonly notes: Notes,
    private readonly options: ReadOptions,
  ) {}

  get isEmpty(): boolean {
    return this.atoms.length === 0
  }

  /**
   * Whether a record is an atom. What is none has its place in a trajectory all the same.
   *
   * @param field what stands where the element should, upper case; empty where a format has no place for it
   * @throws FaultError structure.martini for a bead that stands for several atoms
   */
  admits(name: string, field: string, residue: string, line: number): boolean {
    const model = modelOfBead(name, residue)
    if (model) throw refusal('structure.martini', { bead: name, model }, { file: this.notes.file, line })
    if (!isVirtualSite(name, field, residue)) return true
    this.notes.add('structure.virtual_sites', line, {})
    this.atomsInFile++
    return false
  }

  /** Keeps an atom; waters, and in implicit mode the hydrogens that tables count, are left out here. */
  add(atom: AtomRecord): void {
    atom.place = this.atomsInFile++
    if (isWater(atom.residue)) {
      this.notes.add('structure.waters', atom.line, {})
      return
    }
    if (atom.element === 'H' && !this.isExplicit && polymerName(atom.residue) !== '') {
      this.notes.add('structure.hydrogens', atom.line, {})
      return
    }
    this.atoms.push(atom)
  }

  /**
   * Returns the model: one conformer a residue, no solvent, implicit hydrogens counted, bead models recognised.
   *
   * @param name the model's name in its library
   * @param model its number in the file
   * @param beadRadius radius announced by the file's header in A, 0 if none
   * @throws FaultError structure.only_solvent if nothing is left to scatter
   */
  finish(name: string, model: number, beadRadius: number): Structure {
    const { notes, atomsInFile } = this
    const single = withoutRepeats(oneConformer(this.atoms, notes), notes)
    const atoms = withoutSolvent(single, this.options, notes)
    this.atoms = []
    this.atomsInFile = 0
    this.numbers = new ResidueNumbers()
    const kept = this.isExplicit ? atoms : atoms.filter(atom => atom.element !== 'H')
    if (kept.length === 0) throw refusal('structure.only_solvent', {}, { file: name })
    const structure = this.columns(kept, name, model)
    this.recogniseBeads(structure, beadRadius)
    if (structure.kind === 'atoms') {
      this.refuseCoarseNucleotides(structure)
      structure.coarse = coarsenessOf(structure)
      if (structure.coarse === 'alpha') notes.add('structure.alpha_only', 0, {})
      else if (structure.coarse === 'backbone') notes.add('structure.backbone_only', 0, {})
      this.chargeIons(structure)
      if (!this.isExplicit) this.countHydrogens(structure, atoms, kept)
      else if (!structure.elements.includes('H')) notes.add('structure.no_hydrogens', 0, {})
    }
    structure.composition = compositionOf(structure)
    if (this.options.isTopology)
      structure.inFile = { places: Int32Array.from(kept, atom => atom.place!), atoms: atomsInFile }
    return structure
  }

  private get isExplicit(): boolean {
    return this.options.hydrogens === 'explicit'
  }

  private columns(atoms: AtomRecord[], name: string, model: number): Structure {
    const n = atoms.length
    const xyz = new Float64Array(3 * n)
    const het = new Uint8Array(n)
    const residueOf = new Int32Array(n)
    const residues: Residue[] = []
    let last: AtomRecord | undefined
    for (let i = 0; i < n; i++) {
      const atom = atoms[i]!
      xyz[3 * i] = atom.x
      xyz[3 * i + 1] = atom.y
      xyz[3 * i + 2] = atom.z
      het[i] = atom.het ? 1 : 0
      if (last === undefined || !isSameResidue(atom, last)) {
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
      charges: new Int8Array(n),
      unknownAtoms: 0,
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
    if (!allDummy && !(allAlpha && announced > 0)) return
    structure.kind = 'beads'
    structure.beadRadius = announced > 0 ? announced : halfNearestDistance(structure.xyz)
    if (announced <= 0) {
      this.notes.add('structure.bead_radius', 0, { radius: structure.beadRadius })
    }
  }

  /** There are shapes of whole residues for amino acids alone. */
  private refuseCoarseNucleotides({ residues, residueOf }: Structure): void {
    const isOfNucleic = residues.map(({ name }) => isNucleotide(polymerName(name)))
    const nucleotides = isOfNucleic.filter(Boolean).length
    const atoms = residueOf.reduce((sum, residue) => sum + (isOfNucleic[residue] ? 1 : 0), 0)
    if (nucleotides > 1 && atoms < fewAtoms * nucleotides)
      throw refusal('structure.coarse_nucleotides', { atoms, nucleotides }, { file: this.notes.file })
  }

  /** An atom that is a residue of its own is the ion that its name says, whatever stands in the element's column. */
  private chargeIons({ atomNames, residueOf, residues, elements, charges }: Structure): void {
    for (let i = 0; i < atomNames.length; i++) {
      if (residueOf[i] === residueOf[i - 1] || residueOf[i] === residueOf[i + 1]) continue
      const ion = ionOf(residues[residueOf[i]!]!.name, atomNames[i]!)
      if (!ion) continue
      elements[i] = ion.element
      charges[i] = ion.charge
    }
  }

  /** @param all the atoms of `kept`, which the structure was made of, with the hydrogens between them */
  private countHydrogens(structure: Structure, all: AtomRecord[], kept: AtomRecord[]): void {
    const { atomNames: names, elements, xyz, residueOf, residues } = structure
    const inFile: HeavyAtoms['inFile'] = []
    if (kept.length < all.length) {
      const indexOf = new Map(kept.map((atom, i) => [residueKey(atom), residueOf[i]!]))
      let before = -1
      for (const atom of all) {
        if (atom.element !== 'H') before++
        else {
          const residue = indexOf.get(residueKey(atom))
          if (residue !== undefined) inFile.push({ residue, before, place: [atom.x, atom.y, atom.z] })
        }
      }
    }
    const { counts, unknown, fromFile } = countHydrogens({
      names,
      elements,
      xyz,
      residueOf,
      residues,
      inFile,
    })
    structure.hydrogens = counts
    const tell = (code: 'structure.unknown_residue' | 'structure.hydrogens_of_file') => (index: number) => {
      const residue = residues[index]!.name
      this.notes.add(code, kept[residueOf.indexOf(index)]!.line, { residue }, residue)
    }
    const isUnknown = new Set(unknown)
    structure.unknownAtoms = residueOf.reduce((sum, residue) => sum + (isUnknown.has(residue) ? 1 : 0), 0)
    unknown.forEach(tell('structure.unknown_residue'))
    fromFile.forEach(tell('structure.hydrogens_of_file'))
  }
}

const residueKey = ({
  chain,
  number,
  insertion,
  residue,
}: Pick<AtomRecord, 'chain' | 'number' | 'insertion' | 'residue'>) =>
  `${chain}|${number}|${insertion}|${residue}`

/** Half the smallest distance of the first point to another: the radius of touching spheres in A. */
function halfNearestDistance(xyz: Float64Array): number {
  let nearest = Number.POSITIVE_INFINITY
  for (let i = 3; i < xyz.length; i += 3) {
    const distance = hypot(xyz[i]! - xyz[0]!, xyz[i + 1]! - xyz[1]!, xyz[i + 2]! - xyz[2]!)
    if (distance > 0) nearest = Math.min(nearest, distance)
  }
  return Number.isFinite(nearest) ? nearest / 2 : 1.9
}
