import { createCache } from '../memoryCache.ts'
import { type AnalysisOutcome, readOutcome, versionOf } from './outcome.ts'
import { listOutputs } from './outputFiles.ts'

const bytesMax = 16e6

type Outputs = Awaited<ReturnType<typeof listOutputs>>

/**
 * What is drawn of results, kept in memory: each is read and drawn when it is opened for the first time and again when its file
 * is another one.
 */
export function createResultCache<T extends object>(bytesOf: (drawn: T) => number) {
  const keep = createCache<T & { files: Outputs }>(bytesMax, bytesOf)

  /** @param choice what of it was asked for */
  return async (folder: string, choice: object, draw: (outcome: AnalysisOutcome, files: Outputs) => T) => {
    return await keep(JSON.stringify([folder, await versionOf(folder), choice]), async () => {
      const files = await listOutputs(folder)
      return { ...draw(await readOutcome(folder), files), files }
    })
  }
}
