import { afterEach, expect, test } from 'bun:test'
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  rmdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { Sqlite } from '#db/sqlite/connection.ts'
import { listCopies, pruneCopies, rebuild } from '#db/sqlite/replica/copies.ts'
import { followLog, LogLost } from '#db/sqlite/replica/follow.ts'
import { type Replication, replicate } from '#db/sqlite/replica/replicate.ts'
import { temporaryFolder } from '../support/database.ts'
import { until } from '../support/until.ts'

const tidy: (() => unknown)[] = []
afterEach(async () => {
  for (const undo of tidy.splice(0).reverse()) await undo()
})

function newDatabase() {
  const folder = temporaryFolder()
  const path = join(folder, 'live.sqlite')
  const copies = join(folder, 'copies')
  mkdirSync(copies)
  const client = connect(path)
  client.exec('PRAGMA journal_mode = WAL; CREATE TABLE numbers (id integer PRIMARY KEY, text text)')
  return { path, copies, client, add: (text: string) => add(client, text) }
}

function connect(path: string) {
  const client = new Sqlite(path, { create: true, readwrite: true })
  client.exec('PRAGMA busy_timeout = 5000')
  tidy.push(() => client.close())
  return client
}

const add = (client: Sqlite, text: string) =>
  Number(client.query('INSERT INTO numbers (text) VALUES (?)').run(text).lastInsertRowid)

/** Copies until `stop`, often enough to be seen in a test. */
function start(path: string, copies: string, options: Partial<Replication> = {}) {
  const stop = new AbortController()
  const faults: unknown[] = []
  const quick = { everyMs: 10, quietMs: 20, pauseMsMax: 10, onFault: (fault: unknown) => faults.push(fault) }
  const ended = replicate(path, copies, { ...quick, ...options }, stop.signal)
  const end = async () => {
    stop.abort()
    await ended
    return faults
  }
  tidy.push(end)
  return { end, faults, started: () => until(() => listCopies(copies).length > 0) }
}

/** The rows of a copy as it was at a moment, all of them read, and the database checked by SQLite itself. */
async function rowsOf(copies: string, until = Number.POSITIVE_INFINITY, which = -1) {
  const to = join(copies, `${crypto.randomUUID()}.sqlite`)
  const at = await rebuild(listCopies(copies).at(which)!, until, to)
  const client = new Sqlite(to)
  expect(client.query('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }])
  const rows = client.query('SELECT id, text FROM numbers ORDER BY id').all() as {
    id: number
    text: string
  }[]
  client.close()
  return { at, rows }
}

const rowsIn = (client: Sqlite) => client.query('SELECT id, text FROM numbers ORDER BY id').all()

test('every transaction is in the copy, whoever writes, reads, deletes, and brings the log into the file', async () => {
  const { path, copies, client } = newDatabase()
  const copy = start(path, copies, { restartBytes: 40_000, wholeEveryMs: 150 })
  await copy.started()
  const others = [connect(path), connect(path)]
  const reader = new Sqlite(path, { readonly: true })
  tidy.push(() => reader.close())
  for (let round = 0; round < 60; round++) {
    for (const each of [client, ...others]) add(each, `${round} `.repeat(300))
    if (round % 10 === 0) others[0]!.exec('DELETE FROM numbers WHERE id % 3 = 0')
    if (round % 15 === 0) client.exec('PRAGMA wal_checkpoint(PASSIVE)')
    if (round % 20 === 5) reader.exec('BEGIN; SELECT count(*) FROM numbers') // an old reader is in the way for a while
    if (round % 20 === 15) reader.exec('COMMIT')
    if (round === 40) client.exec('VACUUM')
    await Bun.sleep(5)
  }
  expect(await copy.end()).toEqual([])
  expect(listCopies(copies).length).toBeGreaterThan(1) // more than one was made meanwhile, beside the writing
  expect((await rowsOf(copies)).rows).toEqual(rowsIn(client) as never)
  expect(statSync(`${path}-wal`).size).toBeLessThan(1e6)
})

test('the copy tells what was there at a moment', async () => {
  const { path, copies, add } = newDatabase()
  const copy = start(path, copies)
  await copy.started()
  const log: { id: number; at: number }[] = []
  for (let round = 0; round < 20; round++) {
    log.push({ id: add(`${round}`), at: Date.now() })
    await Bun.sleep(8)
  }
  await copy.end()
  const middle = log[10]!.at
  const { at, rows } = await rowsOf(copies, middle)
  expect(at).toBeLessThanOrEqual(middle)
  expect(rows.length).toBeLessThanOrEqual(11)
  const copied = log.filter(each => each.at < middle - 100).map(each => each.id)
  expect(rows.map(row => row.id)).toEqual(expect.arrayContaining(copied))
  expect((await rowsOf(copies)).rows).toHaveLength(20)
})

test('a transaction larger than a read, and one that was rolled back', async () => {
  const { path, copies, client } = newDatabase()
  const copy = start(path, copies)
  await copy.started()
  client.exec('BEGIN')
  for (let row = 0; row < 800; row++) add(client, 'long '.repeat(1000))
  client.exec('ROLLBACK')
  client.exec('BEGIN')
  for (let row = 0; row < 800; row++) add(client, 'kept '.repeat(1000))
  client.exec('COMMIT')
  add(client, 'after')
  expect(await copy.end()).toEqual([])
  const { rows } = await rowsOf(copies)
  expect(rows).toHaveLength(801)
  expect(rows[0]!.text).toStartWith('kept')
})

test('a log that is not the one it was is noticed', async () => {
  const { path, add } = newDatabase()
  const other = newDatabase()
  other.add('of another database')
  const follower = followLog(path)
  tidy.push(() => follower.close())
  expect(follower.begin()).toBe(true)
  add('seen')
  expect(follower.next().frames.length).toBeGreaterThan(0)
  copyFileSync(`${other.path}-wal`, `${path}-wal`)
  expect(() => follower.next()).toThrow(LogLost)
})

test('a folder that cannot be written to is told, and tried again', async () => {
  const { path, copies, add } = newDatabase()
  rmdirSync(copies)
  writeFileSync(copies, 'in the way')
  const copy = start(path, copies)
  await until(() => copy.faults.length > 1)
  add('while it could not')
  rmSync(copies)
  await until(() => existsSync(copies) && listCopies(copies).length > 0)
  await copy.end()
  expect((await rowsOf(copies)).rows).toHaveLength(1)
})

test('half an entry at the end, as a power cut leaves it, hides nothing before it', async () => {
  const { path, copies, add } = newDatabase()
  const copy = start(path, copies)
  await copy.started()
  add('one')
  await until(async () => (await rowsOf(copies)).rows.length === 1)
  add('two')
  await copy.end()
  const log = join(listCopies(copies)[0]!.path, 'log')
  truncateSync(log, statSync(log).size - 3)
  const short = (await rowsOf(copies)).rows
  expect(short.length).toBeGreaterThanOrEqual(1)
  appendFileSync(log, 'what is no entry')
  expect((await rowsOf(copies)).rows).toEqual(short)
})

test('copies are removed once a later one covers all that is kept', async () => {
  const { path, copies, client } = newDatabase()
  for (let round = 0; round < 3; round++) {
    const copy = start(path, copies)
    await until(() => listCopies(copies).length === round + 1)
    add(client, `${round}`)
    await copy.end()
  }
  const [first, second, third] = listCopies(copies)
  pruneCopies(copies, first!.at - 1)
  expect(listCopies(copies)).toHaveLength(3)
  pruneCopies(copies, second!.at + 1)
  expect(listCopies(copies).map(each => each.at)).toEqual([second!.at, third!.at])
  expect((await rowsOf(copies, third!.at, 0)).rows.map(row => row.text)).toEqual(['0', '1'])
})
