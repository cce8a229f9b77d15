import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { faultOfFile } from '#src/studies/chosenFile.ts'
import { type FileField, sentenceOf, wordsOf } from '#src/studies/findings.ts'
import { inspectFiles } from '#src/studies/inspect.ts'
import { sentencesOf } from '#src/studies/uploadFaults.ts'
import { type ZipEntry, zipOf } from '../support/zip.ts'

const fixtures = resolve(import.meta.dir, '../fixtures/uploads')
const limits = { inflatedBytesMax: 100_000, modelsMax: 50 }
const bytesMax = 1_000_000

/** A file of an upload: a fixture under its own name, or bytes under another. */
type Given = string | { name: string; bytes: Uint8Array | string }
export type Upload = Partial<Record<FileField, Given>>

export const fixture = (path: string) => Bun.file(join(fixtures, path)).bytes()

/** A zip of fixtures by their names inside. */
export async function zipped(name: string, entries: Record<string, string>, more: Partial<ZipEntry> = {}) {
  const inside: ZipEntry[] = []
  for (const [entry, path] of Object.entries(entries))
    inside.push({ name: entry, data: await fixture(path), ...more })
  return { name, bytes: zipOf(inside) }
}

/** What the owner of an upload is told: before its bytes are sent, else by the check of its files. */
export async function told(upload: Upload) {
  const folder = mkdtempSync(join(tmpdir(), 'bioce-upload-'))
  try {
    const files: Record<FileField, { name: string; path: string; bytes: number; field: FileField } | null> = {
      curve: null,
      library: null,
      profiles: null,
    }
    for (const [field, given] of Object.entries(upload) as [FileField, Given][]) {
      const name = typeof given === 'string' ? given.split('/').at(-1)! : given.name
      const bytes = typeof given === 'string' ? await fixture(given) : Buffer.from(given.bytes)
      const path = join(folder, field)
      await Bun.write(path, bytes)
      files[field] = { field, name, path, bytes: bytes.length }
    }
    const chosen = Object.values(files).filter(file => file !== null)
    const faults = chosen
      .flatMap((file, i) => faultOfFile(file, bytesMax, chosen.slice(0, i)) ?? [])
      .map(sentencesOf)
    if (faults.length > 0) return { faults, findings: [], sentences: faults, advice: [], inspection: null }
    const study = join(folder, 'study')
    await mkdir(study)
    const inspection = await inspectFiles(study, { ...files, curve: files.curve! }, 'guess', limits)
    const findings = inspection.findings.map(wordsOf)
    const problems = inspection.findings.filter(each => wordsOf(each).level === 'problem')
    return {
      faults,
      findings,
      sentences: problems.map(sentenceOf),
      advice: problems.map(each => wordsOf(each).advice),
      inspection,
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
