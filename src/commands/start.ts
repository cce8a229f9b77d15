import { isCompiled } from '../config.ts'
import { AppError } from '../errors.ts'
import type { Command } from './index.ts'
import { openWeb } from './web.ts'

const drainMsMax = 10_000
const respawnMs = 1000

/** The whole deployment: the web server here, the workers in a process of their own that is started again if it dies. */
export const command: Command = {
  name: 'start',
  summary: 'Start the web server and its workers (this is what "bioce" alone does).',
  usage: 'bioce [start]',
  async run(args) {
    if (args.length > 0) throw new AppError('invalid', 'start takes no arguments.')
    const web = await openWeb()
    let stopping = false
    let worker = spawnWorker()
    const watch = async () => {
      while (!stopping) {
        await worker.exited
        if (stopping) return
        await Bun.sleep(respawnMs)
        if (!stopping) worker = spawnWorker()
      }
    }
    void watch()
    await stopSignal(() => worker.kill('SIGKILL'))
    stopping = true
    worker.kill('SIGTERM')
    const late = setTimeout(() => worker.kill('SIGKILL'), drainMsMax - 1000)
    await Promise.all([web.stop(), worker.exited])
    clearTimeout(late)
    return 0
  },
}

/** Ourselves again with other arguments: the executable, or Bun with this program. */
export function ourselves(...args: string[]): string[] {
  return isCompiled
    ? [process.execPath, ...args]
    : [process.execPath, new URL('../main.ts', import.meta.url).pathname, ...args]
}

/** The channel says nothing: its end tells the worker that we are gone, however we went. */
function spawnWorker() {
  return Bun.spawn(ourselves('worker'), {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: process.env,
    ipc() {},
  })
}

/** Resolves at the first SIGTERM or SIGINT; a second one means at once. */
export function stopSignal(atOnce: () => void = () => {}): Promise<void> {
  return new Promise(resolve => {
    let asked = false
    const stop = () => {
      if (asked) {
        atOnce()
        process.exit(130)
      }
      asked = true
      resolve()
    }
    process.on('SIGTERM', stop)
    process.on('SIGINT', stop)
  })
}
