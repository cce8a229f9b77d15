import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Study } from '#db/schema.ts'
import { isBuiltIn } from '#src/method/builtIn.ts'
import { readOriginal, storedPath } from '../compressed.ts'
import { version } from '../config.ts'
import type { Files } from '../files.ts'
import { drawingStyle } from './drawingStyle.ts'
import { type AnyAssignment, anyAssignmentFile, inputRecords } from './folder.ts'
import { type AnalysisOutcome, type findOutputsOf, readOutcome } from './outcome.ts'
import { listFiles, meaningOf } from './outputs.ts'
import { roCrate } from './roCrate.ts'

type Outputs = Awaited<ReturnType<typeof findOutputsOf>>

interface Described {
  name: string
  meaning: string
}

interface ArchivedFile extends Described {
  bytes: number
  file: Blob
}

interface Part {
  name: string
  file: Blob | ReadableStream
}

/** What pages know how to draw and write: views/analyses/archiveTexts.ts. */
export interface ArchiveTexts {
  /** The figure for a paper as an SVG file. */
  figure(outcome: AnalysisOutcome, style: string): string
  /** README.txt, with the list of all files. @param outcome null of an analysis that a laboratory added */
  readme(title: string, list: string, outcome: AnalysisOutcome | null): string
}

/** What an archive holds beside the files of the result: nothing, the parameters with checksums of the input files, or these files too. */
type ArchiveContents = 'results' | 'parameters' | 'inputs'

/**
 * A result as one archive: a folder named after study, analysis and day, with the result's files and what `bioce run`
 * needs to repeat it, params.json and input/, described by ro-crate-metadata.json.
 */
export async function resultArchive(
  files: Files,
  study: Pick<Study, 'name'>,
  { analysis, outputs, fileOf }: Outputs,
  contents: ArchiveContents,
  texts: ArchiveTexts,
): Promise<{ name: string; parts: Iterable<Part> }> {
  const day = new Date(analysis.finishedAt ?? analysis.createdAt).toISOString().slice(0, 10)
  const name = [study.name, analysis.name, day].map(word => word.replace(/[^\p{L}\p{N}.-]+/gu, '_')).join('-')
  const folder = files.analysis(analysis.userId, analysis.studyId, analysis.id)
  const outcome = isBuiltIn(analysis) ? await readOutcome(folder) : null
  const assignment = contents === 'results' ? null : await anyAssignmentFile.read(join(folder, 'params.json'))
  const hasInputs = contents === 'inputs'
  const inputs = assignment && hasInputs ? inputsIn(folder, assignment) : []
  const others = assignment ? [...['params.json', 'ro-crate-metadata.json'].map(described), ...inputs] : []
  const title = `${study.name}, ${analysis.name}, ${day}`
  const found = outputs.map(output => ({ ...output, file: fileOf(output.name) }))
  const results = completeArchive({ title, outcome, outputs: found, others }, texts)
  const program = outcome?.result.program ?? {
    name: analysis.method,
    version: assignment?.method?.version ?? version,
  }
  const crate = assignment && roCrate({ study, analysis, assignment, outputs: results, program, hasInputs })

  function* parts(): Generator<Part> {
    for (const { name: path, file } of results) yield { name: `${name}/${path}`, file }
    if (!crate) return
    yield { name: `${name}/ro-crate-metadata.json`, file: new Blob([JSON.stringify(crate, null, 2)]) }
    yield { name: `${name}/params.json`, file: Bun.file(join(folder, 'params.json')) }
    for (const { name: path } of inputs)
      yield { name: `${name}/${path}`, file: readOriginal(join(folder, path)) }
  }
  return { name: `${name}.zip`, parts: parts() }
}

interface Incomplete {
  title: string
  /** Null of an analysis that a laboratory added. */
  outcome: AnalysisOutcome | null
  outputs: ArchivedFile[]
  /** Files of the archive that are no outputs. */
  others?: Described[]
}

/**
 * The outputs of a result as they lie in an archive: with the figure for a paper, and README.txt of all files in the archive.
 * What a laboratory's analysis has written as README.txt stays as it is.
 */
export function completeArchive(
  { title, outcome, outputs, others = [] }: Incomplete,
  texts: ArchiveTexts,
): ArchivedFile[] {
  if (!outcome && outputs.some(({ name }) => name === 'README.txt')) return outputs
  const results = outputs.filter(({ name }) => name !== 'README.txt')
  if (outcome) results.push(madeFile('figure.svg', texts.figure(outcome, drawingStyle)))
  const list = listFiles([...results, described('README.txt'), ...others])
  return [...results, madeFile('README.txt', texts.readme(title, list, outcome))]
}

const described = (name: string): Described => ({ name, meaning: meaningOf(name) })

function madeFile(name: string, text: string): ArchivedFile {
  const file = new Blob([text])
  return { ...described(name), bytes: file.size, file }
}

/** The input files of an analysis that are there. */
function inputsIn(folder: string, assignment: AnyAssignment): Described[] {
  return inputRecords(assignment)
    .filter(({ path }) => existsSync(storedPath(join(folder, 'input', path))))
    .map(({ path, name }) => ({ name: `input/${path}`, meaning: `uploaded as ${name}` }))
}
