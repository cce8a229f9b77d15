import { mkdir } from 'node:fs/promises'
import type { Progress, Result } from '#src/ensemble/contract.ts'
import { type AnalysisInput, type AnalysisOptions, analyseLibrary } from '#src/ensemble/index.ts'
import type { Tasks } from '#src/ensemble/tasks.ts'
import { commitOfProgram } from '../commit.ts'
import { version } from '../program.ts'
import type { Threads } from '../threads.ts'
import { openCheckpoint } from './checkpoint.ts'
import { collect, collecting } from './collecting.ts'
import { type LibraryModel, writeEnsemble } from './ensembleFiles.ts'
import { forgetFirstAnswer, writeFirstAnswer } from './firstAnswer.ts'
import { type Outputs, writeOutputs } from './outputs.ts'
import { samplerOn } from './samplerOn.ts'
import { createSettlingWriter, forgetSettling } from './settling.ts'
import type { Stopwatch } from './stopwatch.ts'

/** Where a run of the built-in method reports to and leaves what it makes. */
export interface Sink {
  threads: Threads<Tasks>
  report(progress: Progress): void
  /** A line for the log. */
  log(line: string): void
  stopwatch: Stopwatch
  /** The files that were read, for the record, and what their check warned of. */
  inputs: Result['inputs']
  warnings: string[]
  /** Where the state of the sampling is kept, so that a run that was ended goes on with the same result. */
  checkpointFolder?: string
  /** Where the files of the result go, if they are wanted. */
  output?: {
    folder: string
    title: string
    sizes: Outputs['sizes']
    /** Reads these models of the library again, for the ensemble files; absent without structures. */
    structures?: (wanted: ReadonlySet<number>) => AsyncIterable<LibraryModel>
  }
}

/**
 * The built-in method from data in memory to a result: the one orchestration behind the worker's child, `bioce run` and
 * `bioce infer`.
 * @throws FaultError when the data do not allow a result
 */
export async function runMethod(
  input: AnalysisInput,
  options: AnalysisOptions,
  { threads, report, log, stopwatch, inputs, warnings, checkpointFolder, output }: Sink,
): Promise<Result> {
  stopwatch.lap('profiles')
  const checkpoint = checkpointFolder && (await openCheckpoint(checkpointFolder, { input, options }, log))
  const analysis = await analyseLibrary(input, options, {
    report: collecting(report),
    ...(checkpoint && { checkpoint: checkpoint.keep, resume: checkpoint.resume }),
    ...(checkpointFolder && {
      first: answer => writeFirstAnswer(checkpointFolder, answer),
      settling: createSettlingWriter(checkpointFolder),
    }),
    run: samplerOn(threads),
  })
  stopwatch.lap('inference')
  const result: Result = {
    program: { name: 'bioce', version, commit: commitOfProgram() },
    ...analysis.result,
    sampler: { ...analysis.result.sampler, cpuSeconds: stopwatch.cpuSeconds() },
    inputs,
    warnings,
    timings: stopwatch.laps,
  }
  if (output) {
    const { folder, title, sizes, structures } = output
    await mkdir(folder, { recursive: true })
    collect()
    await writeOutputs(folder, {
      title,
      result,
      sizes,
      profiles: [analysis, ...(analysis.further ?? [])].map(({ profiles, q }) => ({ ...profiles, q })),
      draws: { ...analysis.draws, names: analysis.names, hydration: analysis.hydrationDraws },
      others: structures ? await writeEnsemble(folder, structures, result, title, { report, log }) : [],
    })
  }
  if (checkpointFolder)
    await Promise.all([forgetFirstAnswer(checkpointFolder), forgetSettling(checkpointFolder)])
  if (checkpoint) await checkpoint.forget()
  return result
}
