import { existsSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { Type } from '@sinclair/typebox'
import { type Database, openDatabase } from '#db/index.ts'
import { listCopies, pruneCopies, rebuild } from '#db/sqlite/replica/copies.ts'
import { type Replication, replicate } from '#db/sqlite/replica/replicate.ts'
import type { Config } from '../config.ts'
import { copyTree } from '../copyTree.ts'
import { prepareDataFolder } from '../dataFolder.ts'
import { dayMs } from '../durations.ts'
import { StartError } from '../errors.ts'
import { hashOfFile } from '../hashOfFile.ts'
import { log } from '../log.ts'
import { ownFile } from '../ownFile.ts'
import { version } from '../program.ts'
import { removeTree } from '../tree.ts'
import { type Backup, writeRecord } from './backUp.ts'
import { copyFiles } from './backUpFiles.ts'
import { openFileReplica } from './replicaFiles.ts'
import { restore } from './restore.ts'

/**
 * A continuous copy of the site in a folder: `database/` (see db/sqlite/replica/copies.ts), the files of studies and
 * analyses under their own names, the secrets, and `deleted/`, which notes since when files belong to nothing.
 */
const owner = ownFile(Type.Object({ host: Type.String(), database: Type.String() }), { version: 1 })
const ownerIn = (folder: string) => join(folder, 'replica.json')
const databaseIn = (folder: string) => join(folder, 'database')

export const isReplica = (folder: string) => existsSync(ownerIn(folder))

/**
 * Keeps the continuous copy until it is told to stop: the database within two seconds, files as soon as they can be
 * copied. What was deleted stays as many days as there are nightly backups.
 * @throws StartError the folder cannot be used, or belongs to another database
 */
export async function keepReplica(
  config: Config & { replica: string },
  db: Database,
  stop: AbortSignal,
  options: Partial<Replication> = {},
): Promise<void> {
  const { replica, databaseUrl, backupsKept } = config
  prepareDataFolder(replica)
  prepareDataFolder(databaseIn(replica))
  await claimFolder(replica, databaseUrl)
  const keepMs = Math.max(1, backupsKept) * dayMs
  const onFault = (error: unknown) => log.error('continuous copy failed', error)
  const whole = { onFault, onWhole: () => pruneCopies(databaseIn(replica), Date.now() - keepMs) }
  await Promise.all([
    replicate(databaseUrl, databaseIn(replica), { ...whole, ...options }, stop),
    keepFiles(config, db, keepMs, stop),
  ])
}

/** A look at all rows, a second's pause or, where nothing was new, fifty times as long as it took, and again. */
async function keepFiles(
  config: Config & { replica: string },
  db: Database,
  keepMs: number,
  stop: AbortSignal,
): Promise<void> {
  const files = openFileReplica(config, config.replica)
  let prunedAt = 0
  for (let isLast = false; ; isLast = stop.aborted) {
    const startedAt = Date.now()
    let hasCopied = false
    try {
      hasCopied = await files.update(db.read)
      if (startedAt - prunedAt > dayMs) {
        await files.prune(db.read, keepMs, startedAt)
        prunedAt = startedAt
      }
    } catch (error) {
      log.error('continuous copy of files failed', error)
    }
    if (isLast) return
    const pauseMs = hasCopied ? 1000 : Math.max(1000, 50 * (Date.now() - startedAt))
    await setTimeout(pauseMs, undefined, { signal: stop }).catch(() => {})
  }
}

/** How long ago the copy was up to date; Infinity where there is none. */
export function ageOfReplica(folder: string, now: number): number {
  if (!existsSync(databaseIn(folder))) return Number.POSITIVE_INFINITY
  const newest = listCopies(databaseIn(folder)).at(-1)
  return newest ? now - newest.lastAt : Number.POSITIVE_INFINITY
}

/**
 * Lays the continuous copy, as it was at a moment, to where the settings say that the data lie.
 * @param until in milliseconds since 1970
 * @returns what was restored; `at` is the moment of the last transaction, or of the last sign that there was none
 * @throws StartError there are data already, or the copy does not reach so far back
 */
export async function restoreReplica(config: Config, folder: string, until: number): Promise<Backup> {
  const copies = listCopies(databaseIn(folder))
  const copy = copies.findLast(({ at }) => at <= until)
  if (!copy)
    throw new StartError(
      copies[0]
        ? `This copy begins at ${new Date(copies[0].at).toISOString()}. Name a later time, or take a backup.`
        : `There is no whole copy of the database in ${folder}.`,
    )
  const part = join(config.databaseFolder, '.restore')
  await removeTree(part)
  prepareDataFolder(part)
  try {
    const at = await rebuild(copy, until, join(part, 'bioce.sqlite'))
    for (const name of ['secrets.json', 'site'])
      if (existsSync(join(folder, name))) await copyTree(join(folder, name), join(part, name))
    const rebuilt = await openDatabase(join(part, 'bioce.sqlite'))
    const from = { userData: join(folder, 'userData'), failedAnalyses: join(folder, 'failedAnalyses') }
    const facts = await copyFiles(rebuilt.read, from, part, undefined).finally(rebuilt.close)
    const databaseHash = await hashOfFile(join(part, 'bioce.sqlite'))
    await writeRecord(part, { name: '', at, version, ...facts, databaseHash })
    return { ...(await restore(config, part, { share: true })), name: new Date(at).toISOString() }
  } finally {
    await removeTree(part)
  }
}

async function claimFolder(folder: string, database: string): Promise<void> {
  const us = { host: hostname(), database }
  const found = await owner.find(ownerIn(folder))
  if (found && (found.database !== us.database || found.host !== us.host))
    throw new StartError(
      `${folder} holds the copy of ${found.database} on ${found.host}. Set BIOCE_REPLICA to a folder of its own, or remove that one.`,
    )
  if (!found) await Bun.write(ownerIn(folder), owner.textOf(us, 2))
}
