import { resultFile, sampleFile, tracesFile } from '#src/method/resultFile.ts'
import type { OwnFile } from '../ownFile.ts'
import { type Assignment, assignmentFile } from './folder.ts'
import { type AnalysisOutcome, outcomeOf } from './outcome.ts'
import type { OutputFile } from './outputFiles.ts'
import { groupOf, meaningOf } from './outputs.ts'
import archive from './publicExample.tar.gz' with { type: 'file' }

/** The result of the example study that anyone may open: calculated by scripts/publicExample.ts, part of the program. */
export interface PublicExample {
  assignment: Assignment
  outcome: AnalysisOutcome
  outputs: (OutputFile & { file: File })[]
}

let opened: Promise<PublicExample> | undefined

/** Unpacked into memory when it is asked for the first time. */
export const openPublicExample = (): Promise<PublicExample> => (opened ??= unpack())

async function unpack(): Promise<PublicExample> {
  const files = await new Bun.Archive(await Bun.file(archive).bytes()).files()
  const read = async <T>(file: OwnFile<T>, path: string) => file.parse(await files.get(path)!.text(), path)
  const outputs = [...files].filter(([path]) => path.startsWith('output/'))
  const assignment = await read(assignmentFile, 'params.json')
  return {
    assignment,
    outcome: outcomeOf(await read(resultFile, 'output/result.json'), assignment, {
      traces: await read(tracesFile, 'output/traces.json'),
      sample: await read(sampleFile, 'output/sample.json'),
    }),
    outputs: outputs.map(([path, file]) => {
      const name = path.slice('output/'.length)
      return { name, bytes: file.size, meaning: meaningOf(name), group: groupOf(name), file }
    }),
  }
}
