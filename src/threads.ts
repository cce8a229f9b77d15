/**
 * A pool of threads for pure calculations: tasks by name in, results out, in the order of the inputs.
 *
 * The threads run src/threadWorker.ts, which knows the tasks; here they are only a type. A result depends on its input
 * alone, so the number of threads never changes it.
 */
import { entryPoint } from './program.ts'

/** A calculation that a thread can do: plain data in, plain data out, `report` for what happens on the way. */
export type ThreadTask = (input: never, report: (progress: never) => void) => unknown
type Input<T extends ThreadTask> = Parameters<T>[0]
type Output<T extends ThreadTask> = Awaited<ReturnType<T>>

interface RunOptions {
  /** Ends the calculation at once when aborted; the promise is rejected with the signal's reason. */
  signal?: AbortSignal
  /** Called with what the task reports, in order. */
  onProgress?: (progress: never) => void
}

export interface Threads<Tasks extends Record<string, ThreadTask>> {
  /** How many tasks can run at the same time. */
  readonly count: number
  /** Runs one task; waits for a free thread. Rejects with the task's own error. */
  run<Name extends keyof Tasks & string>(
    name: Name,
    input: Input<Tasks[Name]>,
    options?: RunOptions,
  ): Promise<Output<Tasks[Name]>>
  /**
   * Runs a task for each input and yields the results in the order of the inputs. Inputs are taken as threads become
   * free, at most two a thread ahead of the consumer, so that neither inputs nor results pile up.
   */
  map<Name extends keyof Tasks & string>(
    name: Name,
    inputs: Iterable<Input<Tasks[Name]>> | AsyncIterable<Input<Tasks[Name]>>,
    options?: RunOptions,
  ): AsyncGenerator<Output<Tasks[Name]>>
  /** Ends all threads; what still runs is rejected. */
  close(): void
}

/** What crosses to a thread and back. */
export type ToThread = { id: number; name: string; input: unknown }
export type FromThread = { id: number } & (
  | { output: unknown }
  | { error: PlainError }
  | { progress: unknown }
)
/** An error as plain data: its message, name, stack and own fields. */
export type PlainError = Record<string, unknown> & { name: string; message: string }

interface Job extends ToThread {
  options: RunOptions
  resolve(output: unknown): void
  reject(error: unknown): void
}

/**
 * Opens a pool. Threads start when first needed and do not keep the process alive while idle.
 *
 * @param count threads, at least 1
 * @param revive makes an error of what a task threw, so that `instanceof` works for the tasks' own errors
 */
export function openThreads<Tasks extends Record<string, ThreadTask>>(
  count: number,
  revive: (error: PlainError) => Error = plain => Object.assign(new Error(plain.message), plain),
): Threads<Tasks> {
  const idle: Worker[] = []
  const busy = new Map<Worker, Job>()
  const waiting: Job[] = []
  let lastId = 0

  function run(name: string, input: unknown, options: RunOptions = {}): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const { signal } = options
      if (signal?.aborted) return reject(signal.reason)
      const job: Job = {
        id: ++lastId,
        name,
        input,
        options,
        resolve: settle(resolve),
        reject: settle(reject),
      }
      const onAbort = () => abandon(job, signal!.reason)
      signal?.addEventListener('abort', onAbort)
      waiting.push(job)
      next()

      function settle(end: (value: unknown) => void) {
        return (value: unknown) => {
          signal?.removeEventListener('abort', onAbort)
          end(value)
        }
      }
    })
  }

  function next(): void {
    while (waiting.length > 0 && (idle.length > 0 || busy.size < count)) {
      const worker = idle.pop() ?? startWorker()
      const job = waiting.shift()!
      busy.set(worker, job)
      worker.ref()
      worker.postMessage({ id: job.id, name: job.name, input: job.input } satisfies ToThread)
    }
  }

  function startWorker(): Worker {
    const worker = new Worker(entryPoint('threadWorker'), { smol: true })
    worker.onmessage = ({ data }: MessageEvent<FromThread>) => {
      const job = busy.get(worker)
      if (job?.id !== data.id) return
      if ('progress' in data) return job.options.onProgress?.(data.progress as never)
      release(worker)
      if ('error' in data) job.reject(revive(data.error))
      else job.resolve(data.output)
    }
    worker.onerror = event => {
      const job = busy.get(worker)
      busy.delete(worker)
      worker.terminate()
      job?.reject(new Error(`a thread failed: ${event.message}`))
      next()
    }
    return worker
  }

  function release(worker: Worker): void {
    busy.delete(worker)
    worker.unref()
    idle.push(worker)
    next()
  }

  /** A thread in the middle of a calculation cannot receive messages: it is terminated and replaced. */
  function abandon(job: Job, reason: unknown): void {
    const place = waiting.indexOf(job)
    if (place >= 0) waiting.splice(place, 1)
    for (const [worker, running] of busy) {
      if (running !== job) continue
      busy.delete(worker)
      worker.terminate()
    }
    job.reject(reason)
    next()
  }

  async function* map(
    name: string,
    inputs: Iterable<unknown> | AsyncIterable<unknown>,
    options: RunOptions = {},
  ): AsyncGenerator<unknown> {
    const started: Promise<unknown>[] = []
    for await (const input of inputs) {
      const result = run(name, input, options)
      // The consumer gets the error when it reaches this item; until then it must not count as unhandled.
      result.catch(() => undefined)
      started.push(result)
      if (started.length > 2 * count) yield await started.shift()
    }
    while (started.length > 0) yield await started.shift()
  }

  function close(): void {
    for (const job of waiting.splice(0)) job.reject(new Error('the threads were closed'))
    for (const [worker, job] of busy) {
      worker.terminate()
      job.reject(new Error('the threads were closed'))
    }
    busy.clear()
    for (const worker of idle.splice(0)) worker.terminate()
  }

  return { count, run, map, close } as Threads<Tasks>
}
