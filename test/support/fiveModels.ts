import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { prepareFolder } from '#src/analyses/folder.ts'
import { runAnalysis } from '#src/method/run.ts'
import { exampleParameters, stageExample } from '#src/studies/example.ts'
import { readRecord, writeRecord } from '#src/studies/record.ts'

/** Of the example: the three that its curve was made from, and two more. */
const modelsTaken = [2, 6, 9, 13, 17]

/** Analyses five models of the example in a folder below `incoming`; the folder of the analysis. */
export async function analyseFiveModels(incoming: string): Promise<string> {
  const { folder: staged } = await stageExample(incoming)
  const record = (await readRecord(staged))!
  const taken = <T>(all: T[]) => modelsTaken.map(at => all[at]!)
  const five = { ...record, library: taken(record.library), models: taken(record.models) }
  await writeRecord(staged, five)
  const folder = join(staged, 'analysis')
  await prepareFolder(folder, staged, { study: five }, 'First look', exampleParameters())
  await runAnalysis(folder, { threads: availableParallelism(), report() {}, log() {} })
  return folder
}
