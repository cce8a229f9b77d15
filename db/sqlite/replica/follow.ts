import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs'
import { Sqlite } from '../connection.ts'
import { beginsFrame, type Position, passCommitted, startOf } from './frames.ts'

/** Somebody has begun the log anew before we had read all of it: only a whole copy helps. */
export class LogLost extends Error {
  override readonly name = 'LogLost'
}

export interface Frames {
  pageBytes: number
  frames: Uint8Array<ArrayBuffer>
}

const nothing: Frames = { pageBytes: 0, frames: new Uint8Array() }

/**
 * Reads every transaction of a database from its write-ahead log, whoever writes it.
 *
 * SQLite begins the log anew once all of it is in the file of the database and nobody reads from it. So a transaction
 * of ours that reads stays open, and the log grows until `restart` has read all of it, with writers waiting for a moment.
 * As long as that transaction is open, the file does not change either: it can be copied at leisure.
 * See https://sqlite.org/walformat.html, "Locks".
 */
export function followLog(path: string) {
  const writer = connect(path)
  const checkpointer = connect(path)
  let reader: Sqlite | undefined
  let position: Position | undefined
  /** Whether all of the log was read and is in the file, so that the next transaction may begin it anew. */
  let mayRestart = false

  /** What was committed since the last call. @throws LogLost */
  function next(): Frames {
    const log = existsSync(`${path}-wal`) ? openSync(`${path}-wal`, 'r') : undefined
    if (log === undefined) return nothing
    try {
      const start = startOf(readPart(log, 0, 32))
      if (start && start.salts !== position?.salts) {
        if (!mayRestart) throw new LogLost('The write-ahead log has begun anew.')
        position = start
      }
      return position ? readOn(log, position) : nothing
    } finally {
      closeSync(log)
    }
  }

  function readOn(log: number, from: Position): Frames {
    if (!beginsFrame(readPart(log, from.offset, 24), from)) return nothing
    const left = fstatSync(log).size - from.offset
    for (let length = 1 << 20; ; length *= 2) {
      const bytes = readPart(log, from.offset, Math.min(length, left))
      const to = passCommitted(bytes, from)
      if (to === from && length < left) continue // one transaction may be long
      if (to !== from) mayRestart = false
      position = to
      return { pageBytes: from.pageBytes, frames: bytes.subarray(0, to.offset - from.offset) }
    }
  }

  /**
   * Brings what is in the log into the file of the database, so that the log begins anew. The frames that `next` had
   * not read go to `take` before. False where somebody still reads what was before; try again later.
   */
  function restart(take: (frames: Frames) => void): boolean {
    writer.exec('BEGIN IMMEDIATE')
    try {
      for (let more = next(); more.frames.length > 0; more = next()) take(more)
      release()
      const { busy, log, checkpointed } = checkpointer
        .query('PRAGMA wal_checkpoint(PASSIVE)')
        .get() as Checkpoint
      reader = new Sqlite(path, { readonly: true })
      reader.exec('BEGIN')
      reader.query('SELECT count(*) FROM sqlite_schema').get() // the transaction begins here
      mayRestart = busy === 0 && log === checkpointed
      return mayRestart
    } finally {
      writer.exec('ROLLBACK')
    }
  }

  /** From here on the log is as it is for any database; what comes is lost to us. */
  function release(): void {
    reader?.close()
    reader = undefined
  }

  return {
    next,
    restart,
    /** Forgets what was read: what is in the log now is in the file of the database too, once `restart` says so. */
    begin(): boolean {
      position = undefined
      mayRestart = true
      return restart(() => {})
    },
    get offset() {
      return position?.offset ?? 0
    },
    close() {
      release()
      writer.close()
      checkpointer.close()
    },
  }
}

export type Follower = ReturnType<typeof followLog>

interface Checkpoint {
  busy: number
  /** Frames in the log, and those of them that are in the file of the database. */
  log: number
  checkpointed: number
}

function connect(path: string): Sqlite {
  const client = new Sqlite(path, { readwrite: true, create: false })
  client.exec('PRAGMA busy_timeout = 5000')
  return client
}

function readPart(file: number, from: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.max(0, length))
  let done = 0
  while (done < bytes.length) {
    const more = readSync(file, bytes, done, bytes.length - done, from + done)
    if (more === 0) break
    done += more
  }
  return bytes.subarray(0, done)
}
