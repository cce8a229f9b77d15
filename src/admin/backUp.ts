import { existsSync } from 'node:fs'
import { copyFile, mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type Static, Type } from '@sinclair/typebox'
import { copyToFile } from '#db/copyToFile.ts'
import type { Database, Tx } from '#db/index.ts'
import { enqueue } from '#db/queue.ts'
import { findDamage } from '#db/sqlite/drift.ts'
import type { Config } from '../config.ts'
import { copyTree } from '../copyTree.ts'
import { dayMs } from '../durations.ts'
import { openFiles } from '../files.ts'
import { hashOfFile } from '../hashOfFile.ts'
import { log } from '../log.ts'
import { ownFile, UnreadableFile } from '../ownFile.ts'
import { version } from '../program.ts'
import { removeTree } from '../tree.ts'
import { copyFiles } from './backUpFiles.ts'

/** What `backup.json` in a backup's folder says. */
const backup = Type.Object({
  /** The folder's name: the moment in UTC. */
  name: Type.String(),
  at: Type.Number(),
  /** Of the program. */
  version: Type.String(),
  studies: Type.Number(),
  analyses: Type.Number(),
  /** Of all files, also those that it shares with other backups or with userData. */
  bytes: Type.Number(),
  /** SHA-256 of the database's copy: what SQLite itself checks is its structure, not what stands in it. */
  databaseHash: Type.Optional(Type.String()),
  /** What should have been there and was not, in words: rows whose files were lost before. */
  missing: Type.Array(Type.String()),
})

export type Backup = Static<typeof backup>
const backupFile = ownFile(backup, { version: null })
const recordIn = (folder: string) => join(folder, 'backup.json')

/**
 * Makes a backup in a folder of its own under `config.backups`: the database, the secrets, and the files of all studies
 * and analyses, consistent with one another and checked. Nothing waits for it: rows are copied as of one moment, files
 * afterwards (they never change once published, so they are shared where one disk holds both), and what its owner
 * deleted meanwhile is taken out again. Calculations under way are not in it: they wait in the queue of the copy.
 * @throws Error when the copy of the database is damaged or the disk is full; then nothing is left of it
 */
export async function backUp({ db, config }: { db: Database; config: Config }, now: number): Promise<Backup> {
  const name = new Date(now).toISOString().replaceAll(':', '-').replace('.', '-')
  const [earlier] = await listBackups(config)
  const part = join(config.backups, `${name}.part`)
  await mkdir(part, { recursive: true, mode: 0o700 })
  try {
    await copyToFile(db, config.databaseUrl, join(part, 'bioce.sqlite'))
    await copyFile(config.secretsFile, join(part, 'secrets.json')).catch(ignoreMissing)
    await copyTree(config.site, join(part, 'site')).catch(ignoreMissing)
    const facts = await copyFiles(db.read, config, part, earlier && join(config.backups, earlier.name))
    const damage = findDamage(join(part, 'bioce.sqlite'))
    if (damage.length > 0) throw new Error(`The copy of the database is damaged: ${damage[0]}`)
    const { size } = await stat(join(part, 'bioce.sqlite'))
    const databaseHash = await hashOfFile(join(part, 'bioce.sqlite'))
    const backup = { name, at: now, version, ...facts, bytes: facts.bytes + size, databaseHash }
    await writeRecord(part, backup)
    await openFiles(config.userData, config.failedAnalyses).publish(part, join(config.backups, name))
    return backup
  } catch (error) {
    await removeTree(part)
    throw error
  }
}

export async function writeRecord(folder: string, record: Backup): Promise<void> {
  await writeFile(recordIn(folder), backupFile.textOf(record, 2))
}

/** Has a worker make one soon. Asking again before it began makes no second one. */
export async function requestBackup(tx: Tx, now: number): Promise<void> {
  await enqueue(
    tx,
    { kind: 'backup', payload: {}, uniqueKey: `backup:asked:${Math.floor(now / 10_000)}` },
    now,
  )
}

/** All backups, newest first. One whose record cannot be read is left out, and stays where it is. */
export async function listBackups({ backups }: Pick<Config, 'backups'>): Promise<Backup[]> {
  if (!existsSync(backups)) return []
  const names = (await readdir(backups)).filter(name => existsSync(recordIn(join(backups, name))))
  const found = await Promise.all(names.filter(isWhole).map(name => tryBackup(join(backups, name))))
  return found.filter(each => each !== undefined).sort((a, b) => b.at - a.at)
}

/** Removes all backups but the newest, and what broken-off ones left. Answers how many backups went. */
export async function pruneBackups(
  config: Pick<Config, 'backups'>,
  keep: number,
  now: number,
): Promise<number> {
  const old = (await listBackups(config)).slice(keep)
  for (const { name } of old) await removeTree(join(config.backups, name))
  for (const name of existsSync(config.backups) ? await readdir(config.backups) : []) {
    const path = join(config.backups, name)
    if (!isWhole(name) && now - (await stat(path)).mtimeMs > dayMs) await removeTree(path)
  }
  return old.length
}

/** @throws UnreadableFile */
export async function readBackup(folder: string): Promise<Backup> {
  return { ...(await backupFile.read(recordIn(folder))), name: basename(folder) }
}

/** Why the backup in a folder cannot be restored, as the end of a sentence; undefined where it can. */
export async function findBackupDamage(
  folder: string,
  { databaseHash }: Backup,
): Promise<string | undefined> {
  const database = join(folder, 'bioce.sqlite')
  if (!existsSync(database)) return 'its database is missing'
  if (databaseHash !== undefined && databaseHash !== (await hashOfFile(database)))
    return 'its database is not as it was written'
  return findDamage(database)[0]
}

async function tryBackup(folder: string): Promise<Backup | undefined> {
  try {
    return await readBackup(folder)
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error
    log.warning('backup left out', { cause: error.message })
  }
}

const isWhole = (name: string) => !name.endsWith('.part')

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error
}
