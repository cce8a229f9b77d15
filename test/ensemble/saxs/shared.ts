/** Where the reference data lies, and how its files are read; the tests that need it skip where it is absent. */

import { readFileSync } from 'node:fs'
import type { Curve } from '#src/ensemble/contract.ts'
import { readStructures } from '#src/ensemble/structures/read.ts'
import type { Structure } from '#src/ensemble/structures/structure.ts'
import { sharedFolder, unlessShared } from '../../support/skips.ts'

/** Why a suite is skipped, for its name. */
export const whySkipped = unlessShared('saxs')
/** Whether the reference data is missing: the condition of `describe.skipIf`. */
export const noReference = whySkipped !== ''

export function pathOf(name: string): string {
  return sharedFolder('saxs', name)
}

export function textOf(name: string): string {
  const bytes = readFileSync(pathOf(name))
  return name.endsWith('.gz') ? new TextDecoder().decode(Bun.gunzipSync(bytes)) : bytes.toString('utf8')
}

export function jsonOf<T>(name: string): T {
  return JSON.parse(textOf(name)) as T
}

export function structureOf(name: string): Structure {
  return readStructures(textOf(name), name).models[0]!
}

/** Columns of a CSV file by their names. */
export function columnsOf(name: string): Record<string, Float64Array> {
  const [head, ...lines] = textOf(name).trim().split('\n')
  const rows = lines.map(line => line.split(',').map(Number))
  return Object.fromEntries(
    head!.split(',').map((column, i) => [column, Float64Array.from(rows, row => row[i]!)]),
  )
}

/** A curve from a plain file: the lines that hold three numbers. */
export function curveOf(name: string): Curve {
  const rows = textOf(name)
    .split('\n')
    .map(line => line.trim().split(/\s+/).map(Number))
    .filter(row => row.length >= 3 && row.slice(0, 3).every(Number.isFinite))
  return {
    q: Float64Array.from(rows, row => row[0]!),
    intensity: Float64Array.from(rows, row => row[1]!),
    sigma: Float64Array.from(rows, row => row[2]!),
  }
}

/** The cases of exact.csv, with the curve that each was fitted to. */
export const cases: { name: string; curve?: string }[] = [
  { name: '6lyz', curve: 'lyzexp.dat' },
  { name: '2epe', curve: '2epe.dat' },
  { name: '3KFO-fill.B99990005', curve: '23922_merge.dat' },
  ...[1, 2, 3, 4, 5].map(i => ({ name: `bioce${i}`, curve: 'exp_test_10pts.dat' })),
  { name: 'single_dna' },
  { name: 'c60' },
]
