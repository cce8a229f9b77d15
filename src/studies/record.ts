import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { QUnit } from '#src/ensemble/formats/index.ts'
import type { Chain } from '#src/ensemble/structures/completeness.ts'

/** `study.json`: what a study's folder holds, with the person's own names for it. Paths are relative to it. */
export interface StudyRecord {
  curve: FileRecord & { unit: QUnit }
  library: FileRecord[]
  profiles: FileRecord | null
  models: ModelRecord[]
  /** What all its models are made of; null without structures, absent in studies of earlier versions. */
  contents?: LibraryContents | null
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

/** What every model of a library is made of: they are refused where they differ. */
export interface LibraryContents {
  kind: 'atoms' | 'alpha carbons' | 'beads'
  chains: Chain[]
  /** Heavy atoms that its amino acids lack. */
  missingAtoms: number
  /** Atoms in second conformers, which are left out. */
  alternates: boolean
}

/** Undefined when the study's files are missing: its row outlived them. */
export async function readRecord(folder: string): Promise<StudyRecord | undefined> {
  const path = join(folder, 'study.json')
  return existsSync(path) ? (JSON.parse(await readFile(path, 'utf8')) as StudyRecord) : undefined
}

/** Names of a study's models in the order of its library. */
export async function modelNamesOf(folder: string): Promise<string[]> {
  return (await readRecord(folder))?.models.map(model => model.name) ?? []
}

export async function writeRecord(folder: string, record: StudyRecord): Promise<void> {
  await Bun.write(join(folder, 'study.json'), JSON.stringify(record))
}
