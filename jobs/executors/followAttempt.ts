import { join } from 'node:path'
import { log } from '#src/log.ts'
import { startLoop } from '../interval.ts'
import {
  copyListed,
  endingFile,
  hasBegun,
  type ListedFile,
  listLeft,
  progressFile,
  workOf,
} from './attemptFolder.ts'
import type { Listed, Timing, Watch } from './cluster.ts'
import type { Ending, Place, Snapshot, Task } from './executor.ts'
import { tookTooLong, tookTooMuchMemory } from './local.ts'
import { plain } from './output.ts'

interface Following {
  name: string
  id: string | undefined
  task: Task
  /** Where the attempt lies for the nodes. */
  folder: string
  watch: Watch
  timing: Pick<Timing, 'fileMs' | 'lateMs' | 'graceMs'>
}

/** In an attempt's folder: what its start printed, and what the scheduler says of its end. */
export const schedulersWords = 'scheduler.txt'

const queued = "In the cluster's queue"
const silent = 'The cluster does not answer; the analysis goes on by itself'

/** What an attempt waits for whose parts come first; undefined when none does any more. */
function describeParts(parts: Listed[], count = 0): Pick<Listed, 'why' | 'isStuck'> | undefined {
  const left = parts.filter(({ state }) => state !== 'over')
  if (left.length === 0) return undefined
  const stuck = left.find(({ isStuck }) => isStuck)
  if (stuck) return stuck
  if (left.length === count && left.every(({ state }) => state === 'waiting'))
    return { why: left[0]!.why ?? queued }
  return { why: `Calculating profiles: ${Math.max(0, count - left.length)} of ${count} parts done` }
}

/**
 * Follows one attempt on a cluster by the files that it writes and by what the scheduler says of it. `snapshot` never waits:
 * it tells what was known last.
 */
export function followAttempt({ name, id, task, folder, watch, timing }: Following) {
  const { fileMs, lateMs, graceMs } = timing
  const since = performance.now()
  let snapshot: Snapshot = { place: { state: 'waiting', id, why: queued } }
  /** Since when it has been over, or missing, without an ending of its own. */
  let missedAt: number | undefined

  async function turn(): Promise<void> {
    if (snapshot.ending) return
    const listed = watch.find(name)
    const told = await endingFile.read(folder)
    const isOver = watch.isAnswering() && watch.listedAt() > since && (listed?.state ?? 'over') === 'over'
    missedAt = isOver ? (missedAt ?? performance.now()) : undefined
    // Why it was killed the scheduler knows once it is over.
    if (told && (told.ending.kind !== 'killed' || isOver)) {
      const isWhole = await bringBack(told.files)
      const ending = isWhole ? await explain(told.ending, listed) : await loss()
      snapshot = { ...snapshot, startedAt: told.startedAt, ending }
    } else if (missedAt !== undefined && performance.now() - missedAt >= graceMs) {
      await bringBack(await listLeft(workOf(folder), ['checkpoint', 'cache', 'log.txt']).catch(() => []))
      snapshot = {
        ...snapshot,
        ending: isUnlaunched(listed) ? await loss() : await explain(await loss(), listed),
      }
    } else snapshot = await readProgress(listed)
  }

  /** It got a node and never began there: what the cluster cannot launch it cancels itself, as an operator would. */
  const isUnlaunched = (listed: Listed | undefined) =>
    listed?.endedBy === 'operator' && listed.node !== undefined && !hasBegun(folder)

  async function readProgress(listed: Listed | undefined): Promise<Snapshot> {
    const { progress, startedAt, node } = (await progressFile.read(folder)) ?? {}
    const first = startedAt === undefined ? describeParts(watch.findParts(name), task.parts) : undefined
    const place: Place = {
      state: startedAt === undefined && listed?.state !== 'running' ? 'waiting' : 'running',
      id: listed?.id ?? id,
      node: listed?.node ?? node,
      why: watch.isAnswering() ? (first?.why ?? listed?.why ?? queued) : silent,
      isStuck: first?.isStuck ?? listed?.isStuck ?? false,
    }
    if (place.isStuck && !snapshot.place?.isStuck)
      log.error('cluster never starts it', new Error(place.why), { name, id: place.id })
    const isNews = !Bun.deepEquals(progress, snapshot.progress)
    return { place, progress: isNews ? progress : snapshot.progress, startedAt }
  }

  /** False when files did not come in time, as they were listed. */
  async function bringBack(files: ListedFile[]): Promise<boolean> {
    const deadline = performance.now() + lateMs
    for (const file of files)
      for (;;) {
        const problem = await copyListed(workOf(folder), task.folder, file).catch((error: Error) => error)
        if (!problem) break
        if (performance.now() > deadline) {
          log.warning('files did not come', { name, path: file.path, error: String(problem) })
          return false
        }
        await Bun.sleep(fileMs)
      }
    return true
  }

  async function readWords(): Promise<string> {
    const file = Bun.file(join(folder, schedulersWords)).slice(0, 65_536)
    return plain(await file.text().catch(() => ''), 2000)
  }

  /** It ended without a word of its own: its node is lost, or it never came to start. */
  async function loss(): Promise<Ending> {
    const words = await readWords()
    log.warning('attempt lost', { name, ...snapshot.place, words })
    return { kind: 'killed', signal: 'lost', logTail: words }
  }

  /** An end that it did not choose itself. */
  async function explain(ending: Ending, listed: Listed | undefined): Promise<Ending> {
    if (ending.kind !== 'killed') return ending
    const { logTail } = ending
    // Without control groups only its words say that memory ran out.
    const isTooMuch = /exceeded memory limit|oom[-_ ]kill/i.test(await readWords())
    switch (listed?.endedBy ?? (isTooMuch ? 'memory' : undefined)) {
      case 'operator':
        return { kind: 'stopped', by: 'operator', logTail }
      case 'preemption':
        return { kind: 'stopped', by: 'preempted', logTail }
      case 'time':
        return { kind: 'limit', reason: 'timeout', message: tookTooLong(task.limits), logTail }
      case 'memory':
        return { kind: 'limit', reason: 'memory', message: tookTooMuchMemory(task.limits), logTail }
      default:
        return ending
    }
  }

  const loop = startLoop(fileMs, turn, error =>
    log.warning('attempt not read', { name, error: String(error) }),
  )
  return {
    snapshot: () => snapshot,
    stop: () => void loop.stop(),
  }
}
