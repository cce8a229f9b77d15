/**
 * The `_atom_site` loop of mmCIF files (PDBx dictionary), author identifiers first.
 *
 * Everything else in the file is skipped, text fields included. Rows of one model number need not stand together: they
 * are merged. So that a long file can be streamed, a model is handed out once 32 others have begun after it; a file that
 * comes back to it even later is refused.
 */

import { type FaultCode, type FaultValues, refusal } from '../faults/index.ts'
import { elementFromName, normalElement } from './elements.ts'
import type { LineReader } from './lines.ts'
import { ModelBuilder } from './modelBuilder.ts'
import type { Notes } from './notes.ts'
import { cifWithoutAtoms, type OtherFile } from './notStructure.ts'
import { polymerName } from './residues.ts'
import { ionOf } from './solvent.ts'
import type { ReadOptions, Structure } from './structure.ts'

const columnNames = [
  'group_PDB',
  'type_symbol',
  'auth_atom_id',
  'label_atom_id',
  'label_alt_id',
  'auth_comp_id',
  'label_comp_id',
  'auth_asym_id',
  'label_asym_id',
  'auth_seq_id',
  'label_seq_id',
  'pdbx_PDB_ins_code',
  'Cartn_x',
  'Cartn_y',
  'Cartn_z',
  'occupancy',
  'pdbx_PDB_model_num',
] as const

type Column = (typeof columnNames)[number]

/** Models that are gathered at the same time. */
const modelsOpen = 32

export class MmcifReader implements LineReader {
  private readonly words = new Map<string, string>()
  /** Builders of the open models in order of first appearance. */
  private readonly builders = new Map<number, ModelBuilder>()
  private readonly finished = new Set<number>()
  /** Numbers of the models by those in the file: a data block may use those of an earlier one again. */
  private numbers = new Map<number, number>()
  private readonly used = new Set<number>()
  private state: 'outside' | 'loopNames' | 'rows' | 'text' = 'outside'
  private afterText: 'outside' | 'rows' = 'outside'
  private names: string[] = []
  private at: Partial<Record<Column, number>> = {}
  private row: string[] = []
  private current = Number.NaN
  /** What the file is by its names, should it hold no atoms. */
  other: OtherFile | undefined

  constructor(
    private readonly notes: Notes,
    private readonly options: ReadOptions,
  ) {}

  line(text: string, number: number): Structure | undefined {
    if (this.state === 'text') {
      if (text.startsWith(';')) this.state = this.afterText
      return undefined
    }
    if (text.startsWith(';')) {
      this.afterText = this.state === 'rows' ? 'rows' : 'outside'
      if (this.state === 'rows') this.row.push('')
      this.state = 'text'
      return undefined
    }
    const trimmed = text.trim()
    if (trimmed === '' || trimmed.startsWith('#')) return undefined
    const lower = trimmed.toLowerCase()
    if (lower === 'loop_' || lower.startsWith('loop_ ')) {
      this.leaveRows(number)
      this.state = 'loopNames'
      this.names = []
    } else if (trimmed.startsWith('_') && this.state === 'loopNames') {
      this.other ??= cifWithoutAtoms(trimmed)
      this.names.push(trimmed.split(/\s/, 1)[0])
    } else if (trimmed.startsWith('_') || lower.startsWith('data_')) {
      if (lower.startsWith('data_')) this.numbers = new Map()
      this.leaveRows(number)
      this.state = 'outside'
    } else if (this.state === 'loopNames' || this.state === 'rows') {
      return this.dataLine(text, number)
    }
    return undefined
  }

  *end(): Generator<Structure> {
    this.leaveRows(0)
    const several = this.finished.size + this.builders.size > 1
    for (const model of this.builders.keys()) {
      const structure = this.close(model, several)
      if (structure) yield structure
    }
  }

  private dataLine(text: string, number: number): Structure | undefined {
    if (this.state === 'loopNames') {
      if (!this.names.some(name => name.toLowerCase().startsWith('_atom_site.'))) {
        this.state = 'outside'
        return undefined
      }
      this.locateColumns(number)
      this.state = 'rows'
    }
    const tokens = tokensOf(text)
    if (tokens === undefined) this.fail('mmcif.open_quote', number, {})
    if (this.row.length === 0 && tokens.length === this.names.length) return this.atom(tokens, number)
    this.row.push(...tokens)
    if (this.row.length > this.names.length) this.fail('mmcif.extra_values', number, this.counts())
    if (this.row.length < this.names.length) return undefined
    const row = this.row
    this.row = []
    return this.atom(row, number)
  }

  private locateColumns(number: number): void {
    this.at = {}
    const names = this.names.map(name => name.toLowerCase())
    for (const column of columnNames) {
      const index = names.indexOf(`_atom_site.${column.toLowerCase()}`)
      if (index >= 0) this.at[column] = index
    }
    for (const column of ['Cartn_x', 'Cartn_y', 'Cartn_z'] as const) {
      if (this.at[column] === undefined) this.fail('mmcif.no_column', number, { column })
    }
  }

  private leaveRows(number: number): void {
    if (this.state === 'rows' && this.row.length > 0) this.fail('mmcif.incomplete', number, this.counts())
  }

  private atom(row: string[], number: number): Structure | undefined {
    const text = this.value(row, 'pdbx_PDB_model_num') || '1'
    const given = Number(text)
    if (!Number.isInteger(given)) this.fail('mmcif.bad_model_number', number, { text })
    const model = this.numberOf(given)
    const finished = model === this.current ? undefined : this.changeModel(model, number)
    const residue = this.word(
      (this.value(row, 'auth_comp_id') || this.value(row, 'label_comp_id')).toUpperCase(),
    )
    const name = this.word(
      (this.value(row, 'auth_atom_id') || this.value(row, 'label_atom_id')).toUpperCase(),
    )
    const field = this.value(row, 'type_symbol')
    const builder = this.builders.get(model)!
    if (!builder.admits(name, field.toUpperCase(), residue, number)) return finished
    const altloc = this.word(this.value(row, 'label_alt_id'))
    const chain = this.word(this.value(row, 'auth_asym_id') || this.value(row, 'label_asym_id'))
    const seq = this.value(row, 'auth_seq_id') || this.value(row, 'label_seq_id')
    builder.add({
      line: number,
      het: this.value(row, 'group_PDB').toUpperCase() === 'HETATM',
      name,
      altloc,
      residue,
      chain,
      number: builder.numbers.of(seq, residue, chain, name, altloc),
      insertion: this.word(this.value(row, 'pdbx_PDB_ins_code')),
      x: this.coordinate(row, 'Cartn_x', number),
      y: this.coordinate(row, 'Cartn_y', number),
      z: this.coordinate(row, 'Cartn_z', number),
      occupancy: Number(this.value(row, 'occupancy') || '1') || 0,
      element: ionOf(residue, name)?.element ?? this.element(field, name, residue, number),
    })
    return finished
  }

  /** The number of a model that is `given` in this data block. */
  private numberOf(given: number): number {
    let model = this.numbers.get(given)
    if (model !== undefined) return model
    model = given
    if (this.used.has(model)) model = this.used.size + 1
    while (this.used.has(model)) model++
    this.numbers.set(given, model)
    this.used.add(model)
    return model
  }

  private changeModel(model: number, number: number): Structure | undefined {
    this.current = model
    if (this.builders.has(model)) return undefined
    if (this.finished.has(model)) this.fail('mmcif.models_mixed', number, { model, open: modelsOpen })
    this.builders.set(model, new ModelBuilder(this.notes, this.options))
    const [oldest] = this.builders.keys()
    return this.builders.size > modelsOpen ? this.close(oldest, true) : undefined
  }

  private close(model: number, several: boolean): Structure | undefined {
    const builder = this.builders.get(model)!
    this.builders.delete(model)
    this.finished.add(model)
    const name = several ? `${this.notes.file}#${model}` : this.notes.file
    return builder.isEmpty ? undefined : builder.finish(name, model, 0)
  }

  private coordinate(row: string[], column: Column, number: number): number {
    const text = row[this.at[column]!]
    // Standard uncertainties in parentheses are legal: 12.345(6).
    const value = /^[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?(\(\d+\))?$/.test(text)
      ? Number.parseFloat(text)
      : Number.NaN
    if (!(Math.abs(value) < 1e6)) this.fail('mmcif.bad_coordinate', number, { column, text })
    return value
  }

  private element(field: string, name: string, residue: string, number: number): string {
    const element = normalElement(field)
    if (element !== '') return this.word(element)
    const columns = name === residue ? name.padEnd(4) : ` ${name}`
    const guess = elementFromName(columns, residue, polymerName(residue) !== '')
    if (guess === '') this.fail('mmcif.unknown_element', number, { field, atom: name })
    this.notes.add('mmcif.no_element', number, {})
    return guess
  }

  /** The row's value in a column, '' where the column is missing or holds `.` or `?`. */
  private value(row: string[], column: Column): string {
    const index = this.at[column]
    if (index === undefined) return ''
    const text = row[index]
    return text === '.' || text === '?' ? '' : text
  }

  private word(text: string): string {
    const held = this.words.get(text)
    if (held !== undefined) return held
    const copy = [...text].join('')
    this.words.set(copy, copy)
    return copy
  }

  /** How many values the row has, and how many it should have. */
  private counts(): { values: number; columns: number } {
    return { values: this.row.length, columns: this.names.length }
  }

  private fail<Code extends FaultCode>(code: Code, line: number, values: FaultValues<Code>): never {
    throw refusal(code, values, { file: this.notes.file, line })
  }
}

/** The values of one line; quotes keep blanks together. undefined if a quote is not closed. */
function tokensOf(line: string): string[] | undefined {
  if (!line.includes("'") && !line.includes('"')) {
    const hash = line.indexOf(' #')
    return (hash < 0 ? line : line.slice(0, hash)).trim().split(/\s+/)
  }
  const tokens: string[] = []
  // A quote ends a value only before a blank or the end of the line: 'C5'' is the atom C5'.
  const pattern = /\s*(?:'((?:[^']|'(?=\S))*)'(?=\s|$)|"((?:[^"]|"(?=\S))*)"(?=\s|$)|([^\s'"#]\S*)|#.*$|$)/y
  while (pattern.lastIndex < line.length) {
    const match = pattern.exec(line)
    if (match === null) return undefined
    const token = match[1] ?? match[2] ?? match[3]
    if (token === undefined) break
    tokens.push(token)
  }
  return tokens
}
