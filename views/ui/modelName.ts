import { modelLabel, withoutEnding } from '#src/ensemble/diagnose/index.ts'

/** A model's name without the ending of its file; of a long name the end, where models of one library differ. */
export function shortName(fileName: string, length = 24): string {
  const name = modelLabel(withoutEnding(fileName))
  return name.length <= length ? name : `…${name.slice(1 - length)}`
}
