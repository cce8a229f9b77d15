/** Structure files in, models out: the format is told from the content, never from the file's name. */

import { type Fault, type FaultCode, refusal } from '../faults/index.ts'
import { GroReader, isGroAtom } from './gro.ts'
import { type LineReader, LineSplitter } from './lines.ts'
import { MmcifReader } from './mmcif.ts'
import { Notes } from './notes.ts'
import { notStructureIn, type OtherFile } from './notStructure.ts'
import { PdbReader } from './pdb.ts'
import { PsfReader } from './psf.ts'
import type { ReadOptions, Structure } from './structure.ts'

const modelsMaxByDefault = 100_000

/**
 * All models of a PDB or mmCIF text.
 *
 * @param text the whole file, decompressed
 * @param name the file's name, for the models' names and for messages
 * @returns the models in file order, and remarks about what was left out or guessed
 * @throws FaultError with file, line and cause; structure.too_many_models above `modelsMax` models
 */
export function readStructures(
  text: string,
  name: string,
  options: ReadOptions = {},
): { models: Structure[]; warnings: Fault<FaultCode>[] } {
  const reading = new Reading(name, options)
  const models = [...reading.push(text), ...reading.end()]
  return { models, warnings: reading.warnings }
}

/**
 * The models of a file that arrives in pieces, one after another, so that only a few need be in memory.
 *
 * @param chunks pieces of the decoded text in order, cut anywhere
 * @param warnings remarks are added to this list as they arise
 * @throws as `readStructures`
 */
export async function* streamStructures(
  chunks: AsyncIterable<string> | Iterable<string>,
  name: string,
  options: ReadOptions = {},
  warnings: Fault<FaultCode>[] = [],
): AsyncGenerator<Structure> {
  const reading = new Reading(name, options)
  let told = 0
  const tell = () => {
    for (; told < reading.warnings.length; told++) warnings.push(reading.warnings[told])
  }
  for await (const chunk of chunks) {
    for (const model of reading.push(chunk)) {
      tell()
      yield model
    }
  }
  for (const model of reading.end()) {
    tell()
    yield model
  }
  tell()
}

/** The first model of a file, as the topology of a trajectory; what is behind it is not read. */
export async function readTopologyText(
  chunks: AsyncIterable<string>,
  name: string,
  options: ReadOptions,
  warnings: Fault<FaultCode>[],
): Promise<Structure> {
  for await (const structure of streamStructures(chunks, name, { ...options, isTopology: true }, warnings))
    return structure
  throw refusal('structure.no_atoms', {}, { file: name })
}

/** The reading of one file: waits for the first telling line, then hands every line to the format's reader. */
class Reading {
  private readonly notes: Notes
  private readonly splitter: LineSplitter
  private reader: LineReader | undefined
  private held: string[] = []
  private models = 0

  constructor(
    name: string,
    private readonly options: ReadOptions,
  ) {
    this.notes = new Notes(name)
    this.splitter = new LineSplitter(name)
  }

  get warnings(): Fault<FaultCode>[] {
    return this.notes.list
  }

  *push(chunk: string): Generator<Structure> {
    if (this.splitter.number === 0 && this.reader === undefined) this.refuseOther(notStructureIn(chunk))
    for (const line of this.splitter.push(chunk)) yield* this.line(line)
  }

  *end(): Generator<Structure> {
    for (const line of this.splitter.end()) yield* this.line(line)
    if (this.reader === undefined) this.refuse()
    for (const model of this.reader!.end()) yield* this.count(model)
    const other = this.reader instanceof MmcifReader ? this.reader.other : undefined
    if (this.models > 0 && other === 'spheres') this.notes.add('structure.spheres_left_out', 0, {})
    if (this.models > 0) return
    this.refuseOther(other)
    const removed = this.notes.has('structure.waters') || this.notes.has('structure.hydrogens')
    throw refusal(removed ? 'structure.only_solvent' : 'structure.no_atoms', {}, { file: this.notes.file })
  }

  private *line(line: string): Generator<Structure> {
    if (this.reader === undefined) {
      this.held.push(line)
      const format = formatOf(line)
      if (format === undefined) {
        if (this.held.length > 100_000) this.refuse()
        return
      }
      this.reader = new readers[format](this.notes, this.options)
      const before = this.held
      this.held = []
      const first = this.splitter.number - before.length + 1
      for (let i = 0; i < before.length; i++) {
        const model = this.reader.line(before[i], first + i)
        if (model) yield* this.count(model)
      }
      return
    }
    const model = this.reader.line(line, this.splitter.number)
    if (model) yield* this.count(model)
  }

  private *count(model: Structure): Generator<Structure> {
    const most = this.options.modelsMax ?? modelsMaxByDefault
    if (++this.models > most) throw refusal('structure.too_many_models', { most }, { file: this.notes.file })
    yield model
  }

  private refuseOther(kind: OtherFile | undefined): void {
    if (kind) throw refusal('structure.other_file', { kind }, { file: this.notes.file })
  }

  private refuse(): never {
    const empty = this.held.every(line => line.trim() === '')
    throw refusal(empty ? 'structure.empty' : 'structure.unknown_format', {}, { file: this.notes.file })
  }
}

const readers = { pdb: PdbReader, mmcif: MmcifReader, gro: GroReader, psf: PsfReader }

/** The format that a line gives away; undefined for a line that could stand in any. */
function formatOf(line: string): keyof typeof readers | undefined {
  if (/^PSF( |$)/.test(line)) return 'psf'
  if (isGroAtom(line)) return 'gro'
  if (/^\s*(data_|loop_\s*$|_[a-z])/i.test(line)) return 'mmcif'
  if (
    /^(ATOM {2}|ATOM\s+\d|HETATM|MODEL( |$)|HEADER|CRYST1|REMARK|TITLE |COMPND|SEQRES|EXPDTA|AUTHOR)/i.test(
      line,
    )
  ) {
    return 'pdb'
  }
  return undefined
}
