import { log } from '#src/log.ts'
import type { Opened } from './clusterAttempt.ts'
import type { Ending, ReportedProgress } from './executors/executor.ts'
import { sleepUnlessAborted } from './interval.ts'
import type { Attempt } from './runner.ts'

interface WatchOptions {
  /** How often to look. */
  pollMs: number
  /** Is called for each new progress. */
  onProgress?(progress: ReportedProgress): void
  /** At most so often is progress shown. */
  progressMs: number
  show(progress: ReportedProgress): Promise<void>
}

/** Shows the progress of an execution until it ends; ends it when told to, or leaves it where it goes on without us. */
export async function watchExecution(
  { execution, look, leave }: Opened,
  { signal }: Attempt,
  { pollMs, progressMs, onProgress, show }: WatchOptions,
): Promise<Ending | 'stopped' | 'left'> {
  let last: ReportedProgress | undefined
  let shown: ReportedProgress | undefined
  let shownAt = -progressMs
  for (;;) {
    const snapshot = await execution.poll()
    const progress = look ? await look(snapshot).catch(ignoreBusy) : snapshot.progress
    if (snapshot.ending) return snapshot.ending
    if (signal.aborted) {
      if (await leave?.()) return 'left'
      await execution.cancel(signal.reason === 'lost' ? 500 : 1500)
      return 'stopped'
    }
    if (progress && progress !== last) onProgress?.(progress)
    last = progress
    if (progress && progress !== shown && performance.now() - shownAt >= progressMs) {
      shown = progress
      shownAt = performance.now()
      await show(progress).catch(ignoreBusy)
    }
    await sleepUnlessAborted(pollMs, signal)
  }
}

function ignoreBusy(error: unknown): undefined {
  log.warning('progress not written', { error: String(error) })
  return undefined
}
