import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Type } from '@sinclair/typebox'
import type { DraftDetails } from '#db/schema.ts'
import type { QUnit } from '#src/ensemble/formats/index.ts'
import { log } from '../log.ts'
import { ownFile, UnreadableFile } from '../ownFile.ts'
import { type Finding, storedFinding } from './findings.ts'
import type { Inspection, InspectLimits, OnProgress } from './inspect.ts'
import { frameChoice, qUnit, reading, studyRecord } from './record.ts'

/**
 * The check of a draft's files, as a command in a folder of its own beside them:
 *
 *     draft5/  1-curve  1-library        as they came
 *              check1/  task.json        what is to be checked
 *                       study/           laid out as a study
 *                       report.json      what was found
 */
const draftFile = Type.Object({
  path: Type.String(),
  name: Type.String(),
  bytes: Type.Number(),
  frames: Type.Optional(frameChoice),
  reading: Type.Optional(reading),
})
const orNull = Type.Union([draftFile, Type.Null()])
const numberOrNull = Type.Union([Type.Number(), Type.Null()])

const taskFile = ownFile(
  Type.Object({
    files: Type.Object({
      curve: draftFile,
      more: Type.Optional(Type.Array(draftFile)),
      library: orNull,
      profiles: orNull,
      moreProfiles: Type.Optional(Type.Array(draftFile)),
    }),
    unit: Type.Union([qUnit, Type.Literal('guess')]),
    limits: Type.Object({ inflatedBytesMax: Type.Number(), modelsMax: Type.Number() }),
  }),
)

const reportFile = ownFile(
  Type.Object({
    findings: Type.Array(storedFinding),
    record: Type.Union([studyRecord, Type.Null()]),
    pointCount: Type.Number(),
    bytes: Type.Number(),
    trajectories: Type.Optional(
      Type.Array(
        Type.Object({ name: Type.String(), frames: Type.Number(), from: numberOrNull, to: numberOrNull }),
      ),
    ),
  }),
)

export const checkFolder = (draftFolder: string, round: number) => join(draftFolder, `check${round}`)
export const studyFolder = (check: string) => join(check, 'study')

export async function writeTask(
  check: string,
  { files, unit }: DraftDetails,
  limits: InspectLimits,
): Promise<void> {
  await mkdir(check)
  await Bun.write(join(check, 'task.json'), taskFile.textOf({ files, unit: unit as QUnit | 'guess', limits }))
}

/** Tells what keeps files from being checked at all. */
export async function writeFindings(check: string, findings: Finding[]): Promise<void> {
  await mkdir(studyFolder(check), { recursive: true })
  const report = { findings, record: null, pointCount: 0, bytes: 0 }
  await Bun.write(join(check, 'report.json'), reportFile.textOf(report))
}

/** Does what task.json says. What is wrong with the files is a result, not an error. */
export async function runCheck(check: string, report: OnProgress): Promise<void> {
  const { files, unit, limits } = await taskFile.read(join(check, 'task.json'))
  const at = <File extends { path: string } | null>(file: File) =>
    file && { ...file, path: join(check, '..', file.path) }
  const there = {
    curve: at(files.curve),
    more: files.more?.map(at),
    library: at(files.library),
    profiles: at(files.profiles),
    moreProfiles: files.moreProfiles?.map(at),
  }
  await mkdir(studyFolder(check), { recursive: true })
  const { inspectFiles } = await import('./inspect.ts') // the readers, which the web server has no need of
  const inspection = await inspectFiles(studyFolder(check), there, unit, limits, report)
  await Bun.write(join(check, 'report.json'), reportFile.textOf(inspection))
}

/** What the check found; undefined when a crash left no whole report, or an older version of the program wrote it. */
export async function readReport(check: string): Promise<Inspection | undefined> {
  if (!existsSync(studyFolder(check))) return
  try {
    return await reportFile.find(join(check, 'report.json'))
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error
    log.warning('report of an upload left aside', { cause: error.message })
  }
}
