import type { Database as Sqlite } from 'bun:sqlite'
import { chmodSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { DatabaseUnusable } from '../errors.ts'
import { pendingOf } from './migrate.ts'

const copiesMax = 3

/**
 * Copies a database before migrations change it, for whoever goes back to the program before; `next` is the first of
 * them. The newest three copies are kept. Answers where the copy is; a new database has nothing to copy.
 * @throws DatabaseUnusable there is no room for the copy; nothing was changed
 */
export function copyBeforeMigration(client: Sqlite, path: string, next: string): string | undefined {
  const { tables } = client.query('SELECT count(*) AS tables FROM sqlite_schema').get() as { tables: number }
  if (tables === 0) return
  const copy = `${path}.before-${next}`
  const part = `${copy}.${process.pid}.part`
  try {
    client.query('VACUUM INTO ?').run(part)
    if (pendingOf(client)[0] !== next) return void rmSync(part) // another process was faster, and has kept a copy
    chmodSync(part, 0o600)
    renameSync(part, copy)
  } catch (error) {
    rmSync(part, { force: true })
    throw new DatabaseUnusable(
      `${path} cannot be copied before it is brought up to date: ${(error as Error).message}. Nothing was changed.`,
      { cause: error },
    )
  }
  removeOlder(path)
  return copy
}

function removeOlder(path: string): void {
  const folder = dirname(path)
  const copies = readdirSync(folder)
    .filter(name => name.startsWith(`${basename(path)}.before-`) && !name.endsWith('.part'))
    .map(name => ({ name, at: statSync(join(folder, name)).mtimeMs }))
    .sort((a, b) => b.at - a.at)
  for (const { name } of copies.slice(copiesMax)) rmSync(join(folder, name), { force: true })
}
