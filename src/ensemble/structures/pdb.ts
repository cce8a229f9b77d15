/**
 * The PDB format, fixed columns (wwPDB Format 3.30), with what real files add to it.
 *
 * Tolerated: serials above 99,999 that push a line to the right, padded TER, score tables after the last atom, CRLF,
 * lower-case and missing elements, D for H, residue names of four letters, models ended by END.
 */

import { type FaultCode, type FaultValues, refusal } from '../faults/index.ts'
import { pow } from '../numeric/elementary.ts'
import { isComponent } from './components.ts'
import { elementFromName, isElement, normalElement } from './elements.ts'
import type { LineReader } from './lines.ts'
import { ModelBuilder } from './modelBuilder.ts'
import type { Notes } from './notes.ts'
import { polymerName } from './residues.ts'
import { ionNamed, ionOf, isCrystallisationAgent, isWater } from './solvent.ts'
import type { ReadOptions, Structure } from './structure.ts'

export class PdbReader implements LineReader {
  private readonly builder: ModelBuilder
  private readonly words = new Map<string, string>()
  private modelNumber = 0
  private inModel = false
  private modelLine = 0
  private models = 0
  /** Whether the model gathered has ended: it is handed out when the next begins, which decides its name. */
  private over = false
  private beadRadius = 0
  private longChains = false
  /** Numbers that models have; a number that comes again gives way to the place in the file. */
  private readonly serials = new Set<number>()

  constructor(
    private readonly notes: Notes,
    options: ReadOptions,
  ) {
    this.builder = new ModelBuilder(notes, options)
  }

  line(text: string, number: number): Structure | undefined {
    const record = text.slice(0, 6).toUpperCase()
    if (record === 'ATOM  ' || record === 'HETATM' || /^ATOM\s{1,2}\d/.test(record)) {
      const finished = this.over ? this.complete(true) : undefined
      this.atom(text, number, record === 'HETATM')
      return finished
    }
    if (record.startsWith('MODEL') && (text.length === 5 || text[5] === ' '))
      return this.startModel(text, number)
    if (record === 'ENDMDL') this.endModel(number)
    else if (record.trimEnd() === 'END') this.over = !this.builder.isEmpty
    else if (record === 'REMARK' && text.slice(7, 10) === '265') this.beadRadius ||= radiusIn(text)
    return undefined
  }

  end(): Structure[] {
    if (this.inModel) this.notes.add('pdb.open_model', this.modelLine, {})
    const last = this.complete(this.models > 0)
    return last ? [last] : []
  }

  private startModel(text: string, number: number): Structure | undefined {
    const finished = this.complete(true)
    if (this.inModel) this.notes.add('pdb.nested_model', number, { begun: this.modelLine })
    const serial = Number.parseInt(text.slice(5), 10)
    this.modelNumber = Number.isFinite(serial) ? serial : this.models + 1
    this.inModel = true
    this.modelLine = number
    return finished
  }

  private endModel(number: number): void {
    this.inModel = false
    this.over = !this.builder.isEmpty
    if (!this.over) this.notes.add('pdb.empty_model', number, {})
  }

  /** The model gathered so far, if any; `several` says whether the file holds more than this one. */
  private complete(several: boolean): Structure | undefined {
    this.over = false
    if (this.builder.isEmpty) return undefined
    this.models++
    let serial = this.modelNumber > 0 ? this.modelNumber : this.models
    if (this.serials.has(serial)) serial = this.models
    while (this.serials.has(serial)) serial++
    this.serials.add(serial)
    this.modelNumber = 0
    return this.builder.finish(
      several ? `${this.notes.file}#${serial}` : this.notes.file,
      serial,
      this.beadRadius,
    )
  }

  private atom(line: string, number: number, het: boolean): void {
    const text = inColumns(shiftedBack(line))
    if (text.length < 54) this.fail('pdb.cut_off', number, { columns: text.length })
    const { residue, chain: letters } = this.residue(text)
    const chain = letters || this.segment(text)
    const nameColumns = text.slice(12, 16)
    const name = this.word(nameColumns.trim().toUpperCase())
    if (!this.builder.admits(name, text.slice(76, 78).trim().toUpperCase(), residue, number)) return
    const altloc = text[16] === ' ' ? '' : text[16]!
    this.builder.add({
      line: number,
      het,
      name,
      altloc,
      residue,
      chain,
      number: this.builder.numbers.of(text.slice(22, 26), residue, chain, name, altloc),
      insertion: text[26] === ' ' ? '' : text[26],
      x: this.coordinate(text, 30, 'x', number),
      y: this.coordinate(text, 38, 'y', number),
      z: this.coordinate(text, 46, 'z', number),
      occupancy: occupancyOf(text),
      element: ionOf(residue, name)?.element ?? this.element(text, nameColumns, residue, number),
    })
  }

  /**
   * Residue and chain of a record. Names of four letters reach into column 21, which also holds the first of a chain of
   * two; where three letters are known and four are not, or once a file had such a chain, it belongs to the chain.
   */
  private residue(text: string): { residue: string; chain: string } {
    const four = text.slice(17, 21).trim().toUpperCase()
    const three = text.slice(17, 20).trim().toUpperCase()
    const isOfChain =
      text[20] !== ' ' && isKnown(three) && (!isKnown(four) || (this.longChains && text[21] !== ' '))
    this.longChains ||= isOfChain
    return {
      residue: this.word(isOfChain ? three : four),
      chain: this.word(text.slice(isOfChain ? 20 : 21, 22).trim()),
    }
  }

  /** CHARMM, CNS and NAMD tell chains apart by columns 73 to 76 alone. */
  private segment(text: string): string {
    const segment = text.slice(72, 76).trim()
    return /^(?=.*[A-Za-z])\w+$/.test(segment) ? this.word(segment) : ''
  }

  private coordinate(text: string, start: number, axis: string, number: number): number {
    const value = decimal(text, start, start + 8)
    if (!(Math.abs(value) < 1e6))
      this.fail('pdb.bad_coordinate', number, { axis, text: text.slice(start, start + 8).trim() })
    return value
  }

  private element(text: string, nameColumns: string, residue: string, number: number): string {
    const field = text.slice(76, 78).trim().toUpperCase()
    if (field === 'D') return 'H'
    const ofDocking = /^ ([A-Z][A-Za-z]) ?$/.exec(text.slice(76, 80))?.[1]
    if (ofDocking) return this.word(dockingTypes.get(ofDocking) ?? ofDocking.toUpperCase())
    if (field !== '') {
      if (isElement(field)) return this.word(field)
      const repaired = normalElement(field)
      if (repaired !== '' && /^[A-Z]+[0-9+-]/.test(field)) return repaired
    }
    const element = elementFromName(nameColumns, residue, polymerName(residue) !== '')
    if (element === '') this.fail('pdb.unknown_element', number, { field, atom: nameColumns.trim() })
    if (field === '') this.notes.add('pdb.no_element', number, {})
    else this.notes.add('pdb.odd_element', number, { field })
    return element
  }

  /** One copy of each short string, so that no atom keeps the text of the file alive. */
  private word(text: string): string {
    const held = this.words.get(text)
    if (held !== undefined) return held
    const copy = [...text].join('')
    this.words.set(copy, copy)
    return copy
  }

  private fail<Code extends FaultCode>(code: Code, line: number, values: FaultValues<Code>): never {
    throw refusal(code, values, { file: this.notes.file, line })
  }
}

const isKnown = (residue: string) =>
  polymerName(residue) !== '' ||
  isWater(residue) ||
  ionNamed(residue) !== undefined ||
  isCrystallisationAgent(residue) ||
  isComponent(residue)

/**
 * A record of PQR whose fields are parted by blanks or tabs alone, with each in its columns; others as they are. It ends
 * with a charge and a radius, so that a coordinate that is missing cannot be taken for another.
 */
function inColumns(line: string): string {
  if ([30, 38, 46].every(start => !Number.isNaN(decimal(line, start, start + 8)))) return line
  const [, record, serial, name, residue, chain, number, insertion, x, y, z] = parted.exec(line) ?? []
  if (!record || !serial || !name || !residue || !number) return line
  const letters = (chain ?? '').padStart(2)
  const names = residue.length > 3 ? residue + letters.slice(1) : residue.padStart(3) + letters
  const place = [x, y, z].map(text => Number(text).toFixed(3).padStart(8)).join('')
  const atom = name.length > 3 ? name : ` ${name.padEnd(3)}`
  return `${record.padEnd(6)}${serial.slice(-5).padStart(5)} ${atom} ${names}${number.padStart(4)}${insertion ?? ' '}   ${place}`
}

const parted =
  /^(ATOM|HETATM)\s+(\d+)\s+(\S{1,4})\s+(\S{1,4})\s+(?:([A-Za-z]\w?)\s+)?(-?\d{1,4})([A-Za-z])?\s+(-?\d+\.\d+)\s+(-?\d+\.\d+)\s+(-?\d+\.\d+)(?:\s+-?\d+(?:\.\d*)?){2}\s*$/i

/** Types of atoms in PDBQT, in columns 78 and 79, that are not elements themselves. */
const dockingTypes = new Map(
  Object.entries({ OA: 'O', OS: 'O', NA: 'N', NS: 'N', SA: 'S', HD: 'H', HS: 'H' }),
)

/** Undoes the shift of a line whose serial outgrew its columns: the decimal points tell by how much. */
function shiftedBack(line: string): string {
  if (line.charCodeAt(34) === 46 || line.charCodeAt(35) === 46) {
    const onePlace = line.charCodeAt(34) !== 46 && line.charCodeAt(43) === 46 && line.charCodeAt(51) === 46
    return onePlace && /^\S+\s*\d{6,}/.test(line) ? line.slice(0, 6) + line.slice(7) : line
  }
  const twoPlaces = line.charCodeAt(36) === 46 && line.charCodeAt(44) === 46 && line.charCodeAt(52) === 46
  return twoPlaces && /^\S+\s*\d{6,}/.test(line) ? line.slice(0, 6) + line.slice(8) : line
}

/** A decimal number in columns `start` to `end`, NaN unless the columns hold one and nothing else. */
function decimal(text: string, start: number, end: number): number {
  let at = start
  while (at < end && text.charCodeAt(at) === 32) at++
  let sign = 1
  const first = text.charCodeAt(at)
  if (first === 45 || first === 43) {
    if (first === 45) sign = -1
    at++
  }
  let digits = 0
  let places = 0
  let value = 0
  let afterPoint = false
  for (; at < end; at++) {
    const code = text.charCodeAt(at)
    if (code >= 48 && code <= 57) {
      value = value * 10 + (code - 48)
      digits++
      if (afterPoint) places++
    } else if (code === 46 && !afterPoint) afterPoint = true
    else break
  }
  while (at < end && text.charCodeAt(at) === 32) at++
  if (digits === 0) return Number.NaN
  if (at < end)
    return /^\s*[-+]?\d*\.?\d*[eE][-+]?\d+\s*$/.test(text.slice(start, end))
      ? Number(text.slice(start, end))
      : Number.NaN
  return (sign * value) / powersOfTen[places]
}

const powersOfTen = Float64Array.from({ length: 16 }, (_, i) => pow(10, i))

function occupancyOf(text: string): number {
  if (text.length < 60) return 1
  const value = decimal(text, 54, 60)
  return Number.isNaN(value) ? 1 : value
}

/** The bead radius that a line of REMARK 265 announces, or 0. */
function radiusIn(line: string): number {
  if (!/radius/i.test(line) || !/atom|bead|packing/i.test(line) || /gyration|search/i.test(line)) return 0
  const match = /(?<!\d)(\d+(?:\.\d*)?)\s*(?:A|angstroms?)?$/i.exec(line.trim())
  return match ? Number(match[1]) : 0
}
