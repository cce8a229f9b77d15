import type { Study, StudyInput } from '#db/schema.ts'
import { isBuiltIn } from '#src/method/builtIn.ts'
import type { FileField } from './findings.ts'
import { type StudyRecord, tablesOf } from './record.ts'

/** Where the inputs of the built-in method lie, and how lists name them: a library is kept unpacked. */
const builtIn = {
  curve: { label: 'measured curve', path: 'curve.dat' },
  library: { label: 'structural library, unpacked', path: 'library' },
  profiles: { label: 'calculated profiles', path: 'profiles.txt' },
} satisfies Record<FileField, object>

/** What a study of any method holds, with its owner's names. */
export function inputsOf({ inputs, facts }: Pick<Study, 'inputs' | 'facts'>): StudyInput[] {
  return (
    inputs ?? inputsBefore(facts as { files?: { name: string; bytes: number; meaning: string }[] } | null)
  )
}

/** Rows of earlier versions hold names, sizes and labels among their facts. */
function inputsBefore(facts: { files?: { name: string; bytes: number; meaning: string }[] } | null) {
  const entries = Object.entries(builtIn) as [FileField, (typeof builtIn)[FileField]][]
  return entries.flatMap(([input, { label, path }]) =>
    (facts?.files ?? [])
      .filter(({ meaning }) => meaning === label)
      .map(({ name, bytes }) => ({ input, label, path, name, bytes })),
  )
}

/** Those of the built-in method. @param libraryName the library as its owner calls it */
export function inputsOfRecord(libraryName: string | null, record: StudyRecord): StudyInput[] {
  const { curve, more = [], library } = record
  const one = (input: FileField, name: string, bytes: number) => ({
    input,
    ...builtIn[input],
    name,
    bytes,
  })
  const libraryBytes = library.reduce((sum, file) => sum + file.bytes, 0)
  const further = more.map(({ path, name, bytes }) => ({ ...one('curve', name, bytes), path }))
  return [
    one('curve', curve.name, curve.bytes),
    ...further,
    ...(libraryName ? [one('library', libraryName, libraryBytes)] : []),
    ...tablesOf(record).map(({ path, name, bytes }) => ({ ...one('profiles', name, bytes), path })),
  ]
}

/** How many curves it has; of a method of the laboratory, 1. */
export const curveCountOf = (study: Pick<Study, 'inputs' | 'facts' | 'method'>): number =>
  isBuiltIn(study) ? Math.max(1, inputsOf(study).filter(({ input }) => input === 'curve').length) : 1

/** The library as its owner calls it; null without one. */
export const libraryNameOf = (study: Pick<Study, 'inputs' | 'facts'>): string | null =>
  inputsOf(study).find(({ input }) => input === 'library')?.name ?? null
