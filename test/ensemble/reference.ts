import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readCurve, readMatrix } from '#src/ensemble/formats/index.ts'
import type { InferInput } from '#src/ensemble/problem.ts'

/** Data sets with reference answers, kept beside the repository; tests that need them are skipped without them. */
export const referenceFolder = resolve(import.meta.dir, '../../../shared/data/inference')

/** Why tests against reference data are skipped, for their names; empty when they run. */
export const missing = existsSync(referenceFolder) ? '' : ' (skipped: no ../shared/data/inference)'

/** Long statistical checks run when BIOCE_LONG is 1. */
export const long = process.env.BIOCE_LONG === '1'

/** The text of one file of the reference data. */
export function referenceText(...path: string[]): string {
  return readFileSync(join(referenceFolder, ...path), 'utf8')
}

/** Curve and profiles of one data set. */
export function referenceInput(name: string): InferInput {
  return {
    curve: readCurve(referenceText(name, 'exp.dat'), 'exp.dat').curve,
    profiles: readMatrix(referenceText(name, 'simulated.txt'), 'simulated.txt'),
  }
}
