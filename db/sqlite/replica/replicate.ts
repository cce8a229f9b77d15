import { setTimeout } from 'node:timers/promises'
import { type Copy, createCopy } from './copies.ts'
import { type Follower, type Frames, followLog } from './follow.ts'

export interface Replication {
  /** How often what was committed is copied. */
  everyMs?: number
  /** How long the log may grow before it is brought into the file of the database. */
  restartBytes?: number
  /** After this time another whole copy is made, so that no log takes long to be read again. */
  wholeEveryMs?: number
  /** After this time an entry says that nothing was committed. */
  quietMs?: number
  /** The longest pause before it is tried again. */
  pauseMsMax?: number
  /** Is told what keeps the copy from being made; it is tried again. */
  onFault(error: unknown): void
  /** Is called after each whole copy. */
  onWhole?(): void
}

/**
 * Copies a database into a folder until it is told to stop: whole to begin with, and then every transaction. Whatever
 * goes wrong, the database is left as it is for anybody, and a new copy is begun.
 */
export async function replicate(
  database: string,
  folder: string,
  options: Replication,
  stop: AbortSignal,
): Promise<void> {
  const { everyMs = 1000, pauseMsMax = 60_000 } = options
  for (let pauseMs = everyMs; !stop.aborted; pauseMs = Math.min(2 * pauseMs, pauseMsMax)) {
    const startedAt = Date.now()
    try {
      const follower = followLog(database)
      await copyUntil(stop, follower, database, folder, options).finally(follower.close)
    } catch (error) {
      options.onFault(error)
    }
    if (Date.now() - startedAt > pauseMsMax) pauseMs = everyMs
    await pause(pauseMs, stop)
  }
}

async function copyUntil(
  stop: AbortSignal,
  follower: Follower,
  database: string,
  folder: string,
  options: Replication,
): Promise<void> {
  const { everyMs = 1000, restartBytes = 4e6, wholeEveryMs = 24 * 3_600_000, quietMs = 10_000 } = options
  /** The one that is whole, and one that is being made. */
  let copies: Copy[] = []
  let isMaking = false
  let made = Promise.resolve()
  let failure: unknown
  let lastAt = 0
  let nextWholeAt = 0

  const take = ({ frames, pageBytes }: Frames) => {
    lastAt = Date.now()
    for (const copy of copies) copy.append({ at: lastAt, frames, pageBytes })
  }

  /** The file of the database is left alone while this lasts: see `follower.restart`. */
  async function makeWhole(now: number): Promise<void> {
    isMaking = true
    nextWholeAt = now + wholeEveryMs
    let copy: Copy | undefined
    try {
      copy = createCopy(folder, now)
      copies.push(copy)
      await copy.takeWhole(database)
      for (const earlier of copies) if (earlier !== copy) earlier.close()
      copies = [copy]
      options.onWhole?.()
    } catch (error) {
      copies = copies.filter(each => each !== copy)
      nextWholeAt = now + wholeEveryMs / 24
      if (copies.length > 0) options.onFault(error)
      else failure = error
      copy?.remove()
    } finally {
      isMaking = false
    }
  }

  try {
    while (!follower.begin()) if (await pause(everyMs, stop)) return
    made = makeWhole(Date.now())
    for (let isLast = false; ; isLast = await pause(everyMs, stop)) {
      if (failure) throw failure
      const more = follower.next()
      const now = Date.now()
      if (more.frames.length > 0 || now - lastAt >= quietMs) take(more)
      if (isLast) return
      if (isMaking || (now < nextWholeAt && follower.offset < restartBytes)) continue
      if (follower.restart(take) && now >= nextWholeAt) made = makeWhole(now)
    }
  } finally {
    await made
    for (const copy of copies) copy.close()
  }
}

/** Whether we are to stop. */
async function pause(ms: number, stop: AbortSignal): Promise<boolean> {
  await setTimeout(ms, undefined, { signal: stop }).catch(() => {})
  return stop.aborted
}
