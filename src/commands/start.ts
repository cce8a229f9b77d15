import { ourselves } from '#src/ourselves.ts'
import { supervise } from '../supervise.ts'
import type { Command } from './index.ts'
import { stopSignal } from './process.ts'
import { openWeb } from './web.ts'

/** Service managers wait ten seconds after a stop signal and then kill: end the remaining processes before that. */
const drainMsMax = 9000

/** The whole deployment: the web server here, the workers in a process of their own that is started again if it dies. */
export const command: Command = {
  name: 'start',
  summary: 'Start the web server and its workers (this is what "bioce" alone does).',
  usage: 'bioce [start]',
  takesNothing: true,
  async run() {
    let workers: ReturnType<typeof supervise> | undefined
    const stopped = stopSignal(() => workers?.kill())
    const web = await openWeb({ workerTrouble: () => workers?.trouble() })
    workers = supervise(ourselves('worker'))
    const replica = web.config.replica ? supervise(ourselves('replicate')) : undefined
    await stopped
    setTimeout(() => process.exit(1), drainMsMax + 500).unref()
    await Promise.all([web.stop(), workers.stop(drainMsMax)])
    await replica?.stop(drainMsMax) // last, so that it has all that they wrote
    return 0
  },
}
