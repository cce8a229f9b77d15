import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

/**
 * Why tests are skipped. A reason stands at the end of the test's name, from where test/checks.ts counts it; a test
 * that is skipped without one fails the run.
 */
export const because = (reason: string) => ` (skipped: ${reason})`

/** Long checks run when BIOCE_LONG is 1: in `test:journeys`, `test:science` and `test:faults`. */
export const long = process.env.BIOCE_LONG === '1'

/** Why a long check does not run; empty when it does. */
export const unlessLong = long
  ? ''
  : because('long: BIOCE_LONG is not 1, see test:journeys, test:science and test:faults')

/** Files of others, kept beside the repository: we may read them, not deliver them. */
export const sharedFolder = (...path: string[]) => resolve(import.meta.dir, '../../../shared/data', ...path)

/**
 * Why tests of a folder of ../shared/data do not run; empty when they do. Where BIOCE_REQUIRE_REFERENCE is 1, as in
 * CI, a missing folder is an error.
 */
export function unlessShared(name: string): string {
  if (existsSync(sharedFolder(name))) return ''
  if (process.env.BIOCE_REQUIRE_REFERENCE === '1')
    throw new Error(`BIOCE_REQUIRE_REFERENCE is 1, and ${join('../shared/data', name)} is not there.`)
  return because("others' files are not in ../shared/data")
}
