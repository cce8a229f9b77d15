import { join } from 'node:path'
import { assignmentFile } from '#src/analyses/folder.ts'
import type { TrustResult } from '#src/ensemble/contract.ts'
import { testTrust } from '#src/ensemble/index.ts'
import { reviveError, type Tasks } from '#src/ensemble/tasks.ts'
import { openThreads } from '../threads.ts'
import { optionsOf } from './parameters.ts'
import { type RunOptions, readInput } from './run.ts'

/**
 * Whether the data of the analysis in a folder can tell ensembles like the one that they gave. Reads what `runAnalysis` reads and needs no result.
 * @throws FaultError when the data do not allow a result
 */
export async function trustAnalysis(
  folder: string,
  replicas: number,
  options: RunOptions,
): Promise<TrustResult> {
  const threads = openThreads<Tasks>(options.threads, reviveError)
  try {
    const assignment = await assignmentFile.read(join(folder, 'params.json'))
    const input = await readInput(folder, assignment, threads, options)
    return await testTrust(input, optionsOf(assignment.parameters), replicas, {
      report: options.report,
      run: {
        advance: task => threads.run('advance', task),
        coolParticles: task => threads.run('coolParticles', task),
      },
    })
  } finally {
    threads.close()
  }
}
