import { join } from 'node:path'
import type { TrustProgress } from '#src/ensemble/index.ts'
import { version } from '../../program.ts'
import { readCheckpoint, writeCheckpoint } from '../checkpoint.ts'
import { contentHash } from '../contentHash.ts'

/** What a simulation has reached, kept after each curve, so that one that was ended goes on instead of starting anew. */
export async function openProgress(folder: string, facts: unknown, log: (line: string) => void) {
  const path = join(folder, 'curves')
  const key = contentHash([version, facts])
  const reached = (await readCheckpoint(path, key, log)) as TrustProgress | undefined
  if (reached) log(`Going on from a checkpoint: ${reached.recovered.length} simulated curves are inferred.`)
  const keep = (progress: TrustProgress) => writeCheckpoint(path, key, progress, log)
  return { reached, keep }
}
