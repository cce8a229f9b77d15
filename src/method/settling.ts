import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Settling } from '#src/ensemble/contract.ts'
import { UnreadableFile } from '../ownFile.ts'
import { writeWhole } from './checkpoint.ts'
import { settlingFile } from './resultFile.ts'

const pathIn = (checkpointFolder: string) => join(checkpointFolder, 'settling.json')

/** Seconds between two looks at the chains at least, and which share of the time looking may take. */
export const lookInterval = { secondsMin: 3, timeShare: 1 / 50 }

/** Leaves what the chains say where the page of the running analysis finds it, every few seconds and at the end. */
export function createSettlingWriter(checkpointFolder: string) {
  let next = performance.now() + 1000 * lookInterval.secondsMin
  return async (look: () => Settling | null, ended: boolean): Promise<void> => {
    const startedAt = performance.now()
    if (startedAt < next && !ended) return
    const settling = look()
    if (settling) {
      await mkdir(checkpointFolder, { recursive: true })
      await writeWhole(pathIn(checkpointFolder), [settlingFile.textOf(settling)])
    }
    const took = performance.now() - startedAt
    next = performance.now() + Math.max(1000 * lookInterval.secondsMin, took / lookInterval.timeShare)
  }
}

/** That of an analysis which runs; undefined before there is one, and where another version of the program left it. */
export async function findSettling(checkpointFolder: string): Promise<Settling | undefined> {
  try {
    return await settlingFile.find(pathIn(checkpointFolder))
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error
  }
}

export const forgetSettling = (checkpointFolder: string) => rm(pathIn(checkpointFolder), { force: true })
