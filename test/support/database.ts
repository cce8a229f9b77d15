import { afterAll } from 'bun:test'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Database } from '#db/index.ts'
import { openSqlite } from '#db/sqlite/open.ts'

let migrated: Uint8Array | undefined

/** A real database, migrated once per process and copied for each caller; gone after the test file. */
export function freshDatabase(options?: Parameters<typeof openSqlite>[1]): Database & { path: string } {
  migrated ??= migrateOnce()
  const path = join(temporaryFolder(), 'bioce.sqlite')
  writeFileSync(path, migrated)
  const db = openSqlite(path, options)
  return { ...db, path }
}

/** An empty folder that is removed after the test file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bioce-test-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }), 60_000)
  return folder
}

function migrateOnce(): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'bioce-template-'))
  const path = join(folder, 'bioce.sqlite')
  openSqlite(path).close()
  const bytes = readFileSync(path)
  rmSync(folder, { recursive: true })
  return bytes
}
