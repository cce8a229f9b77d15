import { Database } from 'bun:sqlite'
import { readFileSync, writeFileSync } from 'node:fs'
import { StartError } from './errors.ts'

/** Another server holds this data: exit code 75 (EX_TEMPFAIL). */
class AlreadyRunning extends Error {
  override readonly name = 'AlreadyRunning'
  readonly exitCode = 75
}

/**
 * Locks the database for one web server, or one of what else there may be once, until the process ends. The operating system releases the lock, however the
 * process ends. The process number is stored beside the lock for the message of `AlreadyRunning`.
 * @throws AlreadyRunning naming the process that holds the lock
 */
export function claimServer(databaseFile: string, holderName = 'A server'): void {
  const lock = new Database(`${databaseFile}.lock`, { create: true })
  const holder = `${databaseFile}.pid`
  try {
    lock.exec('PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    if (!code?.startsWith('SQLITE_BUSY'))
      throw new StartError(`${databaseFile}.lock cannot be locked: ${message}.`)
    throw new AlreadyRunning(
      `${holderName} is running with this database already (process ${readHolder(holder)}).`,
    )
  }
  held = lock
  writeFileSync(holder, String(process.pid))
}

/** @public Kept so that the lock is not collected with its connection. */
export let held: Database | undefined

function readHolder(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return 'unknown'
  }
}
