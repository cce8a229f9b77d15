/** The GRO format of GROMACS: a title, the number of atoms, fixed columns in nm, a line of the box; frames follow one another. */

import { type FaultCode, type FaultValues, refusal } from '../faults/index.ts'
import { elementFromName } from './elements.ts'
import { columnsOfName } from './freeNames.ts'
import type { LineReader } from './lines.ts'
import { ModelBuilder } from './modelBuilder.ts'
import type { Notes } from './notes.ts'
import { polymerName } from './residues.ts'
import { ionOf } from './solvent.ts'
import type { ReadOptions, Structure } from './structure.ts'

const nmToA = 10

/** Whether a line is an atom of a GRO file: no other format has a number in columns 16 to 20 and three decimals behind. */
export const isGroAtom = (line: string) => /^[ \d]{5}.{10}[ \d]{5}( *-?\d+\.\d+){3}/.test(line)

export class GroReader implements LineReader {
  private readonly builder: ModelBuilder
  private models = 0
  private left = -2 // title and number of atoms come first
  private held: Structure | undefined

  constructor(
    private readonly notes: Notes,
    options: ReadOptions,
  ) {
    this.builder = new ModelBuilder(notes, options)
  }

  line(text: string, number: number): Structure | undefined {
    if (this.left === -2) {
      if (text.trim() === '' && this.models > 0) return undefined // blank lines behind the last frame
      this.left = -1
      return undefined
    }
    if (this.left === -1) {
      const atoms = /^\s*\d+\s*$/.test(text) ? Number(text) : 0
      if (!(atoms > 0)) this.fail('gro.cut_off', number, {})
      this.left = atoms
      return undefined
    }
    if (this.left > 0) {
      this.atom(text, number)
      this.left--
      return undefined
    }
    this.left = -2 // the line of the box
    return this.complete()
  }

  end(): Structure[] {
    if (this.left > 0) this.fail('gro.cut_off', 0, {})
    const last = this.left === 0 ? this.complete() : undefined
    const models = [...(last ? [last] : []), ...(this.held ? [this.held] : [])]
    this.held = undefined
    if (models.length === 1 && this.models === 1) models[0].name = this.notes.file
    return models
  }

  /** A model is held until the next is whole, because a file with one names it after itself. */
  private complete(): Structure | undefined {
    const before = this.held
    this.models++
    this.held = this.builder.finish(`${this.notes.file}#${this.models}`, this.models, 0)
    return before
  }

  private atom(text: string, number: number): void {
    const points = [...text.matchAll(/\./g)].map(match => match.index).filter(at => at > 20)
    if (points.length < 3) this.fail('gro.cut_off', number, {})
    const width = points[1] - points[0]
    const coordinate = (axis: number) => {
      const field = text.slice(20 + axis * width, 20 + (axis + 1) * width).trim()
      const value = field === '' ? Number.NaN : Number(field) * nmToA
      if (!(Math.abs(value) < 1e6))
        this.fail('gro.bad_coordinate', number, { axis: 'xyz'[axis], text: field })
      return value
    }
    const residue = text.slice(5, 10).trim().toUpperCase()
    const name = text.slice(10, 15).trim().toUpperCase()
    if (!this.builder.admits(name, '', residue, number)) return
    const element =
      ionOf(residue, name)?.element ??
      elementFromName(columnsOfName(name, residue), residue, polymerName(residue) !== '')
    if (element === '') this.fail('topology.unknown_element', number, { atom: name, residue })
    this.builder.add({
      line: number,
      het: false,
      name,
      altloc: '',
      residue,
      chain: '',
      number: Number.parseInt(text.slice(0, 5), 10) || 0,
      insertion: '',
      x: coordinate(0),
      y: coordinate(1),
      z: coordinate(2),
      occupancy: 1,
      element,
    })
  }

  private fail<Code extends FaultCode>(code: Code, line: number, values: FaultValues<Code>): never {
    throw refusal(code, values, { file: this.notes.file, line })
  }
}
