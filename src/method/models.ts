import { join } from 'node:path'
import { type Structure, streamStructures } from '#src/ensemble/structures/index.ts'
import type { LibraryFile, StudyRecord } from '#src/studies/record.ts'
import { readOriginal } from '../compressed.ts'

/** Every model of a study's library in order, read anew from its file under `input/`, one at a time. */
export async function* structuresOf(
  folder: string,
  study: StudyRecord,
): AsyncGenerator<{ structure: Structure; index: number }> {
  let index = 0
  for (const file of study.library)
    for await (const structure of modelsIn(folder, file)) yield { structure, index: index++ }
}

/** The models of one file of it. */
export function modelsIn(folder: string, { path, name }: LibraryFile): AsyncGenerator<Structure> {
  const text = readOriginal(join(folder, 'input', path)).pipeThrough(new TextDecoderStream())
  return streamStructures(text, name)
}

/** The same with each model under its name in the study. */
export async function* modelsOfStudy(
  folder: string,
  study: StudyRecord,
): AsyncGenerator<{ structure: Structure; index: number }> {
  for await (const { structure, index } of structuresOf(folder, study))
    yield { structure: { ...structure, name: study.models[index]!.name }, index }
}
