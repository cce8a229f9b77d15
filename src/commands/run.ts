import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { anyAssignmentFile } from '#src/analyses/folder.ts'
import { shippedMethods } from '#src/analyses/shippedMethods.ts'
import { FaultError } from '#src/ensemble/faults/index.ts'
import type { Part } from '#src/method/partialsCache.ts'
import { runPart } from '#src/method/run.ts'
import { runFolder } from '#src/method/runFolder.ts'
import { AppError } from '../errors.ts'
import type { Command } from './index.ts'
import { openAnalysis } from './openAnalysis.ts'
import { argumentsOf, threadsOption } from './science.ts'
import { say } from './taskFaults.ts'
import { UsageError, wrongUsage } from './usage.ts'

/** An analysis as a command in a folder, of the built-in method or of another one that comes with the program: JSON lines of progress on stdout, everything else on stderr. */
export const command: Command = {
  name: 'run',
  summary:
    'Run the analysis that FOLDER/params.json describes, and write its results to FOLDER/output; of the ZIP of a result, in a folder beside it. With --part, calculate the profiles of every N-th model from the I-th on, for a run that follows.',
  usage: 'bioce run FOLDER|ZIP [--threads N] [--part I/N]',
  async run(args) {
    const { values, positionals } = argumentsOf({
      args,
      allowPositionals: true,
      options: { threads: { type: 'string' }, part: { type: 'string' } },
    })
    const threads = threadsOption(values.threads)
    const part = values.part === undefined ? undefined : partIn(values.part)
    if (positionals.length !== 1) throw wrongUsage(this)
    try {
      const folder = await openAnalysis(positionals[0]!, this.name)
      const options = { threads, report: say, log: console.error }
      const assignment = await anyAssignmentFile.read(join(folder, 'params.json'))
      if ('inputs' in assignment) return await runShipped(folder, assignment.method?.name, threads)
      if (part) await runPart(folder, part, options)
      else say({ summary: await runFolder(folder, options) })
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

/** An analysis of a method with inputs of its own that comes with this program. */
async function runShipped(folder: string, name = '', threads: number): Promise<number> {
  const method = shippedMethods.find(each => each.name === name)
  if (!method)
    throw new AppError(
      'invalid',
      `This is an analysis of the method "${name}" of a laboratory, which this program does not have.`,
    )
  await mkdir(join(folder, 'output'), { recursive: true })
  const env = { ...process.env, OMP_NUM_THREADS: String(threads) }
  return await Bun.spawn(method.command, { cwd: folder, env, stdio: ['ignore', 'inherit', 'inherit'] }).exited
}

function partIn(text: string): Part {
  const [, index, of] = (/^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []).map(Number)
  if (index && of && index <= of) return { index, of }
  throw new UsageError(`--part ${text} is not I/N, such as 1/4.`)
}
