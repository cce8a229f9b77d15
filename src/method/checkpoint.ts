import { mkdir, open, readFile, rename, rm, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import type { AnalysisInput, AnalysisOptions, SamplerState } from '#src/ensemble/index.ts'
import { version } from '../program.ts'
import { contentHash, hashOf } from './contentHash.ts'

/** Where the state of a run lies in its folder. */
export const checkpointIn = (folder: string) => join(folder, 'checkpoint')

/** Where a long inference keeps its state, so that one that was ended or killed goes on instead of starting anew. */
export interface Checkpoint {
  /** What an earlier run with the same inputs and parameters had reached. */
  resume: SamplerState | undefined
  /** Writes the state when the last write is long enough ago. A failed write is logged and the run continues. */
  keep(state: SamplerState): Promise<void>
  /** The inference is done: nothing is left behind. */
  forget(): Promise<void>
}

/** Seconds between two writings at least and at most; between them, writing may take this share of the time. */
export const saveInterval = { secondsMin: 1, secondsMax: 30, timeShare: 1 / 50 }

/** Everything that the result depends on beside the program: what was read and calculated from the files, and how it is analysed. */
export interface CheckpointFacts {
  input: AnalysisInput
  options: AnalysisOptions
}

/**
 * Opens the checkpoint in `folder`, which need not exist. A checkpoint of other facts, of another version of the program or
 * cut short is not used.
 *
 * The file is the hash of the facts and of the content, a line, then the state as structured clone. It is written beside,
 * forced to disk and renamed, so that what stands there is always whole.
 */
export async function openCheckpoint(
  folder: string,
  facts: CheckpointFacts,
  report: (line: string) => void,
): Promise<Checkpoint> {
  const path = join(folder, 'sampler')
  const key = contentHash([version, facts])
  let writtenAt = performance.now()
  let pause = saveInterval.secondsMin

  async function keep(state: SamplerState): Promise<void> {
    const startedAt = performance.now()
    if (state.stage !== 'done' && startedAt - writtenAt < 1000 * pause) return
    await writeCheckpoint(path, key, state, report)
    writtenAt = performance.now()
    const seconds = (writtenAt - startedAt) / 1000
    pause = Math.min(
      Math.max(seconds / saveInterval.timeShare, saveInterval.secondsMin),
      saveInterval.secondsMax,
    )
  }

  async function forget(): Promise<void> {
    await rm(path, { force: true })
    await rmdir(folder).catch(() => {}) // of others, or with more in it
  }

  const resume = (await readCheckpoint(path, key, report)) as SamplerState | undefined
  if (resume)
    report(
      `Going on from a checkpoint: ${resume.sampled} iterations of each chain are sampled (${resume.stage}).`,
    )
  return { resume, keep, forget }
}

/**
 * Reads what `writeCheckpoint` has written for these facts. What is of other ones or damaged is not used, and that is reported.
 * @param key hash of what the state depends on
 * @returns the state, or undefined
 */
export async function readCheckpoint(
  path: string,
  key: string,
  report: (line: string) => void,
): Promise<unknown> {
  const bytes = await readFile(path).catch(() => undefined)
  if (!bytes) return
  const end = bytes.indexOf('\n')
  const [facts, sum] = bytes.subarray(0, Math.max(end, 0)).toString('latin1').split(' ')
  const content = bytes.subarray(end + 1)
  if (facts !== key) report('The checkpoint here is of other inputs, parameters or program: starting anew.')
  else if (sum !== hashOf(content)) report('The checkpoint here is damaged: starting anew.')
  else return deserialize(content)
}

/** Writes a state for these facts, as structured clone. A failed write is reported and nothing more. */
export async function writeCheckpoint(
  path: string,
  key: string,
  state: unknown,
  report: (line: string) => void,
): Promise<void> {
  try {
    const content = serialize(state)
    await mkdir(dirname(path), { recursive: true })
    await writeWhole(path, [`${key} ${hashOf(content)}\n`, content])
  } catch (error) {
    report(`The checkpoint could not be written (${(error as Error).message}); going on without.`)
  }
}

/** Replaces a file so that a crash leaves the old one or the new one. */
export async function writeWhole(path: string, parts: (string | Buffer)[]): Promise<void> {
  const file = await open(`${path}.part`, 'w')
  try {
    for (const part of parts) await file.writeFile(part)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(`${path}.part`, path)
  const folder = await open(dirname(path))
  await folder.sync().finally(() => folder.close())
}
