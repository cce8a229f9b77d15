import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { SQL } from 'bun'
import { examineDatabase } from '#db/examine.ts'
import { openDatabase } from '#db/index.ts'
import { connect } from '#db/mariadb/client.ts'
import { mariadb } from '#db/mariadb/index.ts'
import { pendingIn } from '#db/mariadb/migrate.ts'
import { translateAll } from '#db/mariadb/translate.ts'
import { migrations } from '#db/migrations/index.ts'
import { listRoles } from '#db/roles.ts'
import { migrate } from '#db/server/migrate.ts'
import { type DatabaseServer, servers } from '../support/databaseServers.ts'

const { missing, unless, launch } = servers.find(each => each.name === 'MariaDB')!

describe('migrations for MariaDB', () => {
  test('say what they cannot translate, instead of leaving it out', () => {
    const translate = (sql: string) => translateAll([{ name: '9999_next', sql }])
    expect(() => translate('CREATE VIEW v AS SELECT 1;')).toThrow('9999_next')
    expect(() => translate("UPDATE roles SET name = ';'; CREATE INDEX a ON roles (name);")).toThrow(
      'after rows',
    )
  })

  test.each(['8.0.36', '10.5.23-MariaDB', '5.5.5-10.4.1-MariaDB'])(
    'a server is refused in words: %s',
    async version => {
      await expect(pendingIn(async () => [[version]], 'mariadb://h/d')).rejects.toThrow(
        `mariadb://h/d is on a server of version ${version}. This program needs MariaDB 10.6 or later`,
      )
    },
  )
})

describe.skipIf(missing !== '')(`MariaDB${unless}`, () => {
  let server: DatabaseServer
  beforeAll(async () => {
    server = await launch()
  }, 60_000)
  afterAll(() => server.remove(), 60_000)

  test('migrations that were broken off at any statement are taken up at the next start', async () => {
    const statements = translateAll(migrations).flatMap(each => each.tables).length
    for (let at = 0; at < statements; at += 9) {
      const url = await server.create(`broken${at}`)
      const client = connect(url, 1)
      await expect(migrate(mariadb, breakingOff(client, at), url, {})).rejects.toThrow('broken off')
      await client.close()
      const db = await openDatabase(url)
      expect((await listRoles(db.read)).map(role => role.name)).toEqual(['user', 'superuser'])
      await db.close()
      expect((await examineDatabase(url)).drift).toEqual([])
    }
  }, 60_000)

  /** A client that is lost when it is to change so many tables and one. */
  function breakingOff(client: SQL, most: number): SQL {
    let left = most
    const reserve = async () => {
      const connection = await client.reserve()
      const unsafe = (text: string, values?: unknown[]) => {
        const changes = /^(CREATE|ALTER|DROP)/.test(text)
        if (changes && left-- <= 0) throw new Error('broken off')
        return connection.unsafe(text, values)
      }
      return { unsafe, release: () => connection.release() }
    }
    return {
      reserve,
      unsafe: (text: string, values?: unknown[]) => client.unsafe(text, values),
    } as unknown as SQL
  }
})
