import { log } from '#src/log.ts'
import type { Ending, Execution, ReportedProgress } from './executors/executor.ts'
import type { Attempt } from './runner.ts'

interface Following {
  /** How often to look. */
  pollMs: number
  /** Is told of all progress. */
  hear?(progress: ReportedProgress): void
  /** At most so often is progress shown. */
  progressMs: number
  show(progress: ReportedProgress): Promise<void>
}

/** Shows the progress of an execution until it ends; ends it when told to. */
export async function watchExecution(
  execution: Execution,
  { signal }: Attempt,
  { pollMs, progressMs, hear, show }: Following,
): Promise<Ending | 'stopped'> {
  let heard: ReportedProgress | undefined
  let shown: ReportedProgress | undefined
  let shownAt = -progressMs
  for (;;) {
    const { progress, ending } = await execution.poll()
    if (ending) return ending
    if (signal.aborted) {
      await execution.cancel(signal.reason === 'lost' ? 500 : 1500)
      return 'stopped'
    }
    if (progress && progress !== heard) hear?.(progress)
    heard = progress
    if (progress && progress !== shown && performance.now() - shownAt >= progressMs) {
      shown = progress
      shownAt = performance.now()
      await show(progress).catch(ignoreBusy)
    }
    await sleepUnlessAborted(pollMs, signal)
  }
}

function ignoreBusy(error: unknown): void {
  log.warning('progress not written', { error: String(error) })
}

function sleepUnlessAborted(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
  })
}
