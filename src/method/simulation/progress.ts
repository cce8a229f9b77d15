import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import type { TrustProgress } from '#src/ensemble/index.ts'
import { version } from '../../program.ts'
import { writeWhole } from '../checkpoint.ts'
import { contentHash, hashOf } from '../contentHash.ts'

/**
 * What a simulation has reached, kept after each curve, so that one that was ended goes on instead of starting anew. What is of another question,
 * of another version of the program or damaged is not used.
 */
export async function openProgress(folder: string, facts: unknown, log: (line: string) => void) {
  const path = join(folder, 'curves')
  const key = contentHash([version, facts])

  async function keep(progress: TrustProgress): Promise<void> {
    try {
      const content = serialize(progress)
      await mkdir(folder, { recursive: true })
      await writeWhole(path, [`${key} ${hashOf(content)}\n`, content])
    } catch (error) {
      log(`The checkpoint could not be written (${(error as Error).message}); going on without.`)
    }
  }

  return { reached: await read(path, key, log), keep }
}

async function read(
  path: string,
  key: string,
  log: (line: string) => void,
): Promise<TrustProgress | undefined> {
  const bytes = await readFile(path).catch(() => undefined)
  if (!bytes) return
  const end = bytes.indexOf('\n')
  const content = bytes.subarray(end + 1)
  if (bytes.subarray(0, Math.max(end, 0)).toString('latin1') !== `${key} ${hashOf(content)}`) return
  const progress = deserialize(content) as TrustProgress
  log(`Going on from a checkpoint: ${progress.recovered.length} simulated curves are inferred.`)
  return progress
}
