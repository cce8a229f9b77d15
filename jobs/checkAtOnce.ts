import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { RunCheck } from '#src/analyses/extrasCheck.ts'
import { AppError } from '#src/errors.ts'
import type { Ending, Executor, TaskLimits } from './executors/executor.ts'

interface Options {
  executor: Executor
  /** The command `check`, to which the folder is the last argument. */
  checkCommand: string[]
  limits?: Partial<TaskLimits>
  pollMs?: number
}

const usualLimits: TaskLimits = {
  msMax: 20_000,
  memoryBytesMax: 1e9,
  outputBytesMax: 50e6,
  processesMax: 20,
  logBytesMax: 20_000,
}
const runningMax = 2
const waitingMax = 20

/**
 * Checks of files that a page waits for. They are small, so they do not stand in the queue of the workers; few run at the
 * same time, each person's one after another.
 */
export function createCheckAtOnce({ executor, checkCommand, limits, pollMs = 20 }: Options): RunCheck {
  const running = new Set<number>()
  const waiting: { personId: number; go: () => void }[] = []

  return async (folder, personId, method) => {
    await turn(personId)
    try {
      const what = method ?? { command: [...checkCommand, '.'] }
      const task = { ...what, folder, limits: { ...usualLimits, ...limits } }
      const ending = await endOf(await executor.start(task))
      const isDone = ending.kind === 'exit' && ending.code === 0
      if (isDone && (method || existsSync(join(folder, 'report.json')))) return ending.findings
      throw failureOf(ending)
    } finally {
      running.delete(personId)
      next()
    }
  }

  async function turn(personId: number): Promise<void> {
    if (waiting.length >= waitingMax)
      throw new AppError('unavailable', 'The server reads many files just now. Try again in a moment.')
    await new Promise<void>(go => {
      waiting.push({ personId, go })
      next()
    })
  }

  function next(): void {
    if (running.size >= runningMax) return
    const first = waiting.findIndex(({ personId }) => !running.has(personId))
    if (first < 0) return
    const [{ personId, go }] = waiting.splice(first, 1) as [(typeof waiting)[number]]
    running.add(personId)
    go()
    next()
  }

  async function endOf({ poll }: Awaited<ReturnType<Executor['start']>>): Promise<Ending> {
    for (;;) {
      const { ending } = await poll()
      if (ending) return ending
      await Bun.sleep(pollMs)
    }
  }
}

function failureOf(ending: Ending): Error {
  if (ending.kind === 'limit')
    return new AppError(
      'invalid',
      'These files take too much time or memory to read. Are they the right ones?',
    )
  if (ending.kind === 'killed' || ending.kind === 'stopped')
    return new AppError('unavailable', 'Reading the files was broken off. Send the form again.')
  if (ending.reason && ending.message) return new AppError('invalid', ending.message)
  return new Error(`The check of files ended with ${ending.code}: ${ending.logTail}`)
}
