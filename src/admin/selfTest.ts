import { join } from 'node:path'
import { resultFile } from '#src/method/resultFile.ts'
import { prepareFolder } from '../analyses/folder.ts'
import { openPublicExample } from '../analyses/publicExample.ts'
import { exampleName, exampleParameters, stageExample } from '../studies/example.ts'

/** A weight may differ by so much from the published one: what is wrong with a machine moves weights by more. */
const differenceMax = 0.1

/** Puts the published sample into a folder as an analysis to run. @returns its folder */
export async function stageSelfTest(incoming: string): Promise<string> {
  const { folder: study, inspection } = await stageExample(incoming)
  const folder = join(study, 'analysis')
  await prepareFolder(folder, study, { study: inspection.record }, exampleName, exampleParameters())
  return folder
}

/** What is wrong with the result in the folder, in a sentence; empty where it is the published one. */
export async function judgeSelfTest(folder: string): Promise<string> {
  const result = await resultFile.read(join(folder, 'output/result.json'))
  const published = (await openPublicExample()).outcome.result
  const names = result.models.map(model => model.name)
  if (names.join() !== published.models.map(model => model.name).join())
    return `The sample has the models ${names.join(', ')}.`
  const furthest = Math.max(
    ...result.models.map((model, k) => Math.abs(model.weight.mean - published.models[k]!.weight.mean)),
  )
  return furthest <= differenceMax
    ? ''
    : `A weight of the sample differs by ${furthest.toFixed(2)} from the published one.`
}
