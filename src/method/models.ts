import { join } from 'node:path'
import type { Structure } from '#src/ensemble/structures/index.ts'
import { readModels } from '#src/studies/readModels.ts'
import type { LibraryFile, StudyRecord } from '#src/studies/record.ts'

/** The models of one file of a study's library, read anew from `input/`, one at a time. */
export const modelsIn = (folder: string, file: LibraryFile): AsyncGenerator<Structure> =>
  readModels(join(folder, 'input'), file)

/** How many models each file of a library holds; null of studies of earlier versions, which do not know which of their files hold several. */
export function modelCounts({ library, models }: { library: LibraryFile[]; models: unknown[] }) {
  const counts = library.map(file => file.models ?? 1)
  return counts.reduce((sum, count) => sum + count, 0) === models.length ? counts : null
}

/** The wanted models of a study's library in order, by their places in it, under their names in the study. Files without one are not read. */
export async function* modelsOfStudy(
  folder: string,
  study: StudyRecord,
  wanted: ReadonlySet<number>,
): AsyncGenerator<{ structure: Structure; index: number }> {
  const counts = modelCounts(study)
  let index = 0
  for (const [f, file] of study.library.entries()) {
    const count = counts?.[f]
    if (count !== undefined && ![...wanted].some(k => index <= k && k < index + count)) {
      index += count
      continue
    }
    for await (const structure of modelsIn(folder, file)) {
      if (wanted.has(index)) yield { structure: { ...structure, name: study.models[index]!.name }, index }
      index++
    }
  }
}
