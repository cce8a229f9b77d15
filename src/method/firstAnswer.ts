import { existsSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { FirstAnswer } from '#src/ensemble/contract.ts'
import { UnreadableFile } from '../ownFile.ts'
import { writeWhole } from './checkpoint.ts'
import { firstAnswerFile } from './resultFile.ts'

const pathIn = (checkpointFolder: string) => join(checkpointFolder, 'first.json')

/**
 * Leaves the first answer where the page of the running analysis finds it. Once: each attempt would write the same, and a
 * change in this folder counts as progress.
 */
export async function writeFirstAnswer(checkpointFolder: string, answer: FirstAnswer): Promise<void> {
  const path = pathIn(checkpointFolder)
  if (existsSync(path)) return
  await mkdir(checkpointFolder, { recursive: true })
  await writeWhole(path, [firstAnswerFile.textOf(answer)])
}

/** That of an analysis which runs; undefined before there is one, and where another version of the program left it. */
export async function findFirstAnswer(checkpointFolder: string): Promise<FirstAnswer | undefined> {
  try {
    return await firstAnswerFile.find(pathIn(checkpointFolder))
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error
  }
}

export const forgetFirstAnswer = (checkpointFolder: string) => rm(pathIn(checkpointFolder), { force: true })
