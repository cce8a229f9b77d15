import { existsSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Draft } from '#db/schema.ts'
import type { QUnit } from '#src/ensemble/formats/index.ts'
import { type Inspection, type InspectLimits, inspectFiles, type Tell } from './inspect.ts'
import { isUploadFaultCode } from './uploadFaults.ts'

/**
 * The check of a draft's files, as a command in a folder of its own beside them:
 *
 *     draft5/  1-curve  1-library        as they came
 *              check1/  task.json        what is to be checked
 *                       study/           laid out as a study
 *                       report.json      what was found
 */
interface Task {
  files: Draft['files']
  unit: QUnit | 'guess'
  limits: InspectLimits
}

export const checkFolder = (draftFolder: string, round: number) => join(draftFolder, `check${round}`)
export const studyFolder = (check: string) => join(check, 'study')

export async function writeTask(check: string, draft: Draft, limits: InspectLimits): Promise<void> {
  const task: Task = { files: draft.files, unit: draft.unit as Task['unit'], limits }
  await mkdir(check)
  await Bun.write(join(check, 'task.json'), JSON.stringify(task))
}

/** Does what task.json says. What is wrong with the files is a result, not an error. */
export async function runCheck(check: string, tell: Tell): Promise<void> {
  const { files, unit, limits } = JSON.parse(await readFile(join(check, 'task.json'), 'utf8')) as Task
  const at = <File extends { path: string } | null>(file: File) =>
    file && { ...file, path: join(check, '..', file.path) }
  const there = { curve: at(files.curve), library: at(files.library), profiles: at(files.profiles) }
  await mkdir(studyFolder(check), { recursive: true })
  const inspection = await inspectFiles(studyFolder(check), there, unit, limits, tell)
  await Bun.write(join(check, 'report.json'), JSON.stringify(inspection))
}

/** What the check found; undefined when a crash left no whole report, or an older version of the program wrote it. */
export async function readReport(check: string): Promise<Inspection | undefined> {
  const path = join(check, 'report.json')
  if (!existsSync(path) || !existsSync(studyFolder(check))) return
  try {
    const report = JSON.parse(await readFile(path, 'utf8')) as Inspection
    return report.findings.every(({ code }) => isUploadFaultCode(code)) ? report : undefined
  } catch {
    return
  }
}
