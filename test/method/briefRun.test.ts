import { expect, test } from 'bun:test'
import { readOutcome } from '#src/analyses/outcome.ts'
import { listOutputs } from '#src/analyses/outputFiles.ts'
import { temporaryFolder } from '../support/database.ts'
import { analyseThreeModels } from '../support/fiveModels.ts'

test('an analysis of structures leaves a result of its models and curve, and files of which each has a meaning', async () => {
  const folder = await analyseThreeModels(temporaryFolder())
  const { result } = await readOutcome(folder)
  const weights = result.models.map(({ weight }) => weight.mean)
  expect(weights.reduce((sum, weight) => sum + weight)).toBeCloseTo(1, 6)
  const files = await listOutputs(folder)
  const names = files.map(({ name }) => name)
  expect(result.fit.q.length).toBeGreaterThan(50)
  for (const name of ['weights.csv', 'draws.csv.gz', 'fit.csv', 'ensemble.pdb', 'result.json', 'README.txt'])
    expect(names).toContain(name)
  expect(files.filter(({ meaning }) => meaning === '')).toEqual([])
}, 60_000)
