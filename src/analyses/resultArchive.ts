import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Analysis, Study } from '#db/schema.ts'
import { readOriginal, storedPath } from '../compressed.ts'
import type { Files } from '../files.ts'
import { assignmentFile } from './folder.ts'
import type { findOutputsOf } from './outcome.ts'

type Outputs = Awaited<ReturnType<typeof findOutputsOf>>

interface Part {
  name: string
  file: Blob | ReadableStream
}

/**
 * A result as one archive: a folder named after study, analysis and day, with the result's files and, where wanted, what
 * `bioce run` needs to repeat it: params.json and input/.
 */
export async function resultArchive(
  files: Files,
  study: Pick<Study, 'name'>,
  { analysis, outputs, fileOf }: Outputs,
  isRepeatable: boolean,
): Promise<{ name: string; parts: Iterable<Part> }> {
  const day = new Date(analysis.finishedAt ?? analysis.createdAt).toISOString().slice(0, 10)
  const name = [study.name, analysis.name, day].map(word => word.replace(/[^\p{L}\p{N}.-]+/gu, '_')).join('-')
  const inputs = isRepeatable ? await inputsOf(files, analysis) : []
  const folder = files.analysis(analysis.userId, analysis.studyId, analysis.id)
  function* parts(): Generator<Part> {
    for (const output of outputs) yield { name: `${name}/${output.name}`, file: fileOf(output.name) }
    if (!isRepeatable) return
    yield { name: `${name}/params.json`, file: Bun.file(join(folder, 'params.json')) }
    for (const path of inputs)
      yield { name: `${name}/input/${path}`, file: readOriginal(join(folder, 'input', path)) }
  }
  return { name: `${name}.zip`, parts: parts() }
}

/** The input files of an analysis that are there, by their paths. */
async function inputsOf(files: Files, { userId, studyId, id }: Analysis): Promise<string[]> {
  const folder = files.analysis(userId, studyId, id)
  const { study, extras = {} } = await assignmentFile.read(join(folder, 'params.json'))
  const records = [study.curve, study.profiles, ...study.library, ...Object.values(extras)]
  const paths = records.flatMap(record => (record ? [record.path] : []))
  return paths.filter(path => existsSync(storedPath(join(folder, 'input', path))))
}
