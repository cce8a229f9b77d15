import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Static, Type } from '@sinclair/typebox'
import type { UploadedFile } from '#src/studies/uploadedFile.ts'
import type { Reach } from '../confinement.ts'
import { AppError, type MistakeKind, statusOf } from '../errors.ts'
import { ownFile } from '../ownFile.ts'
import type { ExtraData, Extras } from './extras.ts'
import { readExtraFiles } from './readExtraFiles.ts'

const task = Type.Object({
  extras: Type.Unsafe<Extras<UploadedFile>>(
    Type.Record(Type.String(), Type.Object({ path: Type.String(), name: Type.String() })),
  ),
  /** Names of the study's models. */
  models: Type.Array(Type.String()),
})

/** What is told of files that are in order. */
const foundExtras = Type.Object({
  energies: Type.Optional(Type.Object({ count: Type.Number(), least: Type.Number(), most: Type.Number() })),
  properties: Type.Optional(Type.Array(Type.String())),
  observables: Type.Optional(Type.Array(Type.String())),
  shifts: Type.Optional(Type.Object({ count: Type.Number(), leftOut: Type.Number() })),
})

const refused = Type.Object({
  kind: Type.Unsafe<MistakeKind>(Type.Union(Object.keys(statusOf).map(kind => Type.Literal(kind)))),
  message: Type.String(),
  fields: Type.Record(Type.String(), Type.String()),
})

/** What the files of one analysis are, as the command `check` is told in extras.json. */
export type ExtrasTask = Static<typeof task>
export type FoundExtras = Static<typeof foundExtras>
type Report = { found: FoundExtras } | { refused: Static<typeof refused> }

const taskFile = ownFile(task)
const reportFile = ownFile(Type.Union([Type.Object({ found: foundExtras }), Type.Object({ refused })]))
const taskIn = (folder: string) => join(folder, 'extras.json')
const reportIn = (folder: string) => join(folder, 'report.json')
export const isExtrasCheck = (folder: string) => existsSync(taskIn(folder))

/**
 * Runs the command `check` in such a folder, for a person, or the check of a method that is not ours.
 * @returns the findings that it printed
 * @throws AppError when it does not end well
 */
export type RunCheck = (
  folder: string,
  personId: number,
  method?: { command: string[]; reach?: Reach },
) => Promise<unknown>

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
  await Bun.write(taskIn(folder), taskFile.textOf({ extras, models }))
  await run(folder, personId)
  const report = await reportFile.read(reportIn(folder))
  if ('found' in report) return report.found
  const { kind, message, fields } = report.refused
  throw new AppError(kind, message, fields)
}

/** Does what extras.json says. What is wrong with the files is a result, not an error. */
export async function runExtrasCheck(folder: string): Promise<void> {
  const { extras, models } = await taskFile.read(taskIn(folder))
  await Bun.write(reportIn(folder), reportFile.textOf(await reportOn(extras, models)))
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

function summaryOf({
  energies,
  properties,
  labels = [],
  observables,
  shifts,
  shiftsLeftOut = 0,
}: ExtraData): FoundExtras {
  return {
    energies: energies && {
      count: energies.length,
      least: energies.reduce((least, value) => Math.min(least, value)),
      most: energies.reduce((most, value) => Math.max(most, value)),
    },
    properties: properties && [...properties, ...labels].map(({ name }) => name),
    observables: observables?.map(({ name }) => name),
    shifts: shifts && { count: shifts.measured.length, leftOut: shiftsLeftOut },
  }
}
