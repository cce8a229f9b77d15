import { expect, test } from 'bun:test'
import { describeAnalysis, parseParameters } from '#src/method/parameters.ts'
import { simulation } from '#src/method/simulation/manifest.ts'
import { readWeights } from '#src/method/simulation/question.ts'
import { asked, folderOf, resultOf, run, textOf } from '../support/simulated.ts'

const models = ['open', 'half open', '3']

test.each([
  ['0.5, 0.3 0.2', [0.5, 0.3, 0.2]],
  ['0.5\n0.3\n0.2\n', [0.5, 0.3, 0.2]],
  ['open 0.7, 3: 0.3', [0.7, 0, 0.3]],
  ['half open = 2', [0, 2, 0]],
  ['open.pdb 2, 3.cif 1', [2, 0, 1]],
  ['open.pdb1 2, 3.mmcif 1, half open.gro 1', [2, 1, 1]],
  ['half open=2; 3 :1', [0, 2, 1]],
])('weights are read from %j', (text, weights) => {
  expect(readWeights(text, models)).toEqual(weights)
})

test.each([
  ['', 'Give the weights.'],
  ['1, 2', 'There are 2 weights for 3 models.'],
  ['0 0 0', 'One of the weights must be above 0.'],
  ['1, 2, -1', 'A weight cannot be negative.'],
  ['open 0.7, shut 0.3', 'The library has no model “shut”; its first is “open”.'],
  ['open 0.7, open 0.3', '“open” is listed twice.'],
  ['open much', '“open much” is not a name followed by a number.'],
])('weights are refused in words: %j', (text, words) => {
  expect(readWeights(text, models)).toContain(words)
})

test('weights are read at once, however many blanks stand in them', () => {
  const startedAt = performance.now()
  expect(readWeights(`open${' '.repeat(9000)}very much`, models)).toContain('is not a name followed by')
  expect(readWeights(`open${'='.repeat(9000)}much`, models)).toContain('is not a name followed by')
  expect(performance.now() - startedAt).toBeLessThan(1000)
})

test('the posterior is simulated and inferred again, and every file that the manifest names is written', async () => {
  const folder = await folderOf({})
  const summary = await run(folder)
  expect(summary).toMatchObject({ misfits: '0 of 2', converged: expect.any(String) })
  const found = resultOf(folder)
  expect(found).toMatchObject({ seed: 5, replicas: 2, question: { truth: 'posterior' } })
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
  expect(log).toEqual(['Going on from a checkpoint: 2 simulated curves are inferred.'])
  expect(resultOf(folder)).toEqual(found)
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
    'Simulated curves': '2',
    'Errors relative to those measured': '1',
    Seed: '5',
  })
  expect(named).not.toHaveProperty('To q')
  expect(Object.keys(named)).not.toContain('Weights')
})
