import { log } from './log.ts'

const usualTiming = {
  /** The pause before the first restart; each further one is twice as long ... */
  firstMs: 1000,
  /** ... up to this. A process that has run as long is well, and what was before is forgotten. */
  mostMs: 60_000,
}

export interface Supervised {
  /** Why it is not running, or was not until a moment ago; undefined when it is well. */
  trouble(): Trouble | undefined
  /** Asks the process to end, insists after `withinMs`, and resolves when it is gone. It is not started again. */
  stop(withinMs: number): Promise<void>
  kill(): void
}

export interface Trouble {
  /** How often it ended in a row. */
  times: number
  /** How it ended the last time: "exit code 78", "SIGKILL". */
  ending: string
  /** The last line that it wrote to standard error. */
  lastWords: string
}

/** For /healthz, which anybody may read: without the last line of output, which may contain paths of this machine. */
export const describeTrouble = ({ times, ending }: Trouble): string =>
  `the workers' process ended ${times === 1 ? 'once' : `${times} times in a row`}, last with ${ending}`

/** Keeps a process running: starts it again whenever it ends, after a pause that doubles with each early end. */
export function supervise(command: string[], timing: Partial<typeof usualTiming> = {}): Supervised {
  const { firstMs, mostMs } = { ...usualTiming, ...timing }
  const stopping = Promise.withResolvers<void>()
  let stopped = false
  let child: ReturnType<typeof spawn> | undefined
  let trouble: Trouble | undefined

  async function keep(): Promise<void> {
    while (!stopped) {
      const startedAt = performance.now()
      const well = setTimeout(() => {
        trouble = undefined
      }, mostMs)
      const ending = await runOnce().catch(error => ({ ending: String(error), lastWords: '' }))
      clearTimeout(well)
      if (stopped) return
      const times = (performance.now() - startedAt < mostMs ? (trouble?.times ?? 0) : 0) + 1
      trouble = { times, ...ending }
      const pauseMs = Math.min(mostMs, firstMs * 2 ** (times - 1))
      log.warning('worker process ended', { ...trouble, startedAgainInMs: pauseMs })
      await Promise.race([Bun.sleep(pauseMs), stopping.promise])
    }
  }

  async function runOnce(): Promise<Pick<Trouble, 'ending' | 'lastWords'>> {
    child = spawn(command)
    const output = passOn(child.stderr)
    await child.exited
    await Promise.race([output.ended, Bun.sleep(200)]) // what it started may hold the pipe open for longer
    return { ending: String(child.signalCode ?? `exit code ${child.exitCode}`), lastWords: output.lastLine() }
  }

  const gone = keep()
  return {
    trouble: () => trouble,
    async stop(withinMs) {
      stopped = true
      stopping.resolve()
      child?.kill('SIGTERM')
      const late = setTimeout(() => child?.kill('SIGKILL'), withinMs)
      await gone
      clearTimeout(late)
    },
    kill: () => child?.kill('SIGKILL'),
  }
}

/** The channel says nothing: its end tells the process that we are gone, however we went. */
function spawn(command: string[]) {
  return Bun.spawn(command, { stdio: ['ignore', 'inherit', 'pipe'], env: process.env, ipc() {} })
}

/** Writes what comes to our own standard error, and keeps its end. */
function passOn(stream: ReadableStream<Uint8Array>) {
  let tail = ''
  async function read(): Promise<void> {
    const decoder = new TextDecoder()
    for await (const chunk of stream) {
      process.stderr.write(chunk)
      tail = (tail + decoder.decode(chunk, { stream: true })).slice(-2000)
    }
  }
  return { ended: read().catch(() => {}), lastLine: () => tail.trim().split('\n').at(-1) ?? '' }
}
