import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { prepareFolder } from '#src/analyses/folder.ts'
import type { Parameters } from '#src/method/parameters.ts'
import { runAnalysis } from '#src/method/run.ts'
import { exampleParameters, stageExample } from '#src/studies/example.ts'
import { readRecord, writeRecord } from '#src/studies/record.ts'

/** Of the example: the three that its curve was made from, and two more. */
const five = [2, 6, 9, 13, 17]

/** Analyses five models of the example in a folder below `incoming`; the folder of the analysis. */
export const analyseFiveModels = (incoming: string) => analyse(incoming, five, {})

/** Three models, for the least time that an analysis takes. */
export const analyseThreeModels = (incoming: string) =>
  analyse(incoming, five.slice(0, 3), { effort: 'gate', iterations: 100 })

async function analyse(incoming: string, models: number[], settings: Partial<Parameters>): Promise<string> {
  const { folder: staged } = await stageExample(incoming)
  const record = (await readRecord(staged))!
  const taken = <T>(all: T[]) => models.map(at => all[at]!)
  const study = { ...record, library: taken(record.library), models: taken(record.models) }
  await writeRecord(staged, study)
  const folder = join(staged, 'analysis')
  await prepareFolder(folder, staged, { study }, 'First look', { ...exampleParameters(), ...settings })
  await runAnalysis(folder, { threads: availableParallelism(), report() {}, log() {} })
  return folder
}
