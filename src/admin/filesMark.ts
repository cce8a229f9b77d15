import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from '#db/index.ts'
import { findSetting, setSetting } from '#db/settings.ts'
import { StartError } from '../errors.ts'

/** In userData: tells the folder that belongs to a database from one that happens to have the same path elsewhere. */
export const markFile = '.bioce-files'

/** Where several machines use one database: gives its folder of files a mark, once, for all of them to find. */
export async function markFiles(db: Database, userData: string, now: number): Promise<void> {
  if (await findSetting(db.read, 'filesMark')) return await refuseOtherFiles(db, userData)
  const path = join(userData, markFile)
  const mark = existsSync(path) ? readFileSync(path, 'utf8') : Bun.randomUUIDv7()
  writeFileSync(path, mark, { mode: 0o600 })
  await db.write(tx => setSetting(tx, 'filesMark', mark, now))
}

/** @throws StartError the files of this database are not in `userData` as this machine sees it */
export async function refuseOtherFiles(db: Database, userData: string): Promise<void> {
  const path = join(userData, markFile)
  const mark = await findSetting(db.read, 'filesMark')
  if (mark && existsSync(path) && readFileSync(path, 'utf8') === mark) return
  throw new StartError(
    mark
      ? `${userData} is not the folder that the web server of this database uses: ${markFile} in it is missing or another. Mount that folder here, or correct BIOCE_DATA.`
      : 'No web server has used this database yet. Start one first, then workers on other machines.',
  )
}
