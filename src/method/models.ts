import { join } from 'node:path'
import type { Structure } from '#src/ensemble/structures/index.ts'
import { readModels } from '#src/studies/readModels.ts'
import type { LibraryFile, StudyRecord } from '#src/studies/record.ts'

/** The models of one file of a study's library, read anew from `input/`, one at a time. */
export const modelsIn = (folder: string, file: LibraryFile): AsyncGenerator<Structure> =>
  readModels(join(folder, 'input'), file)

/** Every model of a study's library in order, under its name in the study. */
export async function* modelsOfStudy(
  folder: string,
  study: StudyRecord,
): AsyncGenerator<{ structure: Structure; index: number }> {
  let index = 0
  for (const file of study.library)
    for await (const structure of modelsIn(folder, file)) {
      yield { structure: { ...structure, name: study.models[index]!.name }, index }
      index++
    }
}
