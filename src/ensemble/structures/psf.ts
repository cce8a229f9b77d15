/** The PSF format of CHARMM, NAMD and X-PLOR: the names of the atoms of a trajectory, without positions. */

import { refusal } from '../faults/index.ts'
import { elementFromName } from './elements.ts'
import { columnsOfName } from './freeNames.ts'
import type { LineReader } from './lines.ts'
import { ModelBuilder } from './modelBuilder.ts'
import type { Notes } from './notes.ts'
import { polymerName } from './residues.ts'
import { ionOf } from './solvent.ts'
import type { ReadOptions, Structure } from './structure.ts'

/** Reads a topology: its atoms all lie at the origin. */
export class PsfReader implements LineReader {
  private readonly builder: ModelBuilder
  private left = 0

  constructor(
    private readonly notes: Notes,
    options: ReadOptions,
  ) {
    if (!options.isTopology) throw refusal('psf.no_positions', {}, { file: notes.file })
    this.builder = new ModelBuilder(notes, options)
  }

  line(text: string, number: number): Structure | undefined {
    if (this.left === 0) {
      const announced = /^\s*(\d+)\s+!NATOM/.exec(text)
      if (announced && this.builder.isEmpty) this.left = Number(announced[1])
      return undefined
    }
    this.atom(text, number)
    this.left--
    return this.left === 0 ? this.builder.finish(this.notes.file, 1, 0) : undefined
  }

  end(): Structure[] {
    if (this.left > 0) throw refusal('psf.bad_atom', {}, { file: this.notes.file })
    return []
  }

  private atom(text: string, number: number): void {
    const words = text.trim().toUpperCase().split(/\s+/)
    const place = { file: this.notes.file, line: number }
    const [, segment, residueNumber, residue, name, type] = words
    if (!segment || !residueNumber || !residue || !name || !type) throw refusal('psf.bad_atom', {}, place)
    if (!this.builder.admits(name, '', residue, number)) return
    const element =
      ionOf(residue, name)?.element ??
      elementFromName(columnsOfName(name, residue), residue, polymerName(residue) !== '')
    if (element === '') throw refusal('topology.unknown_element', { atom: name, residue }, place)
    const at = /^(-?\d+)(.?)$/.exec(residueNumber)
    this.builder.add({
      line: number,
      het: false,
      name,
      altloc: '',
      residue,
      chain: segment,
      number: Number(at?.[1] ?? 0),
      insertion: at?.[2] ?? '',
      x: 0,
      y: 0,
      z: 0,
      occupancy: 1,
      element,
    })
  }
}
