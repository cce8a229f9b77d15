import { existsSync } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Analysis } from '#db/schema.ts'
import { isBuiltIn } from '#src/method/builtIn.ts'
import { notFound } from '../errors.ts'
import type { Files } from '../files.ts'
import { inManifestOrder } from './inManifestOrder.ts'
import type { Manifest } from './manifest/manifest.ts'
import { manifestIn } from './methods.ts'
import { type FileGroup, groupOf, inOrder, meaningOf } from './outputs.ts'

/**
 * The files of a finished analysis, and each as it lies on the disk.
 * @throws AppError not_found, also for a name that is none of theirs
 */
export async function findOutputsOf(files: Files, analysis: Analysis | undefined) {
  if (analysis?.state !== 'done') throw notFound('result')
  const folder = files.analysis(analysis.userId, analysis.studyId, analysis.id)
  const outputs = isBuiltIn(analysis)
    ? await listOutputs(folder)
    : await listMethodOutputs(manifestIn(folder), folder)
  const fileOf = (name: string) => {
    if (!outputs.some(output => output.name === name)) throw notFound('file')
    return Bun.file(join(folder, 'output', name))
  }
  return { analysis, folder, outputs, fileOf }
}

export interface OutputFile {
  name: string
  bytes: number
  meaning: string
  group: FileGroup | null
}

/** The files of a result in the order in which a person wants them. */
export async function listOutputs(folder: string): Promise<OutputFile[]> {
  const output = join(folder, 'output')
  const names = existsSync(output) ? await readdir(output) : []
  const found = await Promise.all(
    inOrder(names).map(async name => ({ name, stats: await lstat(join(output, name)) })),
  )
  return found
    .filter(({ stats }) => stats.isFile())
    .map(({ name, stats }) => ({
      name,
      bytes: stats.size,
      meaning: meaningOf(name),
      group: groupOf(name),
    }))
}

/** The files that a method wrote, by the words of its manifest, those that it names first. */
export async function listMethodOutputs(
  manifest: Pick<Manifest, 'results'> | undefined,
  folder: string,
): Promise<OutputFile[]> {
  const results = manifest?.results ?? []
  const files = results.map(({ file }) => file)
  return inManifestOrder(await listOutputs(folder), ({ name }) => name, files).map(({ name, bytes }) => {
    const result = results.find(({ file }) => file === name)
    const words = [result?.title, result?.description?.replace(/\.$/, '')].filter(Boolean).join(': ')
    const byUs = name === 'log.txt' ? meaningOf(name) : 'result'
    return { name, bytes, meaning: words || byUs, group: null }
  })
}
