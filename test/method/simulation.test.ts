import { expect, test } from 'bun:test'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prepareFolder } from '#src/analyses/folder.ts'
import type { TrustResult } from '#src/ensemble/contract.ts'
import { describeAnalysis, parseParameters } from '#src/method/parameters.ts'
import { runFolder } from '#src/method/runFolder.ts'
import { simulation } from '#src/method/simulation/manifest.ts'
import { type Question, readWeights } from '#src/method/simulation/question.ts'
import { madeUp } from '../ensemble/madeUp.ts'
import { recordOf } from '../support/records.ts'

const models = ['open', 'half open', '3']

test.each([
  ['0.5, 0.3 0.2', [0.5, 0.3, 0.2]],
  ['0.5\n0.3\n0.2\n', [0.5, 0.3, 0.2]],
  ['open 0.7, 3: 0.3', [0.7, 0, 0.3]],
  ['half open = 2', [0, 2, 0]],
  ['open.pdb 2, 3.cif 1', [2, 0, 1]],
])('weights are read from %j', (text, weights) => {
  expect(readWeights(text, models)).toEqual(weights)
})

test.each([
  ['', 'Give the weights.'],
  ['1, 2', 'These are 2 weights for 3 models.'],
  ['0 0 0', 'One of the weights must be above 0.'],
  ['1, 2, -1', 'A weight is at least 0.'],
  ['open 0.7, shut 0.3', 'The library has no model “shut”; its first is “open”.'],
  ['open 0.7, open 0.3', '“open” is there twice.'],
  ['open much', '“open much” is no name with a number.'],
])('weights are refused in words: %j', (text, words) => {
  expect(readWeights(text, models)).toContain(words)
})

const asked: Question = {
  ...{ analysis: 1, truth: 'posterior', weights: null, points: 'measured', noise: 1 },
  ...{ from: 0.01, to: 0.3, count: 50, percent: 1, replicas: 3, c1: 1, contrast: 0.015 },
} as Question

/** The folder of a simulation on a curve of 70 % and 30 % of two models, with their profiles. */
async function folderOf(question: Partial<Question>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'simulation-'))
  const { curve, profiles } = madeUp([0.7, 0.3], { noise: 0.01 })
  const write = (name: string, row: (i: number) => string) =>
    writeFileSync(join(folder, name), Array.from(curve.q, (_, i) => row(i)).join('\n'))
  write('curve.dat', i => `${curve.q[i]} ${curve.intensity[i]} ${curve.sigma[i]}`)
  write('profiles.txt', i => `${profiles.values[2 * i]} ${profiles.values[2 * i + 1]}`)
  const file = { path: 'profiles.txt', name: 'profiles.txt', sha256: '', bytes: 1 }
  const study = { ...recordOf(['open', 'shut']), profiles: file }
  const settings = parseParameters({ seed: '5', skipVariational: 'on', iterations: '200' })
  const parameters = { ...settings, simulation: { ...asked, ...question } }
  const home = join(folder, 'analysis')
  await prepareFolder(home, folder, { study }, 'Simulation 1', parameters as never, {}, simulation)
  return home
}

const run = (folder: string, log: string[] = []) =>
  runFolder(folder, { threads: 1, report() {}, log: line => log.push(line) })
const textOf = (folder: string, name: string) => readFileSync(join(folder, 'output', name), 'utf8')
const resultOf = (folder: string): TrustResult & { question: Question } =>
  JSON.parse(textOf(folder, 'simulation.json'))

test('the posterior is simulated and inferred again, and every file that the manifest names is written', async () => {
  const folder = await folderOf({})
  const summary = await run(folder)
  expect(summary).toMatchObject({ misfits: '0 of 3', converged: expect.any(String) })
  const found = resultOf(folder)
  expect(found).toMatchObject({ seed: 5, replicas: 3, question: { truth: 'posterior' } })
  expect(found.measured).toMatchObject({ verdict: 'explained' })
  expect(Math.abs(found.models[0]!.truth - 0.7)).toBeLessThan(0.05)
  for (const { file, show, chart } of simulation.results) {
    const text = textOf(folder, file)
    if (show === 'table' || show === 'chart') expect(text.split('\n').length).toBeGreaterThan(2)
    for (const column of chart ? [chart.x, ...chart.y, chart.error!] : [])
      expect(text.split('\n')[0]!.split(',')).toContain(column)
  }
  expect(textOf(folder, 'answer.md')).toContain('if the library is complete')
  // What a simulation that was ended had reached is used, and the result is the same.
  const log: string[] = []
  await run(folder, log)
  expect(log).toEqual(['Going on from a checkpoint: 3 simulated curves are inferred.'])
  expect(resultOf(folder)).toEqual(found)
}, 60_000)

test('weights that were chosen come back, at errors of the size that was asked for', async () => {
  const sdOf = async (noise: number) => {
    const folder = await folderOf({ truth: 'chosen', weights: 'shut 0.4, open 0.6', noise, replicas: 4 })
    await run(folder)
    const { models, measured } = resultOf(folder)
    expect(measured).toBeNull()
    expect(models.map(({ truth }) => truth)).toEqual([expect.closeTo(0.6), expect.closeTo(0.4)])
    expect(models[0]!.error).toBeLessThan(4 * models[0]!.sd)
    return models[0]!.sd
  }
  const [one, three] = [await sdOf(1), await sdOf(3)]
  expect(three / one).toBeWithin(2, 4.5)
}, 60_000)

test('lists tell what was asked, as far as its form asks for it', () => {
  const parameters = { ...parseParameters({ seed: '5' }), simulation: { ...asked } }
  const named = Object.fromEntries(
    describeAnalysis({ method: 'simulation', parameters: parameters as never }, undefined).map(
      ({ name, value }) => [name, value],
    ),
  )
  expect(named).toMatchObject({
    Method: 'Simulate and ask',
    'What is simulated': 'The ensemble that this analysis found',
    'Simulated curves': '3',
    Errors: '1 times',
    Seed: '5',
  })
  expect(named).not.toHaveProperty('To q')
  expect(Object.keys(named)).not.toContain('Weights')
})
