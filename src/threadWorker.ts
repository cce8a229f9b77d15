/** Runs inside each thread of src/threads.ts: finds a task by its name and returns its result. */

import { type TaskName, tasks } from '#src/ensemble/tasks.ts'
import type { FromThread, PlainError, ToThread } from '#src/threads.ts'

declare const self: Worker

self.onmessage = async ({ data: { id, name, input } }: MessageEvent<ToThread>) => {
  try {
    const task = tasks[name as TaskName] as (input: unknown, report: (progress: unknown) => void) => unknown
    const output = await task(input, progress => answer({ id, progress }))
    answer({ id, output })
  } catch (error) {
    answer({ id, error: plainError(error) })
  }
}

function answer(message: FromThread): void {
  self.postMessage(message)
}

/** Errors lose their class between threads, so their fields are sent as data. */
function plainError(error: unknown): PlainError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) }
  return { ...error, name: error.name, message: error.message, stack: error.stack }
}
