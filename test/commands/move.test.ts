import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { copyDatabase } from '#db/copy.ts'
import { openDatabase } from '#db/index.ts'
import { openSqlite } from '#db/sqlite/open.ts'
import { temporaryFolder } from '../support/database.ts'
import { type DatabaseServer, servers } from '../support/databaseServers.ts'
import { analysisOf, member, studyOf } from '../support/people.ts'
import { program } from '../support/program.ts'

describe('a database that moves', () => {
  const opened: DatabaseServer[] = []
  beforeAll(async () => {
    for (const { missing, launch } of servers) if (!missing) opened.push(await launch())
  }, 60_000)
  afterAll(async () => {
    for (const server of opened) await server.remove()
  }, 60_000)

  function bioce(data: string, env: Record<string, string>, ...args: string[]) {
    const command = [...program, ...args]
    const { exitCode, stdout, stderr } = Bun.spawnSync(command, {
      env: { PATH: process.env.PATH, BIOCE_DATA: data, ...env },
    })
    return { exitCode, text: stdout.toString() + stderr.toString() }
  }

  test.skipIf(servers.some(({ missing }) => missing !== ''))(
    `goes from SQLite to each server and back, and its backups to any, row by row${servers.map(({ unless }) => unless).join('')}`,
    async () => {
      const data = temporaryFolder()
      const first = openSqlite(join(data, 'db/bioce.sqlite'))
      await first.write(async tx => {
        const study = await studyOf(tx, await member(tx, 'ada'))
        for (let i = 0; i < 3; i++) await analysisOf(tx, study, `Run ${i}`, { state: 'done' })
      })
      await first.close()
      const urls = await Promise.all(opened.map(server => server.create('moved')))
      const last = join(temporaryFolder(), 'last.sqlite')
      const stations = [join(data, 'db/bioce.sqlite'), ...urls, last]
      for (const [index, to] of stations.slice(1).entries()) {
        const from = { BIOCE_DATABASE_URL: stations[index]! }
        const moved = bioce(data, from, 'move', to.replace('bioce@', 'bioce:hunter2@'))
        expect([moved.exitCode, moved.text]).toEqual([
          0,
          expect.stringMatching(/analyses +3 rows[\s\S]*Every row is in /),
        ])
        expect(moved.text).not.toContain('hunter2')
      }
      const again = bioce(data, {}, 'move', urls[0]!)
      expect([again.exitCode, again.text]).toEqual([78, expect.stringContaining('has rows already')])

      for (const [index, server] of opened.entries()) {
        const other = await server.create('restored')
        urls.push(other)
        const file = join(data, 'url')
        writeFileSync(file, `${urls[index]}\n`)
        expect(bioce(data, { BIOCE_DATABASE_URL_FILE: file }, 'backup').text).toContain(
          '1 studies, 3 analyses',
        )
        const backup = join(data, 'backups', readdirSync(join(data, 'backups')).sort().at(-1)!)
        const restore = () => bioce(temporaryFolder(), { BIOCE_DATABASE_URL: other }, 'restore', backup)
        const restored = restore()
        expect([restored.exitCode, restored.text]).toEqual([
          0,
          expect.stringContaining('1 studies, 3 analyses'),
        ])
        const filled = restore()
        expect([filled.exitCode, filled.text]).toEqual([78, expect.stringContaining('has rows already')])
      }

      const copies = []
      for (const from of [...urls, last]) {
        const [db, to] = [await openDatabase(from), openSqlite(join(temporaryFolder(), 'copy.sqlite'))]
        copies.push(await copyDatabase(db, to))
        await Promise.all([db.close(), to.close()])
      }
      expect(copies).toHaveLength(5)
      for (const copy of copies) expect(copy).toEqual(copies[0]!)
    },
    60_000,
  )
})
