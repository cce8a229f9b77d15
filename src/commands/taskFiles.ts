import { mkdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type Fault, type FaultCode, FaultError } from '#src/ensemble/faults/index.ts'
import { firstDifference, type Structure } from '#src/ensemble/structures/index.ts'
import { type LibraryFiles, modelsOf } from './libraryOptions.ts'
import type { Inputs } from './science.ts'
import { UsageError } from './usage.ts'

/** The files of a task as commands read them: by the names of their owner, and of one molecule. */

/** Makes a folder. `place` answers where in it a file of a name goes, and `paths` has all that it has answered. */
export async function placesIn(folder: string) {
  await mkdir(folder, { recursive: true })
  const paths: string[] = []
  /** @throws UsageError there is one of that name */
  function place(name: string): string {
    const target = join(folder, basename(name))
    if (paths.includes(target)) throw new UsageError(`There are two files called ${basename(name)}.`)
    paths.push(target)
    return target
  }
  return { paths, place }
}

/** The names of the models, each of them read. @throws FaultError where one has other atoms than the first */
export async function namesOfModels(
  library: LibraryFiles,
  inputs: Inputs,
  options: Parameters<typeof modelsOf>[2] = {},
  warnings?: Fault<FaultCode>[],
): Promise<string[]> {
  const names: string[] = []
  let first: Structure | undefined
  for await (const model of modelsOf(library, inputs, options, warnings)) {
    first ??= model
    const difference = firstDifference(first, model)
    if (difference) throw new FaultError(difference)
    names.push(model.name)
  }
  return names
}
