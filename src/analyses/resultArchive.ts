import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Study } from '#db/schema.ts'
import { isBuiltIn } from '#src/method/builtIn.ts'
import { readOriginal, storedPath } from '../compressed.ts'
import { version } from '../config.ts'
import type { Files } from '../files.ts'
import { type Assignment, assignmentFile } from './folder.ts'
import { type findOutputsOf, readOutcome } from './outcome.ts'
import { roCrate } from './roCrate.ts'

type Outputs = Awaited<ReturnType<typeof findOutputsOf>>

interface Part {
  name: string
  file: Blob | ReadableStream
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
): Promise<{ name: string; parts: Iterable<Part> }> {
  const day = new Date(analysis.finishedAt ?? analysis.createdAt).toISOString().slice(0, 10)
  const name = [study.name, analysis.name, day].map(word => word.replace(/[^\p{L}\p{N}.-]+/gu, '_')).join('-')
  const folder = files.analysis(analysis.userId, analysis.studyId, analysis.id)
  const made = contents === 'results' ? undefined : await readMade()
  const hasInputs = contents === 'inputs'

  async function readMade() {
    const assignment = await assignmentFile.read(join(folder, 'params.json'))
    const program = isBuiltIn(analysis)
      ? (await readOutcome(folder)).result.program
      : { name: analysis.method, version }
    const crate = roCrate({ study, analysis, assignment, outputs, program, hasInputs: contents === 'inputs' })
    return { crate, inputs: inputsIn(folder, assignment) }
  }

  function* parts(): Generator<Part> {
    for (const output of outputs) yield { name: `${name}/${output.name}`, file: fileOf(output.name) }
    if (!made) return
    const crate = new Blob([JSON.stringify(made.crate, null, 2)])
    yield { name: `${name}/ro-crate-metadata.json`, file: crate }
    yield { name: `${name}/params.json`, file: Bun.file(join(folder, 'params.json')) }
    if (!hasInputs) return
    for (const path of made.inputs)
      yield { name: `${name}/input/${path}`, file: readOriginal(join(folder, 'input', path)) }
  }
  return { name: `${name}.zip`, parts: parts() }
}

/** The paths of the input files of an analysis that are there. */
function inputsIn(folder: string, { study, extras = {} }: Assignment): string[] {
  const records = [study.curve, study.profiles, ...study.library, ...Object.values(extras)]
  const paths = records.flatMap(record => (record ? [record.path] : []))
  return paths.filter(path => existsSync(storedPath(join(folder, 'input', path))))
}
