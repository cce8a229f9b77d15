import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readCurve, readMatrix } from '#src/ensemble/formats/index.ts'
import type { InferInput } from '#src/ensemble/problem.ts'
import { sharedFolder, unlessShared } from '../support/skips.ts'

/** Data sets with reference answers: our own lie in test/reference/inference, published ones beside the repository. */
const own = resolve(import.meta.dir, '../reference/inference')
const folderOf = (name: string) => (existsSync(join(own, name)) ? own : sharedFolder('inference'))

/** Why tests of a data set do not run; empty when they do. */
export const unlessHere = (name: string) => (folderOf(name) === own ? '' : unlessShared('inference'))

/** The text of one file of the reference data. */
export function referenceText(name: string, ...path: string[]): string {
  return readFileSync(join(folderOf(name), name, ...path), 'utf8')
}

/** Curve and profiles of one data set. */
export function referenceInput(name: string): InferInput {
  return {
    curve: readCurve(referenceText(name, 'exp.dat'), 'exp.dat').curve,
    profiles: readMatrix(referenceText(name, 'simulated.txt'), 'simulated.txt'),
  }
}
