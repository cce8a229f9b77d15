import { afterAll } from 'bun:test'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { atEnd } from './atEnd.ts'

// Loaded before the first test file: the wall clock in tests reads in UTC wherever they run.
process.env.TZ = 'UTC'

// What the tests of a run, and the processes they start, lay down for a while lies in one folder, which goes with the run.
const folder = mkdtempSync(join(tmpdir(), 'bioce-tests-'))
// Programs that tests start as another user come through.
chmodSync(folder, 0o711)
process.env.TMPDIR = folder
afterAll(async () => {
  await Promise.all(atEnd.map(act => act()))
  rmSync(folder, { recursive: true, force: true })
}, 60_000)
