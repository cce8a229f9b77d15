import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { UploadedFile } from '#src/studies/inspect.ts'
import { AppError, type FieldErrors, type MistakeKind } from '../errors.ts'
import type { ExtraData, Extras } from './extras.ts'
import { readExtraFiles } from './readExtraFiles.ts'

/** What the files of one analysis are, as the command `check` is told in extras.json. */
export interface ExtrasTask {
  extras: Extras<UploadedFile>
  /** Names of the study's models. */
  models: readonly string[]
}

/** What is told of files that are in order. */
export interface FoundExtras {
  energies?: { count: number; least: number; most: number }
  shifts?: { count: number; leftOut: number }
}

const taskFile = 'extras.json'
export const isExtrasCheck = (folder: string) => existsSync(join(folder, taskFile))

/** report.json */
type Report =
  | { found: FoundExtras }
  | { refused: { kind: MistakeKind; message: string; fields: FieldErrors } }

/** Runs the command `check` in such a folder, for a person. @throws AppError when it does not end well */
export type RunCheck = (folder: string, personId: number) => Promise<void>

/**
 * Has the files of an analysis read in a process of its own, in `folder`, which is its caller's to remove.
 * @throws AppError by field, as `readExtraFiles` does
 */
export async function checkExtras(
  run: RunCheck,
  personId: number,
  folder: string,
  { extras, models }: ExtrasTask,
): Promise<FoundExtras> {
  if (Object.keys(extras).length === 0) return {}
  await Bun.write(join(folder, taskFile), JSON.stringify({ extras, models }))
  await run(folder, personId)
  const report = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8')) as Report
  if ('found' in report) return report.found
  const { kind, message, fields } = report.refused
  throw new AppError(kind, message, fields)
}

/** Does what extras.json says. What is wrong with the files is a result, not an error. */
export async function runExtrasCheck(folder: string): Promise<void> {
  const { extras, models } = JSON.parse(await readFile(join(folder, taskFile), 'utf8')) as ExtrasTask
  await Bun.write(join(folder, 'report.json'), JSON.stringify(await reportOn(extras, models)))
}

async function reportOn(extras: Extras<UploadedFile>, models: readonly string[]): Promise<Report> {
  try {
    return { found: summaryOf(await readExtraFiles(extras, models)) }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const { kind, message, fields } = error
    return { refused: { kind, message, fields } }
  }
}

function summaryOf({ energies, shifts, shiftsLeftOut = 0 }: ExtraData): FoundExtras {
  return {
    energies: energies && {
      count: energies.length,
      least: energies.reduce((least, value) => Math.min(least, value)),
      most: energies.reduce((most, value) => Math.max(most, value)),
    },
    shifts: shifts && { count: shifts.measured.length, leftOut: shiftsLeftOut },
  }
}
