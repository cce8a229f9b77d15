import type { QUnit } from '#src/ensemble/formats/index.ts'

/** `study.json`: what a study's folder holds, with the person's own names for it. Paths are relative to it. */
export interface StudyRecord {
  curve: FileRecord & { unit: QUnit }
  library: FileRecord[]
  profiles: FileRecord | null
  models: ModelRecord[]
  /** What the owner should know of the files, a sentence each. */
  warnings: string[]
  /** The hidden mixture of the example study. */
  truth: Record<string, number> | null
}

export interface FileRecord {
  path: string
  name: string
  bytes: number
  sha256: string
}

/** One model of the library, in the order of the profiles' columns. Sizes in A; null without structures. */
export interface ModelRecord {
  name: string
  atoms: number | null
  rg: number | null
  dmax: number | null
}
