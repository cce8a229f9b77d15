import { Database as Sqlite } from 'bun:sqlite'
import { describe, expect, test } from 'bun:test'
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { getTableName, is } from 'drizzle-orm'
import { getTableConfig, SQLiteTable } from 'drizzle-orm/sqlite-core'
import { DatabaseUnusable } from '#db/index.ts'
import { migrations } from '#db/migrations/index.ts'
import * as schema from '#db/schema.ts'
import { openConnections } from '#db/sqlite/connection.ts'
import { findDamage, findDrift } from '#db/sqlite/drift.ts'
import { migrate } from '#db/sqlite/migrate.ts'
import { openSqlite } from '#db/sqlite/open.ts'
import { freshSqlite, temporaryFolder } from '../support/database.ts'

const tables = Object.values(schema).filter(value => is(value, SQLiteTable))
const path = () => join(temporaryFolder(), 'bioce.sqlite')

describe('migrations', () => {
  test('make exactly the tables and columns of schema.ts', () => {
    const client = new Sqlite(':memory:')
    migrate(client)
    const names = client.query("SELECT name FROM sqlite_schema WHERE type = 'table'").all() as {
      name: string
    }[]
    const ours = names
      .map(row => row.name)
      .filter(name => !name.startsWith('sqlite_') && name !== 'migrations')
    expect(ours.sort()).toEqual(tables.map(getTableName).sort())
    for (const table of tables) {
      const { name, columns, indexes } = getTableConfig(table)
      const rows = client.query(`PRAGMA table_info(${name})`).all() as Record<string, unknown>[]
      const found = rows.map(row => [
        row.name,
        String(row.type).toLowerCase(),
        row.notnull === 1 || row.pk !== 0,
      ])
      const wanted = columns.map(column => [
        column.name,
        column.getSQLType(),
        column.notNull || column.primary,
      ])
      expect(found).toEqual(wanted)
      const made = client.query(`PRAGMA index_list(${name})`).all() as { name: string; origin: string }[]
      const own = made.filter(row => row.origin === 'c').map(row => row.name)
      expect(own.sort()).toEqual(indexes.map(index => index.config.name as string).sort())
    }
  })

  test('run once, however often and from however many sides they are started', () => {
    const file = path()
    const first = openSqlite(file)
    const second = openSqlite(file)
    first.close()
    second.close()
    const client = new Sqlite(file)
    expect(migrate(client)).toEqual([])
    expect(client.query('SELECT name FROM migrations').all()).toEqual(
      migrations.map(({ name }) => ({ name })),
    )
  })

  test('keep the rows of an older schema', () => {
    const client = new Sqlite(':memory:')
    migrate(client)
    client.exec("INSERT INTO roles (name) VALUES ('guest')")
    const next = {
      name: '9999_next',
      sql: 'ALTER TABLE roles ADD COLUMN colour text; CREATE TABLE more (id integer)',
    }
    expect(migrate(client, [...migrations, next])).toEqual(['9999_next'])
    expect(client.query("SELECT name, colour FROM roles WHERE name = 'guest'").get()).toEqual({
      name: 'guest',
      colour: null,
    })
  })

  test.each(['SELEKT 1', 'INSERT INTO user_roles VALUES (1, 1)'])('leave nothing when one fails: %s', bad => {
    const client = new Sqlite(':memory:')
    migrate(client)
    const before = client.query('SELECT * FROM sqlite_schema').all()
    const next = { name: '9999_next', sql: `CREATE TABLE half (id integer); ${bad}` }
    expect(() => migrate(client, [...migrations, next])).toThrow()
    expect(client.query('SELECT * FROM sqlite_schema').all()).toEqual(before)
    expect(client.query('PRAGMA foreign_keys').get()).toEqual({ foreign_keys: 1 })
  })

  test('killed at any statement, leave the old schema or the new one (F27)', async () => {
    const statements = migrations[0]!.sql.split(/;\n/).length
    for (const at of [1, 5, 20, statements - 1]) {
      const file = path()
      const child = Bun.spawn(
        [process.execPath, join(import.meta.dir, 'killedMigration.ts'), file, String(at)],
        {
          stdio: ['ignore', 'ignore', 'pipe'],
        },
      )
      await child.exited
      expect(child.signalCode).toBe('SIGKILL')
      openSqlite(file).close()
      expect([findDrift(file), findDamage(file)]).toEqual([[], []])
    }
  })
})

describe('openDatabase refuses, and changes nothing', () => {
  const refusal = (file: string) => {
    try {
      openSqlite(file).close()
    } catch (error) {
      if (error instanceof DatabaseUnusable) return error
      throw error
    }
    throw new Error('it was opened')
  }

  test('a database newer than the code', () => {
    const db = freshSqlite()
    db.close()
    new Sqlite(db.path).exec("INSERT INTO migrations VALUES ('9999_future', 0)")
    const error = refusal(db.path)
    expect(error.message).toContain('newer than this program: it has 9999_future')
    expect(error.exitCode).toBe(78)
  })

  test("another program's database", () => {
    const file = path()
    new Sqlite(file).exec('CREATE TABLE theirs (id integer)')
    expect(refusal(file).message).toContain('not a database of this program')
  })

  test('a file that is not a database, or a damaged one', async () => {
    const file = path()
    writeFileSync(file, 'Dear diary, '.repeat(1000))
    expect(refusal(file).message).toContain('damaged')
    const db = freshSqlite()
    db.close()
    const bytes = await Bun.file(db.path).bytes()
    bytes.fill(0x5a, 4096 * 3, 4096 * 4)
    await Bun.write(db.path, bytes)
    expect(refusal(db.path).message).toContain('damaged')
  })
})

describe('a database', () => {
  test('is private, durable, overwrites what is deleted and checks foreign keys', () => {
    const { writer, close } = openConnections(path())
    const pragma = (name: string) => Object.values(writer.query(`PRAGMA ${name}`).get() as object)[0]
    expect(statSync(writer.filename).mode & 0o777).toBe(0o600)
    expect(['journal_mode', 'synchronous', 'foreign_keys', 'secure_delete'].map(pragma)).toEqual([
      'wal',
      2,
      1,
      1,
    ])
    close()
  })

  test('never gives an id out twice', async () => {
    const db = freshSqlite()
    const add = (name: string) =>
      db.write(async tx => (await tx.insert(schema.roles).values({ name }).returning())[0]!.id)
    const first = await add('a')
    await db.write(async tx => void (await tx.delete(schema.roles)))
    expect(await add('b')).toBeGreaterThan(first)
    db.close()
  })

  test('shows doctor what drifted: a dropped index, an added column, a changed trigger (F28)', () => {
    const db = freshSqlite()
    db.close()
    expect(findDrift(db.path)).toEqual([])
    const client = new Sqlite(db.path)
    client.exec('DROP INDEX jobs_by_user; ALTER TABLE users ADD COLUMN shoe_size integer')
    client.exec(
      'DROP TRIGGER audit_stays; CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT 1; END',
    )
    client.close()
    expect(findDrift(db.path)).toEqual([
      'The index jobs_by_user of jobs is missing.',
      'The column users.shoe_size is not ours.',
      'The trigger audit_stays of audit was changed.',
    ])
  })
})
