import { existsSync } from 'node:fs'
import { mkdir, open, readFile, symlink } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Confinement } from '#src/confinement.ts'
import { findCards } from '#src/graphicsCards.ts'
import { version } from '#src/program.ts'
import { findOdd, makeReadable } from '#src/tree.ts'
import { oddOutput } from '../failure.ts'
import {
  type AttemptTask,
  endingFile,
  listLeft,
  progressFile,
  startedFile,
  taskFile,
  workOf,
} from './attemptFolder.ts'
import type { Ending, Execution, ReportedProgress } from './executor.ts'
import { createLocalExecutor } from './local.ts'

interface Options {
  /** Our own program with its arguments, as it is called here. */
  ourselves(args: string[]): string[]
  /** Made for a command that is not ours. */
  confine?: (folder: string) => Confinement
  /** Which part of it to calculate, where it is one that comes first. */
  part?: number
  /** Tells one start from another where the cluster may start one task twice. */
  start: string
  /** Aborted when the cluster wants it to end. */
  signal: AbortSignal
  pollMs?: number
  tellMs?: number
}

/**
 * One attempt on a node: runs the task that lies in `folder` as a child of ours, with all limits, and tells the server by
 * files there how far it is and how it ended. Answers the exit code.
 */
export async function runAttempt(folder: string, options: Options): Promise<number> {
  if (await endingFile.read(folder)) return 0
  const task = await taskFile.read(folder)
  if (!task) throw new Error(`${folder} holds no ${taskFile.name}.`)
  if (options.part !== undefined) return await runPart(folder, task, options.part, options)
  if (!(await isFirst(folder, options.start))) return 0
  const startedAt = Date.now()
  const tell = (progress: ReportedProgress | undefined) =>
    progressFile.write(folder, { startedAt, node: hostname(), progress })
  const ending =
    task.version === version
      ? await follow(folder, await start(folder, task, options), options, tell)
      : wrongVersion(task.version)
  if (!ending) return 1
  const work = workOf(folder)
  await makeReadable(work)
  await endingFile.write(folder, {
    ending: await withOdd(work, ending),
    startedAt,
    files: await listLeft(work),
  })
  return 0
}

/**
 * A part that comes first, in a folder of its own. Whatever it leaves in the cache is right, so how it ends is of no
 * importance: the whole calculates what is missing.
 */
async function runPart(folder: string, task: AttemptTask, part: number, options: Options): Promise<number> {
  if (task.version !== version) return 78
  const place = join(folder, `part${part}`)
  await mkdir(place, { recursive: true })
  for (const name of ['params.json', 'input', 'cache'])
    await symlink(join('../work', name), join(place, name)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error // it is started anew
    })
  const command = options.ourselves([...task.command, '--part', `${part}/${task.parts}`])
  const execution = await createLocalExecutor().start({ command, folder: place, limits: task.limits })
  const ending = await follow(folder, execution, options)
  return ending?.kind === 'exit' ? ending.code : 1
}

/** A server that died while it submitted may submit a second time; what the cluster starts anew keeps its number. */
async function isFirst(folder: string, start: string): Promise<boolean> {
  const path = startedFile(folder)
  const file = await open(path, 'wx').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') return undefined
    throw error
  })
  if (!file) return (await readFile(path, 'utf8')) === start
  await file.writeFile(start)
  await file.sync()
  await file.close()
  return true
}

/** What stands among the results and is neither a file nor a folder is not brought back, so it is told here. */
async function withOdd(work: string, ending: Ending): Promise<Ending> {
  const odd = ending.kind === 'exit' && ending.code === 0 ? await findOdd(join(work, 'output')) : []
  return odd.length > 0
    ? { ...ending, kind: 'exit', code: 1, reason: 'odd_output', message: oddOutput(odd) }
    : ending
}

function wrongVersion(servers: string): Ending {
  const message = `The nodes of the cluster have bioce ${version}, the server ${servers}. Copy the server's to them.`
  return { kind: 'exit', code: 78, reason: 'bug', message, logTail: '' }
}

async function start(folder: string, task: AttemptTask, { ourselves, confine }: Options): Promise<Execution> {
  const { limits, isOurs, network = false, image } = task
  const work = workOf(folder)
  if (isOurs)
    return await createLocalExecutor().start({ command: ourselves(task.command), folder: work, limits })
  const { env, devices } = findCards()
  const reach = {
    reads: [join(work, 'input')],
    writes: ['checkpoint', 'cache'].map(name => join(work, name)),
  }
  return await createLocalExecutor(confine && (() => confine(folder))).start({
    command: task.command,
    folder: work,
    limits,
    env: { ...task.env, ...env },
    reach: { ...reach, programs: [], network, image, devices },
  })
}

/** Undefined when the folder is gone: nobody wants the result. */
async function follow(
  folder: string,
  execution: Execution,
  { signal, pollMs = 100, tellMs = 1000 }: Options,
  tell = async (_: ReportedProgress | undefined): Promise<void> => {},
): Promise<Ending | undefined> {
  let told: ReportedProgress | 'nothing' | undefined = 'nothing'
  let toldAt = -Infinity
  for (;;) {
    const { progress, ending } = await execution.poll()
    // The cluster's signal reaches all processes: a script may go on behind a program that it ended, and say that all is well.
    if (ending && (!signal.aborted || ending.kind === 'limit')) return ending
    if (signal.aborted || !existsSync(folder)) {
      await execution.cancel(signal.aborted ? 1500 : 0)
      return existsSync(folder) ? { kind: 'killed', signal: 'SIGTERM', logTail: '' } : undefined
    }
    if (progress !== told && performance.now() - toldAt >= tellMs) {
      told = progress
      toldAt = performance.now()
      await tell(progress).catch(error => console.error(`The progress could not be written: ${error}`))
    }
    await Bun.sleep(pollMs)
  }
}
