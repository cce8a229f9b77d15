import { existsSync } from 'node:fs'
import { mkdir, readdir, realpath, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { copyTree } from '#src/copyTree.ts'
import { log } from '#src/log.ts'
import { version } from '#src/program.ts'
import { removeTree } from '#src/tree.ts'
import { type Loop, startLoop } from '../interval.ts'
import { type AttemptTask, hasBegun, taskFile, workOf } from './attemptFolder.ts'
import { type LastingExecution, type LastingExecutor, type Mark, type Task, Unplaced } from './executor.ts'
import { followAttempt } from './followAttempt.ts'

/** What starts the folders of attempts on nodes. Each call may take its time. */
interface Scheduler {
  readonly name: string
  /** Answers what the cluster calls it. @throws NotAnswering; Error with its words when it refuses */
  submit(entry: Entry): Promise<string>
  /** All of ours that it knows, those that ended lately among them. @throws NotAnswering */
  list(): Promise<Listed[]>
  /** By name: the ids of a cluster that is built anew begin anew. @throws NotAnswering */
  cancel(name: string): Promise<void>
}

export interface Entry extends Pick<Task, 'limits' | 'threads' | 'slurm' | 'parts'> {
  name: string
  folder: string
}

/** What an attempt's parts are called that come first. */
export const partsOf = (name: string) => `${name}-parts`

export class NotAnswering extends Error {
  override readonly name = 'NotAnswering'
}

export interface Listed {
  id: string
  name: string
  /** `over`: its processes are gone. */
  state: 'waiting' | 'running' | 'over'
  /** Why it is over, where the cluster ended it. */
  endedBy?: 'operator' | 'preemption' | 'time' | 'memory'
  node?: string
  /** What it waits for, in words without a full stop. */
  why?: string
  /** It waits for what will not come by itself. */
  isStuck?: boolean
}

export interface ClusterOptions {
  scheduler: Scheduler
  /** Tells our tasks from those of another server on the same cluster. */
  site: string
  /** Where server and nodes share files. */
  folder: string
  /** Begins the commands of our own program, which the nodes call by another name. */
  ownCommand: string[]
  timing?: Partial<Timing>
}

const usualTiming = {
  /** How often the scheduler is asked, once for all. */
  listMs: 10_000,
  /** How long to wait after a start that failed, twice as long each time. */
  retryMs: 5000,
  /** How often the files of an attempt are looked at. */
  fileMs: 1000,
  /** How long after its end its files may come late. */
  lateMs: 90_000,
  /** How long it may be missing, or over without an ending of its own, before it counts as lost. */
  graceMs: 30_000,
}

export type Timing = typeof usualTiming

const unreachable = 'The cluster cannot be reached; the analysis starts by itself when it can'
const refused = 'The cluster refuses the analysis; the administrators have been notified'

/** What the list of the scheduler said last. */
export interface Watch {
  /** Undefined when it is not in the last list that was answered. */
  find(name: string): Listed | undefined
  /** Those that come before it, as far as they are known. */
  findParts(name: string): Listed[]
  /** When that list was asked for (performance.now); -Infinity before the first. */
  listedAt(): number
  isAnswering(): boolean
}

/**
 * Runs tasks on a cluster: copies the folder of an attempt to where the nodes see it, has `bioce attempt` started there,
 * follows it by the files that it writes, and brings back what it left. Nothing else is shared with the nodes.
 */
export function createClusterExecutor(options: ClusterOptions): LastingExecutor {
  const { scheduler, site, folder, ownCommand } = options
  const timing = { ...usualTiming, ...options.timing }
  const prefix = `bioce-${site}-`
  const nameOf = ({ analysisId, lease }: Mark) => `${prefix}analysis${analysisId}-attempt${lease}`
  const placeOf = (mark: Mark) => join(folder, nameOf(mark))
  /** Names that somebody follows, and names that must end. */
  const followed = new Set<string>()
  const unwanted = new Set<string>()
  let listed = new Map<string, Listed[]>()
  let listedAt = -Infinity
  let trouble: unknown
  let loop: Loop | undefined
  let failures = 0

  async function look(): Promise<void> {
    const askedAt = performance.now()
    try {
      const ours = (await scheduler.list()).filter(({ name }) => name.startsWith(prefix))
      // Where one was started twice, the one that is not over counts.
      ours.sort((a, b) => Number(b.state === 'over') - Number(a.state === 'over'))
      listed = Map.groupBy(ours, ({ name }) => name)
      listedAt = askedAt
      if (trouble) log.info('cluster answers again')
      trouble = undefined
    } catch (error) {
      if (!trouble) log.warning('cluster does not answer', { error: String(error) })
      trouble = error
      throw error
    }
  }

  /** It must end, and its parts. */
  const abandon = (name: string) => void unwanted.add(name).add(partsOf(name))

  const isAlive = (name: string) => (listed.get(name)?.[0]?.state ?? 'over') !== 'over'

  /** Looks while anybody follows something, and ends what nobody wants. */
  async function turn(): Promise<void> {
    if (followed.size + unwanted.size === 0) return
    await look().catch(() => {})
    if (trouble) return
    for (const name of unwanted) {
      if (isAlive(name)) await scheduler.cancel(name)
      else unwanted.delete(name)
    }
  }

  const watch: Watch = {
    find: name => listed.get(name)?.[0],
    findParts: name => listed.get(partsOf(name)) ?? [],
    listedAt: () => listedAt,
    isAnswering: () => trouble === undefined,
  }

  function startTurns(): void {
    loop ??= startLoop(timing.listMs, turn, error =>
      log.warning('cluster does not answer', { error: String(error) }),
    )
  }

  function follow(task: Task, mark: Mark, id: string | undefined): LastingExecution {
    const name = nameOf(mark)
    followed.add(name)
    startTurns()
    const following = followAttempt({ name, id, task, folder: placeOf(mark), watch, timing })
    const detach = () => {
      followed.delete(name)
      following.stop()
    }
    return {
      poll: async () => following.snapshot(),
      detach,
      async cancel(graceMs) {
        detach()
        abandon(name)
        await Promise.race([scheduler.cancel(name).catch(() => {}), Bun.sleep(graceMs)])
      },
      async forget() {
        detach()
        await discard(name)
      },
    }
  }

  async function discard(name: string): Promise<void> {
    await removeTree(join(folder, name)).catch(error =>
      log.warning('not removed', { name, error: String(error) }),
    )
  }

  async function start(task: Task, mark: Mark): Promise<LastingExecution> {
    const name = nameOf(mark)
    try {
      await layOut(task, placeOf(mark))
      const id = await scheduler.submit({ ...task, name, folder: placeOf(mark) })
      failures = 0
      return follow(task, mark, id)
    } catch (error) {
      // It may have arrived all the same: without its folder it ends by itself.
      await discard(name)
      abandon(name)
      startTurns()
      const afterMs = Math.min(300_000, timing.retryMs * 2 ** failures++)
      if (error instanceof NotAnswering) throw new Unplaced(unreachable, afterMs, error)
      log.error('cluster refused', error, { name })
      throw new Unplaced(refused, afterMs, error)
    }
  }

  async function takeUp(task: Task, mark: Mark, id: string | undefined) {
    if (id !== undefined || hasBegun(placeOf(mark))) return follow(task, mark, id)
    // Whoever started it died on the way: whether it came there, only the cluster knows.
    await look().catch(() => {})
    if (trouble) return 'unknown'
    const there = watch.find(nameOf(mark))
    if (there) return follow(task, mark, there.id)
    if (isAlive(partsOf(nameOf(mark)))) await scheduler.cancel(partsOf(nameOf(mark))).catch(() => {})
    return 'absent'
  }

  /** Copies what the command reads, so that the node needs nothing else of ours; then it is whole. */
  async function layOut(task: Task, place: string): Promise<void> {
    const part = `${place}.part`
    for (const path of [part, place]) await removeTree(path)
    const work = workOf(part)
    await mkdir(work, { recursive: true, mode: 0o700 })
    for (const name of ['params.json', 'input', 'cache', 'checkpoint'])
      if (existsSync(join(task.folder, name)))
        await copyTree(await realpath(join(task.folder, name)), join(work, name))
    for (const name of ['cache', 'checkpoint', 'output']) await mkdir(join(work, name), { recursive: true })
    await taskFile.write(part, describeTask(task))
    await rename(part, place)
  }

  function describeTask({ command, limits, env, parts, reach }: Task): AttemptTask {
    const isOurs = ownCommand.every((word, index) => command[index] === word)
    return {
      version,
      isOurs,
      command: isOurs ? command.slice(ownCommand.length) : command,
      limits,
      env,
      parts,
      network: reach?.network,
      image: reach?.image,
    }
  }

  async function sweep(listWanted: () => Promise<number[]>): Promise<number> {
    const folders = (await readdir(folder)).filter(name => name.startsWith(prefix))
    await look()
    const wanted = new Set(await listWanted())
    const isWanted = (name: string) => wanted.has(Number(/-attempt(\d+)(\.part|-parts)?$/.exec(name)?.[1]))
    const orphans = [...listed.keys()].filter(name => isAlive(name) && !isWanted(name))
    for (const name of orphans) await scheduler.cancel(name)
    for (const name of folders) if (!isWanted(name)) await discard(name)
    return orphans.length
  }

  return { name: scheduler.name, start, takeUp, sweep, stop: async () => void (await loop?.stop()) }
}
