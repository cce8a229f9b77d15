import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Study } from '#db/schema.ts'
import { isBuiltIn } from '#src/method/builtIn.ts'
import { libraryNameOf } from '#src/studies/inputs.ts'
import { readInspection } from '#src/studies/inspection.ts'
import { readOriginal, storedPath } from '../compressed.ts'
import type { Files } from '../files.ts'
import { version } from '../program.ts'
import { type ArchiveTexts, completeArchive, described } from './archiveFiles.ts'
import { type AnyAssignment, anyAssignmentFile, inputRecords } from './folder.ts'
import { outcomeFacts, readOutcome } from './outcome.ts'
import type { findOutputsOf } from './outputFiles.ts'
import type { Described } from './outputs.ts'
import { roCrate } from './roCrate.ts'
import { shippedMethods } from './shippedMethods.ts'

type Outputs = Awaited<ReturnType<typeof findOutputsOf>>

interface Part {
  name: string
  file: Blob | ReadableStream
}

/** What an archive holds beside the files of the result: nothing, the parameters with checksums of the input files, or these files too. */
type ArchiveContents = 'results' | 'parameters' | 'inputs'

/**
 * A result as one archive: a folder named after study, analysis and day, with the result's files in folders by whom they are for,
 * and what `bioce run` needs to repeat it, params.json and input/, described by ro-crate-metadata.json.
 */
export async function resultArchive(
  files: Files,
  study: Study,
  { analysis, outputs, fileOf }: Outputs,
  contents: ArchiveContents,
  texts: ArchiveTexts,
): Promise<{ name: string; parts: Iterable<Part> }> {
  const facts = outcomeFacts(analysis)
  const day = facts.finishedAt.toISOString().slice(0, 10)
  const name = [study.name, analysis.name, day].map(word => word.replace(/[^\p{L}\p{N}.-]+/gu, '_')).join('-')
  const folder = files.analysis(analysis.userId, analysis.studyId, analysis.id)
  const outcome = isBuiltIn(analysis) ? await readOutcome(folder) : null
  const isOwn = contents !== 'results'
  const assignment = isOwn ? await anyAssignmentFile.read(join(folder, 'params.json')) : null
  const hasInputs = contents === 'inputs'
  const inputs = assignment && hasInputs ? inputsIn(folder, assignment) : []
  const others = assignment ? [...['params.json', 'ro-crate-metadata.json'].map(described), ...inputs] : []
  const found = outputs.map(output => ({ ...output, file: fileOf(output.name) }))
  const program = outcome?.result.program ?? {
    name: analysis.method,
    version: analysis.methodVersion ?? version,
  }
  const report = isOwn
    ? {
        study,
        inspection: await readInspection(files.study(analysis.userId, study.id), libraryNameOf(study)),
      }
    : { study: { ...study, report: null }, inspection: null }
  const results = await completeArchive(
    { ...report, analysis: facts, program, outcome, outputs: found, others },
    texts,
  )
  const isOurs = isBuiltIn(analysis) || shippedMethods.some(each => each.name === analysis.method)
  const crate =
    assignment && roCrate({ study, analysis, assignment, outputs: results, program, isOurs, hasInputs })

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

/** The input files of an analysis that are there. */
function inputsIn(folder: string, assignment: AnyAssignment): Described[] {
  return inputRecords(assignment)
    .filter(({ path }) => existsSync(storedPath(join(folder, 'input', path))))
    .map(({ path, name }) => ({ name: `input/${path}`, meaning: `uploaded as ${name}` }))
}
