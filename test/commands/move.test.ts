import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { readdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { copyDatabase } from '#db/copy.ts'
import { openDatabase } from '#db/index.ts'
import { openSqlite } from '#db/sqlite/open.ts'
import { temporaryFolder } from '../support/database.ts'
import { analysisOf, member, studyOf } from '../support/people.ts'
import { findPostgres, startPostgres, unlessPostgres } from '../support/postgres.ts'

describe.skipIf(unlessPostgres !== '')(`PostgreSQL${unlessPostgres}`, () => {
  let server: Awaited<ReturnType<typeof startPostgres>>
  beforeAll(async () => {
    server = await startPostgres(findPostgres()!)
    await server.start('fsync=off')
  }, 60_000)
  afterAll(() => server.remove(), 60_000)

  function bioce(data: string, env: Record<string, string>, ...args: string[]) {
    const program = [process.execPath, resolve(import.meta.dir, '../../src/main.ts'), ...args]
    const { exitCode, stdout, stderr } = Bun.spawnSync(program, {
      env: { PATH: process.env.PATH, BIOCE_DATA: data, ...env },
    })
    return { exitCode, text: stdout.toString() + stderr.toString() }
  }

  test('a database moves there, is backed up there, and the backup restores to another, row by row', async () => {
    const data = temporaryFolder()
    const first = openSqlite(join(data, 'db/bioce.sqlite'))
    await first.write(async tx => {
      const study = await studyOf(tx, await member(tx, 'ada'))
      for (let i = 0; i < 3; i++) await analysisOf(tx, study, `Run ${i}`, { state: 'done' })
    })
    await first.close()
    const [url, other] = [await server.create('moved'), await server.create('restored')]

    const moved = bioce(data, {}, 'move', url.replace('bioce@', 'bioce:hunter2@'))
    expect([moved.exitCode, moved.text]).toEqual([
      0,
      expect.stringMatching(/analyses +3 rows[\s\S]*Every row is in postgres:/),
    ])
    expect(moved.text).not.toContain('hunter2')
    const again = bioce(data, {}, 'move', url)
    expect([again.exitCode, again.text]).toEqual([78, expect.stringContaining('has rows already')])

    const file = join(data, 'url')
    writeFileSync(file, `${url}\n`)
    expect(bioce(data, { BIOCE_DATABASE_URL_FILE: file }, 'backup').text).toContain('1 studies, 3 analyses')
    const [name] = readdirSync(join(data, 'backups'))
    const fresh = temporaryFolder()
    const restored = bioce(fresh, { BIOCE_DATABASE_URL: other }, 'restore', join(data, 'backups', name!))
    expect([restored.exitCode, restored.text]).toEqual([0, expect.stringContaining('1 studies, 3 analyses')])
    const filled = bioce(
      temporaryFolder(),
      { BIOCE_DATABASE_URL: other },
      'restore',
      join(data, 'backups', name!),
    )
    expect([filled.exitCode, filled.text]).toEqual([78, expect.stringContaining('has rows already')])

    const copies = []
    for (const from of [url, other]) {
      const [db, to] = [await openDatabase(from), openSqlite(join(temporaryFolder(), 'copy.sqlite'))]
      copies.push(await copyDatabase(db, to))
      await Promise.all([db.close(), to.close()])
    }
    expect(copies[0]).toEqual(copies[1]!)
  }, 60_000)
})
