import { copyFileSync, rmSync } from 'node:fs'
import { copyDatabase } from './copy.ts'
import { type Database, openDatabase } from './index.ts'
import { isOnServer } from './server/url.ts'
import { openSqlite } from './sqlite/open.ts'
import { vacuumInto } from './sqlite/snapshot.ts'

/** Copies a database as it is at this moment, whoever is writing, into a file of SQLite's, which must not exist. */
export async function copyToFile(db: Database, url: string, to: string): Promise<void> {
  if (!isOnServer(url)) return vacuumInto(url, to)
  const copy = openSqlite(to)
  try {
    await copyDatabase(db, copy)
  } finally {
    await copy.close()
  }
}

/**
 * Fills an empty database on a server from such a file, which may be an older program's and stays as it is.
 * @param scratch where a copy of the file can lie meanwhile
 */
export async function fillFromFile(from: string, url: string, scratch: string): Promise<void> {
  copyFileSync(from, scratch)
  const to = await openDatabase(url)
  try {
    const file = openSqlite(scratch)
    await copyDatabase(file, to).finally(() => file.close())
  } finally {
    await to.close()
    for (const suffix of ['', '-wal', '-shm']) rmSync(scratch + suffix, { force: true })
  }
}
