import type { Database } from '#db/index.ts'
import { enqueue } from '#db/queue.ts'
import { setSetting } from '#db/settings.ts'
import { judgeSelfTest, stageSelfTest } from '#src/admin/selfTest.ts'
import { hourMs } from '#src/durations.ts'
import type { Files } from '#src/files.ts'
import { log } from '#src/log.ts'
import type { Ending, Executor, TaskLimits } from './executors/executor.ts'
import type { Attempt, JobOutcome, Runner } from './runner.ts'

export interface SelfTestOptions {
  files: Pick<Files, 'openIncoming' | 'discard'>
  executor: Executor
  /** The built-in analysis in the folder that it is started in. */
  command: string[]
  limits: TaskLimits
  pollMs?: number
}

/** Runs the published sample every hour as anybody's analysis is run, and writes down whether its result is the published one. */
export const createSelfTestRunner = (options: SelfTestOptions): Runner => ({
  /** Planned when it begins: one that fails does not end them. */
  async begin(tx, _job, now) {
    await enqueue(tx, nextSelfTest(now + hourMs), now)
  },
  async run({ now, signal }: Attempt): Promise<JobOutcome> {
    const startedAt = performance.now()
    const fault = await runSample(options, signal).catch(
      (error: Error) => `The sample could not be run: ${error.message}`,
    )
    if (fault === undefined) return { kind: 'released', spent: false }
    const seconds = Math.round((performance.now() - startedAt) / 1000)
    if (fault) log.error('self-test failed', new Error(fault))
    return {
      kind: 'done',
      record: async tx => {
        const at = now()
        await setSetting(tx, 'selfTestAt', at, at)
        await setSetting(tx, 'selfTestFault', fault, at)
        await setSetting(tx, 'selfTestSeconds', seconds, at)
      },
    }
  },
})

/** What is wrong, in a sentence, or nothing; undefined where it was told to stop. */
async function runSample(
  { files, executor, command, limits, pollMs = 200 }: SelfTestOptions,
  signal: AbortSignal,
): Promise<string | undefined> {
  const incoming = await files.openIncoming()
  try {
    const folder = await stageSelfTest(incoming)
    const execution = await executor.start({ command, folder, limits })
    let ending: Ending | undefined
    while (!ending) {
      if (signal.aborted) {
        await execution.cancel(1000)
        return undefined
      }
      await Bun.sleep(pollMs)
      ending = (await execution.poll()).ending
    }
    if (ending.kind === 'exit' && ending.code === 0) return await judgeSelfTest(folder)
    const why = ending.kind === 'exit' ? (ending.message ?? `it exited with ${ending.code}`) : ending.kind
    return `The sample did not end: ${why}`
  } finally {
    await files.discard(incoming)
  }
}

/** Schedules the next one unless there is one. Any number of workers may call it. */
export async function planSelfTest(db: Database, now: number): Promise<void> {
  await db.write(tx => enqueue(tx, nextSelfTest(now + hourMs / 6), now))
}

/** One for each hour of the clock, whoever asks. */
function nextSelfTest(runAt: number) {
  const uniqueKey = `self-test:${Math.floor(runAt / hourMs)}`
  return { kind: 'selfTest', payload: {}, runAt, priority: -3, attemptsMax: 1e6, uniqueKey }
}
