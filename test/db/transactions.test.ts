import { Database as Sqlite } from 'bun:sqlite'
import { describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import { drizzle as drizzleOverBunSql } from 'drizzle-orm/bun-sql/sqlite'
import { drizzle } from 'drizzle-orm/bun-sqlite'
import { brokenUniqueRule, DatabaseBusy, type Tx } from '#db/index.ts'
import { roles } from '#db/schema.ts'
import { freshDatabase, holdUp, temporaryFolder } from '../support/database.ts'

const create = `CREATE TABLE roles (id integer PRIMARY KEY AUTOINCREMENT, name text NOT NULL, description text NOT NULL DEFAULT '')`
const tick = () => new Promise(resolve => setImmediate(resolve))
const names = async (db: { select: Tx['select'] }) => (await db.select().from(roles)).map(row => row.name)

describe('the traps that write() is there to avoid', () => {
  test('trap 1: the bun-sqlite driver commits an async transaction that throws', async () => {
    const client = new Sqlite(':memory:')
    client.exec(create)
    const db = drizzle({ client })
    const failing = async () => {
      // @ts-expect-error the driver's types forbid it, and no more than its types
      await db.transaction(async tx => {
        await tx.insert(roles).values({ name: 'left behind' })
        await tick()
        throw new Error('no')
      })
    }
    await expect(failing()).rejects.toThrow('no')
    expect(await names(db as unknown as Tx)).toEqual(['left behind'])
  })

  test('trap 2: the bun-sql driver rolls back what another request was told is saved', async () => {
    const db = drizzleOverBunSql(`sqlite://${join(temporaryFolder(), 'trap.sqlite')}`)
    await db.run(create)
    const opened = Promise.withResolvers<void>()
    const otherIsDone = Promise.withResolvers<void>()
    const failing = db.transaction(async tx => {
      await tx.insert(roles).values({ name: 'mine' })
      opened.resolve()
      await otherIsDone.promise
      throw new Error('no')
    })
    await opened.promise
    await db.insert(roles).values({ name: 'acknowledged' })
    otherIsDone.resolve()
    await expect(failing).rejects.toThrow('no')
    expect((await db.select().from(roles)).map(row => row.name)).toEqual([])
    await db.$client.close()
  })
})

describe('write', () => {
  test('leaves nothing of a transaction that throws after an await', async () => {
    const db = freshDatabase()
    const failing = db.write(async tx => {
      await tx.insert(roles).values({ name: 'never' })
      await tick()
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await names(db.read)).not.toContain('never')
    db.close()
  })

  test('keeps what another request writes while a transaction that fails is open', async () => {
    const db = freshDatabase()
    const failing = db.write(async tx => {
      await tx.insert(roles).values({ name: 'never' })
      await tick()
      await tick()
      throw new Error('no')
    })
    const other = db.write(async tx => void (await tx.insert(roles).values({ name: 'kept' })))
    await expect(failing).rejects.toThrow('no')
    await other
    expect(await names(db.read)).toEqual(['user', 'superuser', 'kept'])
    db.close()
  })

  test('shows a reader nothing before the commit and everything after it', async () => {
    const db = freshDatabase()
    await db.write(async tx => {
      await tx.insert(roles).values({ name: 'guest' })
      expect(await names(tx)).toContain('guest')
      expect(await names(db.read)).not.toContain('guest')
    })
    expect(await names(db.read)).toContain('guest')
    db.close()
  })

  test('hands out no way to write outside it', async () => {
    const db = freshDatabase()
    // @ts-expect-error a Reader has no insert
    const insert = () => db.read.insert(roles).values({ name: 'sneaky' })
    expect(async () => await insert()).toThrow()
    db.close()
  })

  test('refuses a query after its end, and a write inside a write', async () => {
    const db = freshDatabase()
    const kept: Tx = await db.write(async tx => tx)
    expect(async () => await kept.select().from(roles)).toThrow()
    const nested = db.write(async () => void (await db.write(async () => {})))
    await expect(nested).rejects.toThrow('inside a write')
    db.close()
  })

  test('names the unique rule that was broken', async () => {
    const db = freshDatabase()
    const error = await db
      .write(async tx => void (await tx.insert(roles).values({ name: 'user' })))
      .catch((error: unknown) => error)
    expect(brokenUniqueRule(error)).toBe('roles.name')
    db.close()
  })

  test('waits for another process without stopping this one, then says it is busy', async () => {
    const db = freshDatabase({ waitMs: 150 })
    await names(db.read)
    const letGo = await holdUp(db.path)
    let ticks = 0
    const clock = setInterval(() => ticks++, 5)
    const blocked = db.write(async tx => void (await tx.insert(roles).values({ name: 'late' })))
    await expect(blocked).rejects.toThrow(DatabaseBusy)
    expect(ticks).toBeGreaterThan(0)
    expect(await names(db.read)).toEqual(['user', 'superuser'])
    clearInterval(clock)
    await letGo()
    await db.write(async tx => void (await tx.insert(roles).values({ name: 'after' })))
    expect(await names(db.read)).toContain('after')
    db.close()
  })
})
