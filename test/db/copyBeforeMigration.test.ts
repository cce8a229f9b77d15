import { Database as Sqlite } from 'bun:sqlite'
import { expect, test } from 'bun:test'
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Migrated } from '#db/index.ts'
import { migrations } from '#db/migrations/index.ts'
import { findDamage } from '#db/sqlite/drift.ts'
import { migrate } from '#db/sqlite/migrate.ts'
import { openSqlite } from '#db/sqlite/open.ts'
import { temporaryFolder } from '../support/database.ts'

/** A database as the program before made it. */
function olderDatabase(): string {
  const path = join(temporaryFolder(), 'bioce.sqlite')
  const client = new Sqlite(path)
  client.exec('PRAGMA journal_mode = WAL')
  migrate(client, migrations.slice(0, -1))
  client.exec("INSERT INTO roles (name, description) VALUES ('kept', '')")
  client.close()
  return path
}

function stepsOf(path: string): string[] {
  const client = new Sqlite(path, { readonly: true })
  const rows = client.query('SELECT name FROM migrations').all() as { name: string }[]
  client.close()
  return rows.map(row => row.name)
}

test('a database of an older program is copied as it was, then brought up to date, and both are told', () => {
  const path = olderDatabase()
  const told: Required<Migrated>[] = []
  openSqlite(path, { onMigrated: facts => told.push(facts as Required<Migrated>) }).close()
  const last = migrations.at(-1)!.name
  expect(told).toEqual([{ steps: [last], copy: `${path}.before-${last}` }])
  const { copy } = told[0]!
  expect([findDamage(copy), stepsOf(copy).includes(last), stepsOf(path).includes(last)]).toEqual([
    [],
    false,
    true,
  ])
  expect(statSync(copy).mode & 0o077).toBe(0)
  openSqlite(path, { onMigrated: facts => told.push(facts as Required<Migrated>) }).close()
  expect(told).toHaveLength(1)
})

test('three copies are kept, the newest', () => {
  const path = olderDatabase()
  for (const [index, name] of ['0007_c', '0005_a', '0006_b'].entries()) {
    writeFileSync(`${path}.before-${name}`, '')
    utimesSync(`${path}.before-${name}`, 1000 + index, 1000 + index)
  }
  openSqlite(path).close()
  const copies = readdirSync(dirname(path)).filter(name => name.includes('.before-'))
  expect(copies.sort()).toEqual(
    ['0005_a', '0006_b', migrations.at(-1)!.name].map(name => `bioce.sqlite.before-${name}`),
  )
})

test('a new database leaves no copy', () => {
  const path = join(temporaryFolder(), 'bioce.sqlite')
  openSqlite(path).close()
  expect(readdirSync(dirname(path)).filter(name => name.includes('before'))).toEqual([])
})

test('where the copy cannot be made nothing is changed', () => {
  const path = olderDatabase()
  const last = migrations.at(-1)!.name
  mkdirSync(`${path}.before-${last}/x`, { recursive: true }) // in the place of the copy, which cannot go there
  expect(() => openSqlite(path)).toThrow(
    /cannot be copied before it is brought up to date.*Nothing was changed/,
  )
  expect(stepsOf(path)).not.toContain(last)
  expect(existsSync(`${path}.before-${last}.${process.pid}.part`)).toBe(false)
})
