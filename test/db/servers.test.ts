import { afterAll, beforeAll, describe, expect, test as tested } from 'bun:test'
import { join } from 'node:path'
import { SQL } from 'bun'
import { eq } from 'drizzle-orm'
import { appendAudit, findBrokenAudit } from '#db/audit.ts'
import { copyDatabase } from '#db/copy.ts'
import { examineDatabase } from '#db/examine.ts'
import {
  type Database,
  DatabaseBusy,
  DatabaseUnusable,
  nameOf,
  openDatabase,
  openDatabaseReadOnly,
  troubleIn,
} from '#db/index.ts'
import { mariadb } from '#db/mariadb/index.ts'
import { postgres } from '#db/postgres/index.ts'
import { enqueue, enqueueMail } from '#db/queue.ts'
import { insertRole, listRoles } from '#db/roles.ts'
import { studies } from '#db/schema.ts'
import { migrate } from '#db/server/migrate.ts'
import { findSetting, setSetting } from '#db/settings.ts'
import { freshSqlite, temporaryFolder } from '../support/database.ts'
import { type DatabaseServer, servers } from '../support/databaseServers.ts'
import { analysisOf, member, noon, studyOf } from '../support/people.ts'

/** What is said to a server in words of its own. */
const words = {
  PostgreSQL: {
    byHand:
      'drop index jobs_by_lease; alter table users add column shoe_size bigint; alter table audit disable trigger audit_keeps',
    endOthers:
      'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()',
    counted: "select reltuples from pg_class where relname = 'analyses'",
  },
  MariaDB: {
    byHand: `drop index jobs_by_lease on jobs; alter table users add column shoe_size bigint; drop trigger audit_keeps;
      create trigger audit_keeps before update on audit for each row set new.action = old.action`,
    endOthers: `begin not atomic for other in (select id from information_schema.processlist where db = database() and id <> connection_id())
      do kill connection other.id; end for; end`,
    counted: 'select count(*) from analyses', // InnoDB estimates the rows whenever it opens a table
  },
}

for (const { name, missing, unless, launch } of servers)
  describe(`${name}${unless}`, () => {
    const test = tested.skipIf(missing !== '')
    const { byHand, endOthers, counted } = words[name as keyof typeof words]
    let server: DatabaseServer
    const opened: Database[] = []
    beforeAll(async () => {
      if (!missing) server = await launch()
    }, 60_000)
    afterAll(async () => {
      for (const db of opened) await db.close()
      await server?.remove()
    }, 60_000)

    async function open(url: string, ...more: [Parameters<typeof openDatabase>[1]?]): Promise<Database> {
      const db = await openDatabase(url, ...more)
      opened.push(db)
      return db
    }

    async function run(url: string, text: string): Promise<unknown[]> {
      const client = new SQL(url.replace(/^mariadb:/, 'mysql:'), { max: 1 })
      const rows: Record<string, unknown>[] = await client.unsafe(text).simple()
      await client.close()
      return rows.flatMap(row => Object.values(row))
    }

    test('several processes that start at once make the tables once, and every column, key and index', async () => {
      const url = await server.create('fresh')
      let created = 0
      const databases = await Promise.all([1, 2, 3].map(() => open(url, { onCreate: () => created++ })))
      expect(await Promise.all(databases.map(async db => (await listRoles(db.read)).length))).toEqual([
        2, 2, 2,
      ])
      expect(created).toBeGreaterThan(0)
      expect(await examineDatabase(url)).toEqual({ damage: [], drift: [] })
      const reader = await openDatabaseReadOnly(url)
      expect((await listRoles(reader.read)).map(role => role.name)).toEqual(['user', 'superuser'])
      await reader.close()
    })

    test('the doctor tells what was changed by hand', async () => {
      const url = await server.create('drifted')
      await open(url)
      await run(url, byHand)
      expect((await examineDatabase(url)).drift).toEqual([
        'The index jobs_by_lease of jobs is missing.',
        'The column users.shoe_size is not ours.',
        'The trigger audit_keeps of audit was changed.',
      ])
    })

    test("one that is another program's, newer, or not there is refused in words without its password", async () => {
      const url = await server.create('foreign_one')
      await run(url, 'create table shoes (size int)')
      await expect(openDatabase(url)).rejects.toThrow('is not a database of this program')
      const newer = await server.create('newer')
      await (await openDatabase(newer)).close()
      await run(newer, "insert into migrations values ('9999_future', 0)")
      await expect(openDatabase(newer)).rejects.toThrow('newer than this program')
      const address = new URL('/absent', newer)
      address.password = 'hunter2'
      const absent = address.href
      const error = await openDatabase(absent).catch(error => error)
      expect(error).toBeInstanceOf(DatabaseUnusable)
      expect(error.message).toContain(nameOf(absent))
      expect(error.message).not.toContain('hunter2')
      await expect(openDatabaseReadOnly(await server.create('empty'))).rejects.toThrow('There are no tables')
    })

    test('new files are not given the numbers of old ones', async () => {
      const url = await server.create('lost')
      const refuse = () => {
        throw new Error('there are files')
      }
      await expect(openDatabase(url, { onCreate: refuse })).rejects.toThrow('there are files')
      await expect(openDatabaseReadOnly(url)).rejects.toThrow('There are no tables')
    })

    test('four processes take two hundred jobs: none twice, no lease twice, one of a person at a time', async () => {
      const url = await server.create('queue')
      const db = await open(url)
      const [ada, bob] = await db.write(async tx => [await member(tx, 'ada'), await member(tx, 'bob')])
      await db.write(async tx => {
        for (let i = 0; i < 200; i++)
          await enqueue(
            tx,
            { kind: 'k', payload: {}, userId: [ada, bob, undefined, undefined][i % 4]?.id },
            noon,
          )
      })
      const program = join(import.meta.dir, '../support/claimProcess.ts')
      const children = Array.from({ length: 4 }, () =>
        Bun.spawn([process.execPath, program, url], { stdio: ['ignore', 'pipe', 'inherit'] }),
      )
      const taken = (await Promise.all(children.map(child => child.stdout.json()))).flat() as string[]
      expect(taken.length).toBe(200)
      expect(new Set(taken.map(each => each.split(' ')[0])).size).toBe(200)
      expect(new Set(taken.map(each => each.split(' ')[1])).size).toBe(200)
      expect(new Set(taken.map(each => each.split(' ')[2]))).toEqual(new Set(['0', '1'])) // jobs of nobody have no limit
    }, 60_000)

    test('writers that read what they write take turns: the chain of the audit stays whole', async () => {
      const url = await server.create('chain')
      const databases = await Promise.all([1, 2, 3].map(() => open(url)))
      const notes = databases.flatMap(db =>
        Array.from({ length: 30 }, () => db.write(tx => appendAudit(tx, { at: noon, action: 'sign_in' }))),
      )
      await Promise.all(notes)
      expect(await findBrokenAudit(databases[0]!.read)).toBeUndefined()
      await expect(run(url, 'delete from audit')).rejects.toThrow('never removed')
    }, 60_000)

    test('the version changes with a commit of anybody, and not by reading', async () => {
      const url = await server.create('version')
      const [db, other] = [await open(url), await open(url)]
      const before = await db.version()
      await listRoles(db.read)
      expect(await db.version()).toBe(before)
      await other.write(tx => setSetting(tx, 'banner', 'news', noon))
      expect(await db.version()).not.toBe(before)
    })

    test('a transaction in which a query failed commits nothing, also where nobody looked at the error', async () => {
      const db = await open(await server.create('failed'))
      const careless = db.write(async tx => {
        await setSetting(tx, 'banner', 'half', noon)
        await insertRole(tx, 'user', 'twice').catch(() => {})
      })
      await expect(careless).rejects.toThrow()
      expect(await findSetting(db.read, 'banner')).toBe('')
    })

    test('a study of a version with columns for scattering keeps what they held', async () => {
      const url = await server.create('older')
      const dialect = name === 'MariaDB' ? mariadb : postgres
      const client = dialect.connect(url, 1, 10_000)
      const asBefore: typeof dialect = {
        ...dialect,
        applyPending: (connection, look, now) =>
          dialect.applyPending(
            connection,
            async () => {
              const found = await look()
              return { ...found, pending: found.pending.filter(step => step.name < '0030') }
            },
            now,
          ),
      }
      await migrate(asBefore, client, url, {})
      await client.unsafe(
        "insert into users (id, email, first_name, last_name, created_at, updated_at) values (1, 'a@b', 'A', 'B', 1, 1)",
      )
      const columns =
        'id, user_id, name, unit, point_count, model_count, skip_variational, bytes, method, created_at'
      for (const [id, method] of [
        [1, 'bioce'],
        [2, 'plates'],
      ])
        await client.unsafe(
          `insert into studies (${columns}) values (${id}, 1, 'Old ${id}', '1/A', 3, 2, 1, 30, '${method}', 1)`,
        )
      await client.close()
      const db = await open(url)
      const rows = await db.read.select({ details: studies.details }).from(studies).orderBy(studies.id)
      expect(rows).toEqual([{ details: { points: 3, models: 2, skipVariational: true } }, { details: null }])
      expect((await examineDatabase(url)).drift).toEqual([])
    })

    test('a connection that the server ended is opened again, and nobody notices', async () => {
      const url = await server.create('ended')
      const db = await open(url)
      await setBanner(db, 'before')
      await run(url, endOthers)
      await setBanner(db, 'after')
      expect(await findSetting(db.read, 'banner')).toBe('after')
    })

    test('SQLite -> here -> SQLite: every row is equal, and no number is given twice', async () => {
      const first = freshSqlite()
      await first.write(async tx => {
        const ada = await member(tx, 'ada', {
          limits: { runningMax: 3 },
          institution: 'Universität “Ü” 🧬\n\ttabs',
        })
        const study = await studyOf(tx, ada, 'Lysozyme', { facts: { b: 1.5e-300, a: [null, true, 'é'] } })
        for (let i = 0; i < 700; i++) await analysisOf(tx, study, `Run ${i}`, { expectedSeconds: i / 3 })
        await enqueueMail(tx, { kind: 'welcome', userId: ada.id, email: ada.email, facts: {} }, noon)
        for (let i = 0; i < 5; i++)
          await appendAudit(tx, { at: noon, actorId: ada.id, action: 'sign_in', details: { i } })
        await setSetting(tx, 'banner', 'hello', noon)
        const { id } = await studyOf(tx, ada, 'Deleted')
        await tx.delete(studies).where(eq(studies.id, id))
      })
      const url = await server.create('moved')
      const second = await open(url)
      const there = await copyDatabase(first, second)
      expect(await findBrokenAudit(second.read)).toBeUndefined()
      expect((await run(url, counted)).map(Number)).toEqual([700])
      const third = await open(join(temporaryFolder(), 'back.sqlite'))
      expect(await copyDatabase(second, third)).toEqual(there)
      expect(Object.fromEntries(there.map(({ table, rows }) => [table, rows]))).toMatchObject({
        analyses: 700,
        audit: 5,
        studies: 1,
        roles: 2,
      })
      for (const db of [second, third]) {
        const next = await db.write(async tx => studyOf(tx, await member(tx, 'bob'), 'Next'))
        expect(next.id).toBe(3)
      }
      await expect(copyDatabase(first, second)).rejects.toThrow('has rows already')
    }, 60_000)

    test('a server that does not answer is said to be busy, and used again when it is back', async () => {
      const db = await open(await server.create('killed'), { waitMs: 300 })
      await setBanner(db, 'before')
      await server.kill()
      const reading = await findSetting(db.read, 'banner').catch(error => error)
      expect(troubleIn(reading)).toBeInstanceOf(DatabaseBusy)
      await expect(setBanner(db, 'never')).rejects.toThrow('does not answer')
      await server.start()
      await setBanner(db, 'after')
      expect(await findSetting(db.read, 'banner')).toBe('after')
    }, 60_000)

    const setBanner = (db: Database, text: string) => db.write(tx => setSetting(tx, 'banner', text, noon))
  })
