import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { FaultError } from '#src/ensemble/faults/index.ts'
import { runAnalysis } from '#src/method/run.ts'
import { AppError } from '../errors.ts'
import type { Command } from './index.ts'
import { openAnalysis } from './openAnalysis.ts'

/** The built-in method as a command in a folder: JSON lines of progress on stdout, everything else on stderr. */
export const command: Command = {
  name: 'run',
  summary:
    'Run the analysis that FOLDER/params.json describes, and write its results to FOLDER/output; of the ZIP of a result, in a folder beside it.',
  usage: 'bioce run FOLDER|ZIP [--threads N]',
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { threads: { type: 'string' } },
    })
    const threads = Number(values.threads ?? availableParallelism())
    if (positionals.length !== 1 || !Number.isInteger(threads) || threads < 1) {
      console.error(this.usage)
      return 2
    }
    const say = (line: object) => void process.stdout.write(`${JSON.stringify(line)}\n`)
    try {
      const folder = await openAnalysis(positionals[0]!, this.name)
      const summary = await runAnalysis(folder, {
        threads,
        report: say,
        log: console.error,
      })
      say({ summary })
      return 0
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOSPC')
        say({ reason: 'disk_full', message: 'The disk of the server is full.' })
      else if (error instanceof AppError) say({ reason: error.kind, message: error.message })
      else if (!(error instanceof FaultError)) throw error
      else say({ reason: error.fault.code, message: error.message })
      return 1
    }
  },
}
