import { type FSWatcher, watch } from 'node:fs'
import { basename, dirname } from 'node:path'

export interface WatchOptions {
  /** How long after the watch has ended by itself a new one is begun. */
  againMs?: number
  begin?: typeof watch
}

/**
 * Calls `written` soon after any process of this machine has written to the write-ahead log of the database at `path`. The
 * system reports the first bytes of a transaction, so its commit may follow a moment later. A watch that ends with an error
 * is begun again; `written` is then called too, as writes may have been missed.
 *
 * @returns what ends it, or undefined where the system has no watch to give
 */
export function watchWrites(
  path: string,
  written: () => void,
  { againMs = 2000, begin = watch }: WatchOptions = {},
): (() => void) | undefined {
  const log = `${basename(path)}-wal`
  let watcher: FSWatcher | undefined
  let reporting: ReturnType<typeof setTimeout> | undefined
  let starting: ReturnType<typeof setTimeout> | undefined

  const report = () => {
    reporting = undefined
    written()
  }

  function start(): void {
    // The folder, as the log itself is removed and made anew.
    const begun = begin(dirname(path), { persistent: false }, (_event, name) => {
      if (name === log) reporting ??= setTimeout(report, commitMs)
    })
    begun.on('error', startLater)
    watcher = begun
  }

  function startLater(): void {
    watcher?.close()
    watcher = undefined
    clearTimeout(starting)
    starting = setTimeout(startAgain, againMs)
    starting.unref()
  }

  function startAgain(): void {
    try {
      start()
      written()
    } catch {
      startLater()
    }
  }

  try {
    start()
  } catch {
    return undefined
  }
  return () => {
    clearTimeout(reporting)
    clearTimeout(starting)
    watcher?.close()
  }
}

/** A small transaction on a fast disk is committed by then. */
const commitMs = 15
