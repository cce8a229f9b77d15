import { link, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { StudyRecord } from '#src/studies/record.ts'
import type { Parameters } from './parameters.ts'

/**
 * `params.json`: everything that an analysis needs, beside its `input/`. `bioce run FOLDER` repeats it anywhere.
 */
export interface Assignment {
  version: 1
  name: string
  study: StudyRecord
  parameters: Parameters
}

/** Lays out an analysis folder: params.json, and the study's files as hard links under input/. */
export async function prepareFolder(
  folder: string,
  studyFolder: string,
  name: string,
  parameters: Parameters,
): Promise<void> {
  const study = JSON.parse(await readFile(join(studyFolder, 'study.json'), 'utf8')) as StudyRecord
  for (const file of [study.curve, study.profiles, ...study.library]) {
    if (!file) continue
    const to = join(folder, 'input', file.path)
    await mkdir(dirname(to), { recursive: true })
    await link(join(studyFolder, file.path), to).catch(ignoreExisting)
  }
  const assignment: Assignment = { version: 1, name, study, parameters }
  await writeFile(join(folder, 'params.json'), `${JSON.stringify(assignment, null, 2)}\n`)
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}
