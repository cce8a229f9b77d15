import { watch } from 'node:fs'
import { basename, dirname } from 'node:path'

/**
 * Calls `written` soon after any process of this machine has written to the write-ahead log of the database at `path`. The
 * system reports the first bytes of a transaction, so its commit may follow a moment later.
 *
 * @returns what ends it, or undefined where the system has no watch to give
 */
export function watchWrites(path: string, written: () => void): (() => void) | undefined {
  const log = `${basename(path)}-wal`
  let timer: ReturnType<typeof setTimeout> | undefined
  const report = () => {
    timer = undefined
    written()
  }
  try {
    // The folder, as the log itself is removed and made anew.
    const watcher = watch(dirname(path), { persistent: false }, (_event, name) => {
      if (name === log) timer ??= setTimeout(report, commitMs)
    })
    const end = () => {
      clearTimeout(timer)
      watcher.close()
    }
    watcher.on('error', end)
    return end
  } catch {
    return undefined
  }
}

/** A small transaction on a fast disk is committed by then. */
const commitMs = 15
