import { join } from 'node:path'
import { assignmentFile } from '#src/analyses/folder.ts'
import { type RunOptions, runAnalysis } from './run.ts'
import { runSimulation } from './simulation/run.ts'

/** Runs what `params.json` in a folder describes: an analysis, or a simulation of one. @throws FaultError */
export async function runFolder(folder: string, options: RunOptions): Promise<object> {
  const { parameters } = await assignmentFile.read(join(folder, 'params.json'))
  return parameters.simulation
    ? await runSimulation(folder, parameters, options)
    : await runAnalysis(folder, options)
}
