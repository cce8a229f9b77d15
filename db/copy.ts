import { createHash } from 'node:crypto'
import { asc, getColumns, sql } from 'drizzle-orm'
import { getTableConfig, type SQLiteTable } from 'drizzle-orm/sqlite-core'
import { DatabaseUnusable } from './errors.ts'
import type { Database, Reader, Tx } from './index.ts'
import { comesAfter, type Row } from './rows.ts'
import { type Table, tables } from './tables.ts'
import { giveTurn } from './turns.ts'

/** What was copied of one table. */
export interface CopiedTable {
  table: string
  rows: number
  /** SHA-256 of all its rows in the order of their keys: the same on both sides. */
  hash: string
}

const rowsAtATime = 500

/**
 * Copies every row of one database, as of one moment, into another of whatever kind that has none yet: all of them, or
 * none. Each is read back and compared.
 * @throws DatabaseUnusable the other one has rows
 */
export async function copyDatabase(from: Database, to: Database): Promise<CopiedTable[]> {
  const copied = await from.snapshot(async source => {
    const counters = await from.counters.read(source)
    return await to.write(async tx => {
      await refuseRows(tx)
      await tx.delete(tables.get('roles')!.source)
      const copied: CopiedTable[] = []
      for (const table of parentsFirst()) copied.push(await copyTable(table, source, tx))
      await to.counters.set(tx, counters)
      return copied
    })
  })
  await to.updateStatistics()
  return copied
}

async function copyTable(table: Table, from: Reader, to: Tx): Promise<CopiedTable> {
  let rows = 0
  for await (const batch of readRaw(from, table)) {
    const raw = batch.map(row =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, sql`${value}`])),
    )
    await to.insert(table.source).values(raw as never[])
    rows += batch.length
  }
  const [here, there] = [await hashOf(from, table), await hashOf(to, table)]
  if (here !== there)
    throw new Error(`The rows of ${table.name} did not arrive as they were. Nothing was changed.`)
  return { table: table.name, rows, hash: there }
}

/** The two roles that the migrations make may be there. @throws DatabaseUnusable others are */
export async function refuseRows(db: Reader): Promise<void> {
  for (const { name, source } of tables.values())
    if (name !== 'roles' && (await db.$count(source)) > 0)
      throw new DatabaseUnusable(`The other database has rows already (in ${name}). Copy into an empty one.`)
}

/** All rows in the order of their keys, as the database holds them. */
async function* readRaw(db: Reader, table: Table): AsyncGenerator<Row[]> {
  const { source, key } = table
  const fields = Object.fromEntries(
    Object.entries(getColumns(source)).map(([name, column]) => [name, sql<unknown>`${column}`]),
  )
  for (let last: Row | undefined; ; ) {
    const batch: Row[] = await db
      .select(fields)
      .from(source)
      .where(last && comesAfter(table, last))
      .orderBy(...key.map(each => asc(each.source)))
      .limit(rowsAtATime)
    if (batch.length > 0) yield batch
    if (batch.length < rowsAtATime) return
    last = batch.at(-1)
    await giveTurn()
  }
}

async function hashOf(db: Reader, table: Table): Promise<string> {
  const hash = createHash('sha256')
  for await (const batch of readRaw(db, table)) for (const row of batch) hash.update(JSON.stringify(row))
  return hash.digest('hex')
}

/** No row comes before one that it names. */
function parentsFirst(): Table[] {
  const sorted = new Set<Table>()
  const add = (table: Table) => {
    if (sorted.has(table)) return
    for (const parent of parentsOf(table.source)) if (parent !== table.name) add(tables.get(parent)!)
    sorted.add(table)
  }
  for (const table of tables.values()) add(table)
  return [...sorted]
}

const parentsOf = (source: SQLiteTable) =>
  getTableConfig(source).foreignKeys.map(each => getTableConfig(each.reference().foreignTable).name)
