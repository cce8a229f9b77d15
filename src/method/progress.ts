import { rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { version } from '../program.ts'
import { readCheckpoint, writeCheckpoint } from './checkpoint.ts'
import { contentHash } from './contentHash.ts'

/** What a calculation with many curves has reached, kept after each of its steps, so that one that was ended goes on instead of starting anew. */
export interface StoredProgress<Progress> {
  /** What an earlier run with the same facts had reached. */
  reached: Progress | undefined
  keep(progress: Progress): Promise<void>
  /** The calculation is done: nothing is left behind. */
  forget(): Promise<void>
}

/** @param told what stands in the log where an earlier run is taken up, such as `3 curves are inferred` */
export async function openProgress<Progress>(
  folder: string,
  facts: unknown,
  log: (line: string) => void,
  told: (reached: Progress) => string,
): Promise<StoredProgress<Progress>> {
  const path = join(folder, 'curves')
  const key = contentHash([version, facts])
  const reached = (await readCheckpoint(path, key, log)) as Progress | undefined
  if (reached) log(`Going on from a checkpoint: ${told(reached)}.`)
  return {
    reached,
    keep: progress => writeCheckpoint(path, key, progress, log),
    async forget() {
      await rm(path, { force: true })
      await rmdir(folder).catch(() => {}) // of others, or with more in it
    },
  }
}
