import { existsSync } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Result } from '#src/ensemble/contract.ts'
import { AppError } from '../errors.ts'
import type { Assignment } from './folder.ts'
import { meaningOf } from './outputs.ts'

/** The result of an analysis as its page needs it. @throws AppError not_found when the files are gone */
export async function readOutcome(
  folder: string,
): Promise<{ result: Result; truth: Record<string, number> | null }> {
  try {
    const result = JSON.parse(await readFile(join(folder, 'output/result.json'), 'utf8')) as Result
    const { study } = JSON.parse(await readFile(join(folder, 'params.json'), 'utf8')) as Assignment
    return { result, truth: study.truth }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    throw new AppError(
      'not_found',
      "This analysis is done, but its files are missing. Ask the server's administrators.",
    )
  }
}

/** The files of a result in the order in which a person wants them. */
export async function listOutputs(
  folder: string,
): Promise<{ name: string; bytes: number; meaning: string }[]> {
  const output = join(folder, 'output')
  const names = existsSync(output) ? await readdir(output) : []
  const files = await Promise.all(
    names.map(async name => ({
      name,
      bytes: (await stat(join(output, name))).size,
      meaning: meaningOf(name),
    })),
  )
  return files.sort((a, b) => a.name.localeCompare(b.name, 'en'))
}
